"""The second step: codes from the phone, recovery codes, and a studio that asks everybody."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio import owners
from studio.models import Mail, RecoveryCode, SecondStep, SignIn, SignInWay, Studio
from studio.signing_in import second_step, session_life, totp

PASSWORD = "a north window and a stool"
LOGIN, CODE = "/admin/login/", "/admin/login/code/"
RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"


@pytest.fixture
def lena(db):
    user = get_user_model().objects.create_user("lena", "lena@example.com", PASSWORD, is_staff=True)
    user.groups.add(owners.sync_group())
    return user


@pytest.fixture
def codes(lena):
    """Turn the second step on; return the recovery codes."""
    return second_step.turn_on(lena, RFC_KEY, 0)


def phone(ago=0, key=RFC_KEY):
    return totp.code(key, totp.counter_at(timezone.now().timestamp()) - ago)


def sign_in(client, code=None, password=PASSWORD):
    response = client.post(LOGIN, {"username": "lena", "password": password})
    return client.post(CODE, {"code": code}) if code is not None else response


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


# Arithmetic. The numbers stand in RFC 4226, appendix D, and RFC 6238, appendix B.


RFC_CODES = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_CODES.split(" "))))
def test_the_codes_are_those_of_rfc_4226(counter, code):
    assert totp.code(RFC_KEY, counter) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_rfc_6238(seconds, code):
    assert totp.code(RFC_KEY, totp.counter_at(seconds)) == code
    assert totp.matching_counter(RFC_KEY, code, seconds) == seconds // 30


def test_clocks_may_differ_by_half_a_minute_and_no_more():
    code = totp.code(RFC_KEY, 100)

    found = [totp.matching_counter(RFC_KEY, code, 30 * each) for each in range(97, 104)]

    assert found == [None, None, 100, 100, 100, None, None]


def test_keys_are_new_and_long():
    keys = {totp.new_key() for _ in range(50)}

    assert len(keys) == 50
    assert all(re.fullmatch("[A-Z2-7]{32}", key) for key in keys)


def test_the_address_for_the_phone_is_quoted():
    address = totp.address("KEY", "Marsh: light & shade", "lena@home")

    assert address == (
        "otpauth://totp/Marsh%20%20light%20%26%20shade:lena%40home"
        "?secret=KEY&issuer=Marsh%20%20light%20%26%20shade&digits=6&period=30"
    )


# Signing in


def test_the_password_alone_opens_nothing(codes, client):
    response = sign_in(client)

    assert response.url == CODE
    assert not is_signed_in(client)
    assert client.get("/admin/files/originals/x.jpg").status_code == 302
    assert not SignIn.objects.exists()


def test_a_code_from_the_phone_opens_the_desk(codes, client):
    client.post(f"{LOGIN}?next=/admin/guide/", {"username": "lena", "password": PASSWORD})

    response = client.post(CODE, {"code": f" {phone()[:3]} {phone()[3:]} "})

    assert response.url == "/admin/guide/"
    assert is_signed_in(client)
    assert SignIn.objects.get().way == SignInWay.PHONE


def test_no_code_is_taken_twice(codes):
    assert sign_in(Client(), phone()).status_code == 302

    assert sign_in(Client(), phone()).status_code == 200


def test_no_earlier_code_is_taken_after_a_later_one(codes):
    sign_in(Client(), phone())

    assert sign_in(Client(), phone(ago=1)).status_code == 200


@pytest.mark.parametrize("code", ["", "000000", "12345", "no", "١٢٣٤٥٦", "0" * 5000, "\x00", "%s"])
def test_other_codes_open_nothing(codes, client, code):
    assert phone() != "000000"

    assert sign_in(client, code).status_code == 200
    assert not is_signed_in(client)


def test_codes_are_not_guessed(codes, client):
    answers = [sign_in(client, "000000").status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert sign_in(client, phone()).status_code == 429


def test_many_wrong_codes_tell_the_owner_that_the_password_is_known(codes):
    for number in range(8):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "000000")

    mail = Mail.objects.get()
    assert "may know your password" in mail.subject
    assert "203.0.113.4" in mail.text


def test_strangers_with_the_password_do_not_hold_up_the_owners_own_browser(codes, lena):
    own = Client()
    sign_in(own, codes[0])
    own.post(reverse("admin:logout"))
    for _ in range(6):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), "000000")

    assert sign_in(own, codes[1]).status_code == 302


def test_without_the_password_there_is_no_second_step(codes, client):
    assert client.get(CODE).url == LOGIN
    assert client.post(CODE, {"code": phone()}).url == LOGIN


def test_halfway_ends_after_ten_minutes(codes, client, monkeypatch):
    sign_in(client)
    now = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert client.post(CODE, {"code": phone()}).url == LOGIN


def test_halfway_ends_with_the_password(codes, client, lena):
    sign_in(client)
    lena.set_password("another")
    lena.save()

    assert client.post(CODE, {"code": phone()}).url == LOGIN


# Recovery codes


def test_each_recovery_code_opens_the_desk_once(codes, client):
    assert sign_in(Client(), codes[0].upper().replace("-", " ")).status_code == 302
    assert sign_in(Client(), codes[0]).status_code == 200

    assert SignIn.objects.get().way == SignInWay.RECOVERY
    assert "9 recovery codes left" in Mail.objects.get().text


def test_recovery_codes_are_kept_as_hashes_only(codes, lena):
    kept = {*RecoveryCode.objects.values_list("digest", flat=True)}

    assert len(codes) == len(kept) == 10
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in kept)
    assert not kept & {code.replace("-", "") for code in codes}


def test_codes_of_somebody_else_open_nothing(codes, client, django_user_model):
    other = django_user_model.objects.create_user("max", password=PASSWORD, is_staff=True)
    others = second_step.turn_on(other, totp.new_key(), 0)

    assert sign_in(client, others[0]).status_code == 200


# On the desk


@pytest.fixture
def desk(lena, client):
    sign_in(client)
    Mail.objects.all().delete()
    return client


def set_up(client, password=PASSWORD, code=None):
    url = reverse("admin:second_step")
    client.get(url)
    key = client.session["new_key"]
    return client.post(url, {"code": code or phone(key=key), "password": password}), key


def test_setting_it_up_shows_the_codes_once(desk, lena):
    response, key = set_up(desk)

    html = response.content.decode()
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", html)
    assert len(codes) == 10
    assert "no-store" in response["Cache-Control"]
    assert SecondStep.objects.get(user=lena).key == key
    assert "turned on" in Mail.objects.get().subject
    assert not any(code in desk.get(reverse("admin:account")).content.decode() for code in codes)
    assert sign_in(Client(), codes[3]).status_code == 302


def test_setting_it_up_signs_out_who_came_by_the_password_alone(desk, lena):
    other = Client()
    sign_in(other)

    set_up(desk)

    assert is_signed_in(desk)
    assert not is_signed_in(other)


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "000000"}])
def test_setting_it_up_needs_the_password_and_a_code(desk, lena, wrong):
    response, _ = set_up(desk, **wrong)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not SecondStep.objects.exists()


def test_the_picture_for_the_phone_is_a_file_of_its_own(desk):
    page = desk.get(reverse("admin:second_step")).content.decode()
    picture = desk.get(reverse("admin:second_step_picture"))

    assert "data:" not in page
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert b"<svg" in picture.content
    assert b"style=" not in picture.content


def test_there_is_no_picture_when_no_phone_is_set_up(desk):
    assert desk.get(reverse("admin:second_step_picture")).status_code == 404


def test_the_key_of_a_phone_in_use_is_never_shown(codes, client):
    sign_in(client, phone())
    pages = ["account", "second_step", "recovery_codes", "second_step_off"]

    for name in pages:
        html = client.get(reverse(f"admin:{name}")).content.decode()
        assert RFC_KEY not in html.replace(" ", "")


def test_turning_it_off_needs_the_password(codes, client, lena):
    sign_in(client, phone())
    url = reverse("admin:second_step_off")
    client.post(url, {"password": "wrong"})
    assert SecondStep.objects.exists()

    client.post(url, {"password": PASSWORD})

    assert not SecondStep.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert "turned off" in Mail.objects.first().subject
    assert sign_in(Client()).url == "/admin/"


def test_new_recovery_codes_replace_the_former_ones(codes, client):
    sign_in(client, phone())

    response = client.post(reverse("admin:recovery_codes"), {"password": PASSWORD})

    new = re.findall(r"<code>([a-z0-9-]{19})</code>", response.content.decode())
    assert len(new) == 10
    assert sign_in(Client(), codes[0]).status_code == 200
    assert sign_in(Client(), new[0]).status_code == 302


def test_the_password_cannot_be_guessed_at_an_open_desk(codes, client):
    sign_in(client, phone())
    url = reverse("admin:second_step_off")

    answers = [client.post(url, {"password": "wrong"}).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


# A studio that asks everybody


@pytest.fixture
def required(db):
    Studio.objects.update(requires_second_step=True)


@pytest.mark.parametrize("path", ["/admin/", "/admin/studio/studio/1/change/", "/admin/account/"])
def test_whoever_has_no_second_step_sets_it_up_first(desk, required, path):
    assert desk.get(path).url == reverse("admin:second_step")


def test_nothing_is_changed_before_the_second_step(desk, required):
    response = desk.post("/admin/studio/studio/1/change/", {"name": "Changed"})

    assert response.url == reverse("admin:second_step")
    assert Studio.objects.get().name != "Changed"


def test_private_files_wait_for_the_second_step(desk, required):
    assert desk.get("/admin/files/originals/x.jpg").url == reverse("admin:second_step")


def test_after_setting_it_up_the_desk_opens(desk, required):
    set_up(desk)

    assert is_signed_in(desk)
    assert desk.get(reverse("admin:second_step_off")).url == reverse("admin:account")


def test_whoever_has_it_is_asked_for_nothing_more(codes, client, required):
    sign_in(client, phone())

    assert is_signed_in(client)


def test_signing_out_stays_possible(desk, required):
    assert desk.post(reverse("admin:logout")).status_code == 200


def test_a_form_can_ask_whether_it_may_be_sent(desk):
    url = reverse("admin:still_signed_in")

    assert desk.get(url).json() == {"is_signed_in": True}
    assert Client().get(url).json() == {"is_signed_in": False}


# A lost phone


def test_the_owners_command_keeps_the_second_step(codes, lena, monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "another window, another stool")

    call_command("owner", "--no-input", "--username", "lena", verbosity=0)

    assert second_step.of(lena)


def test_the_owners_command_turns_it_off_for_a_lost_phone(codes, lena, monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "another window, another stool")

    call_command("owner", "--no-input", "--lost-phone", "--username", "lena", verbosity=0)

    assert second_step.of(lena) is None
    assert sign_in(Client(), password="another window, another stool").url == "/admin/"


def test_a_wrong_command_turns_nothing_off(codes, lena, monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "")

    with pytest.raises(CommandError):
        call_command("owner", "--no-input", "--lost-phone", "--username", "lena", verbosity=0)

    assert second_step.of(lena)


def test_a_session_says_whether_the_second_step_was_taken(codes, client):
    sign_in(client, phone())

    assert client.session[session_life.SECOND_STEP] is True


def test_today_reminds_of_a_second_step_that_is_missing(desk):
    words = "Your password alone opens this desk"
    assert words in desk.get("/admin/").content.decode()

    set_up(desk)

    assert words not in desk.get("/admin/").content.decode()
