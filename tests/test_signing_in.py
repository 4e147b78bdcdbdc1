"""Signing in to the desk: brakes on guessing, sessions that end, mails, new passwords."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as outbox
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio import delivery, owners
from studio.models import Brake, Mail, MailKind, SignIn
from studio.signing_in import brakes, browsers, chores, devices, passwords, session_life

PASSWORD = "a north window and a stool"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
LOGIN = "/admin/login/"


@pytest.fixture
def lena(db):
    user = get_user_model().objects.create_user("lena", "lena@example.com", PASSWORD, is_staff=True)
    user.groups.add(owners.sync_group())
    return user


@pytest.fixture
def later(monkeypatch):
    """Return a function that lets time pass."""

    def later(**time):
        now = timezone.now() + timedelta(**time)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return later


def browser(address="203.0.113.5", name=FIREFOX):
    return Client(REMOTE_ADDR=address, headers={"user-agent": name})


def sign_in(client, password=PASSWORD, name="lena", path=LOGIN):
    return client.post(path, {"username": name, "password": password})


def guess(client, times, **fields):
    return [sign_in(client, f"wrong {number}", **fields).status_code for number in range(times)]


def errors(response):
    return " ".join(response.context["form"].non_field_errors())


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def test_the_right_password_opens_the_desk(lena):
    client = browser()

    response = sign_in(client, path=f"{LOGIN}?next=/admin/guide/")

    assert response.url == "/admin/guide/"
    found = SignIn.objects.get()
    assert (found.user, found.address, found.browser) == (
        lena,
        "203.0.113.5",
        "Firefox on Windows",
    )


def test_wrong_passwords_are_slowed_down_and_told_until_when(lena):
    client = browser()

    answers = guess(client, 7)
    response = sign_in(client)

    assert answers == [200] * 5 + [429] * 2
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 30
    assert re.search(r"try again in \d+ seconds", errors(response))


def test_while_held_even_the_right_password_is_not_looked_at(lena, monkeypatch):
    client = browser()
    guess(client, 5)
    looked_at = []
    monkeypatch.setattr(
        "django.contrib.auth.forms.authenticate", lambda *args, **kwargs: looked_at.append(kwargs)
    )

    sign_in(client)

    assert looked_at == []


def test_waits_grow_and_end(lena, later):
    client = browser()
    guess(client, 5)
    waits = []
    for _ in range(8):
        waits.append(int(sign_in(client, "wrong")["Retry-After"]))
        later(seconds=waits[-1] + 1)
        sign_in(client, "wrong")

    assert waits[0] <= 30
    assert waits == sorted(waits)
    assert waits[-1] <= brakes.ACCOUNT.longest.total_seconds()
    later(minutes=15, seconds=1)
    assert sign_in(client).status_code == 302
    assert not Brake.objects.filter(held_until__isnull=False).exists()


def test_an_account_is_guarded_from_everywhere(lena):
    for number in range(5):
        guess(browser(f"203.0.113.{number}"), 1)

    assert sign_in(browser("198.51.100.9")).status_code == 429


def test_capitals_make_no_second_account_to_guess_at(lena):
    client = browser()
    guess(client, 3, name="Lena")
    guess(client, 2, name=" LENA")

    assert sign_in(client).status_code == 429


def test_an_address_is_slowed_down_whatever_account_it_tries(lena):
    answers = [
        guess(browser(), 1, name=f"user-{number}")[0] for number in range(brakes.ADDRESS.free + 1)
    ]

    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429
    assert sign_in(browser()).status_code == 429
    assert sign_in(browser("198.51.100.9")).status_code == 302


def test_strangers_cannot_lock_out_a_browser_that_is_known(lena):
    own = browser()
    sign_in(own)
    own.post(reverse("admin:logout"))
    guess(browser("198.51.100.9"), 20)

    assert sign_in(browser("198.51.100.10")).status_code == 429
    assert sign_in(own).status_code == 302


def test_a_browser_that_is_known_may_not_guess_for_ever_either(lena):
    own = browser()
    sign_in(own)
    own.post(reverse("admin:logout"))

    assert guess(own, 6)[-1] == 429


def test_a_browser_is_known_whatever_letters_the_name_has(lena):
    lena.username = "Åsa"
    lena.save()
    own = browser()
    sign_in(own, name="Åsa")
    own.post(reverse("admin:logout"))
    guess(browser("198.51.100.9"), 6, name="Åsa")

    assert sign_in(own, name="Åsa").status_code == 302


@pytest.mark.parametrize("value", ["", "made-up", "0" * 32, "0" * 32 + ":1vABCD:signature"])
def test_a_made_up_cookie_is_no_browser_that_is_known(lena, value):
    sign_in(browser())
    stranger = browser("198.51.100.9")
    stranger.cookies[devices.COOKIE] = value

    assert guess(stranger, 6)[-1] == 429


def test_the_browser_of_one_account_is_not_that_of_another(lena, django_user_model):
    django_user_model.objects.create_user("max", password=PASSWORD, is_staff=True)
    client = browser()
    sign_in(client, name="max")
    client.post(reverse("admin:logout"))
    guess(browser("198.51.100.9"), 5)

    assert sign_in(client).status_code == 429


def test_invented_addresses_do_not_help(lena, settings):
    settings.TRUSTED_PROXIES = []
    answers = [
        Client(REMOTE_ADDR="203.0.113.5", headers={"x-forwarded-for": f"198.51.100.{number}"})
        .post(LOGIN, {"username": f"user-{number}", "password": "wrong"})
        .status_code
        for number in range(brakes.ADDRESS.free + 1)
    ]

    assert answers[-1] == 429


def test_behind_a_known_proxy_the_visitor_counts(lena, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    bad = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "198.51.100.1"})
    good = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "198.51.100.2"})
    for number in range(brakes.ADDRESS.free):
        sign_in(bad, "wrong", name=f"user-{number}")

    assert sign_in(bad).status_code == 429
    assert sign_in(good).status_code == 302
    assert SignIn.objects.get().address == "198.51.100.2"


def test_guesses_at_the_same_moment_all_count(lena):
    limits = {brakes.key_of("a test"): brakes.ACCOUNT}
    for _ in range(5):  # none of them has been looked at yet
        brakes.take(limits)

    with pytest.raises(brakes.Held):
        brakes.take(limits)


def test_nothing_is_kept_that_names_an_address_or_an_account(lena):
    guess(browser(), 1)

    assert Brake.objects.count() == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", brake.key) for brake in Brake.objects.all())


def test_wrong_guesses_are_forgotten_after_a_day(lena, later):
    client = browser()
    guess(client, 4)
    later(days=1, minutes=1)
    chores.forget_old_sign_ins()

    assert not Brake.objects.exists()
    assert guess(client, 5) == [200] * 5


def test_an_account_that_may_not_see_the_desk_gets_the_same_answer(lena, django_user_model):
    django_user_model.objects.create_user("guest", password=PASSWORD)

    unknown = sign_in(browser(), name="nobody")
    guest = sign_in(browser(), name="guest")

    assert errors(unknown) == errors(guest)
    assert PASSWORD not in guest.content.decode()


def test_the_owners_command_lets_somebody_guess_anew(lena, monkeypatch):
    client = browser()
    guess(client, 5)
    monkeypatch.setenv("OWNER_PASSWORD", "another window, another stool")

    call_command("owner", "--no-input", "--username", "lena", verbosity=0)

    assert sign_in(client, "another window, another stool").status_code == 302


# Sessions


def test_a_session_ends_after_a_pause(lena, later, settings):
    client = browser()
    sign_in(client)
    later(hours=settings.DESK_IDLE_HOURS - 1)
    assert is_signed_in(client)
    later(hours=settings.DESK_IDLE_HOURS - 1)
    assert is_signed_in(client)

    later(hours=settings.DESK_IDLE_HOURS, minutes=1)

    assert not is_signed_in(client)


def test_a_session_ends_after_its_days_whatever_is_clicked(lena, later, settings):
    client = browser()
    sign_in(client)
    hours = 0
    while hours + 10 < settings.DESK_DAYS * 24:
        later(hours=10)
        hours += 10
        assert is_signed_in(client)

    later(hours=10)

    assert not is_signed_in(client)


def test_a_click_within_minutes_writes_nothing(lena, django_assert_max_num_queries):
    client = browser()
    sign_in(client)
    client.get("/admin/guide/")

    with django_assert_max_num_queries(20) as queries:
        client.get("/admin/guide/")

    assert not [each for each in queries if each["sql"].startswith(("UPDATE", "INSERT"))]


def test_another_password_ends_every_other_session(lena):
    here, there = browser(), browser("198.51.100.9")
    sign_in(here)
    sign_in(there)

    response = here.post(
        reverse("admin:password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "quite-another",
            "new_password2": "quite-another",
        },
    )

    assert response.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert Mail.objects.first().subject.startswith("Your password")


def test_the_old_password_cannot_be_guessed_at_an_open_desk(lena):
    client = browser()
    sign_in(client)
    fields = {"old_password": "wrong", "new_password1": "quite-another"}
    fields["new_password2"] = fields["new_password1"]

    answers = [client.post(reverse("admin:password_change"), fields).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_signing_out_everywhere_else(lena):
    here, there = browser(), browser("198.51.100.9")
    sign_in(here)
    sign_in(there)

    here.post(reverse("admin:sign_out_others"))

    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert SignIn.objects.exclude(device="").count() == 1


def test_signing_out_in_one_other_browser(lena):
    here, there, elsewhere = browser(), browser("198.51.100.9"), browser("198.51.100.10")
    for client in (here, there, elsewhere):
        sign_in(client)
    found = SignIn.objects.get(address="198.51.100.9")

    here.post(reverse("admin:sign_out_one", args=[found.pk]))

    assert [is_signed_in(client) for client in (here, there, elsewhere)] == [True, False, True]


def test_nobody_ends_the_session_of_somebody_else(lena, django_user_model):
    django_user_model.objects.create_user("max", password=PASSWORD, is_staff=True)
    own, other = browser(), browser("198.51.100.9")
    sign_in(own)
    sign_in(other, name="max")

    other.post(reverse("admin:sign_out_one", args=[SignIn.objects.get(user=lena).pk]))
    other.post(reverse("admin:sign_out_others"))

    assert is_signed_in(own)


def test_the_page_lists_where_one_is_signed_in_and_who_did(lena, django_user_model):
    django_user_model.objects.create_user("max", password=PASSWORD, is_staff=True)
    here, there = browser(), browser("198.51.100.9", "Safari/1 (iPhone)")
    sign_in(here)
    sign_in(there)
    sign_in(browser("192.0.2.77"), name="max")

    html = here.get(reverse("admin:account")).content.decode()

    assert "Firefox on Windows" in html
    assert "Safari on an iPhone" in html
    assert "198.51.100.9" in html
    assert "192.0.2.77" not in html
    assert there.session.session_key not in html


def test_the_account_page_asks_a_stranger_to_sign_in(db, client):
    for name in ["account", "second_step", "second_step_picture", "recovery_codes"]:
        assert client.get(reverse(f"admin:{name}")).status_code == 302


def test_sign_ins_are_forgotten_after_a_year(lena):
    sign_in(browser())
    SignIn.objects.update(at=timezone.now() - timedelta(days=366))

    chores.forget_old_sign_ins()

    assert not SignIn.objects.exists()


def test_ended_sessions_are_removed(lena, later):
    sign_in(browser())
    later(days=8)

    chores.remove_ended_sessions()

    assert session_life.rows(lena) == []


# Mails


def test_a_new_browser_is_told_of_once(lena):
    client = browser()

    sign_in(client)
    client.post(reverse("admin:logout"))
    sign_in(client)

    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == (MailKind.ACCOUNT, "lena@example.com")
    for words in ["Firefox on Windows", "203.0.113.5", "/admin/password_change/", "lena"]:
        assert words in mail.text
        assert words in mail.html


def test_a_new_browser_of_somebody_without_an_address_is_no_error(lena):
    lena.email = ""
    lena.save()

    assert sign_in(browser()).status_code == 302
    assert not Mail.objects.exists()


def test_what_a_browser_calls_itself_never_gets_into_a_mail(lena):
    sign_in(browser(name="<a href='https://bad.example'>Firefox/1</a> Windows"))

    mail = Mail.objects.get()
    assert "bad.example" not in mail.text + mail.html
    assert "Firefox on Windows" in mail.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("(Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("(iPad; CPU OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari on an iPad"),
        ("(Linux; Android 15) SamsungBrowser/28 Chrome/130 Mobile", "Samsung Internet on Android"),
        ("curl/8.0", browsers.UNKNOWN),
        ("", browsers.UNKNOWN),
    ],
)
def test_browsers_in_words(name, words):
    assert browsers.in_words(name) == words


# A new password by mail


def ask(client, email="lena@example.com"):
    return client.post(reverse("admin:password_reset"), {"email": email})


def link_of(mail):
    return re.search(r"http://testserver(/admin/new-password/\S+/)", mail.text)[1]


def choose(client, path, password="quite-another"):
    form = client.get(path, follow=True)
    fields = {"new_password1": password, "new_password2": password}
    return client.post(form.redirect_chain[-1][0], fields)


def test_a_new_password_by_mail(lena):
    stolen = browser("198.51.100.9")
    sign_in(stolen)
    client = browser()
    assert ask(client).url == reverse("admin:password_reset_sent")
    passwords.write_mails("lena@example.com", "http://testserver")
    mail = Mail.objects.get(kind=MailKind.NEW_PASSWORD)
    path = link_of(mail)

    response = choose(client, path)

    assert response.url == "/admin/"
    assert is_signed_in(client)
    assert not is_signed_in(stolen)
    lena.refresh_from_db()
    assert lena.check_password("quite-another")
    assert "works no more" in browser().get(path, follow=True).content.decode()


def test_what_is_said_does_not_tell_who_has_an_account(lena):
    known = ask(browser())
    unknown = ask(browser(), "nobody@example.com")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"is_staff": False}, {"password": "!unusable"}]
)
def test_accounts_that_cannot_sign_in_get_no_link(lena, fields):
    get_user_model().objects.filter(pk=lena.pk).update(**fields)

    passwords.write_mails("lena@example.com", "http://testserver")

    assert not Mail.objects.exists()


def test_links_are_not_sent_over_and_over(lena):
    answers = [ask(browser(f"203.0.113.{number}")).status_code for number in range(4)]

    assert answers == [302, 302, 302, 429]


def test_one_address_does_not_ask_for_many(lena):
    answers = [ask(browser(), f"someone-{number}@example.com").status_code for number in range(11)]

    assert answers == [302] * 10 + [429]


def test_a_link_ends_after_an_hour(lena, monkeypatch):
    passwords.write_mails("lena@example.com", "http://testserver")
    path = link_of(Mail.objects.get())
    generator = "django.contrib.auth.tokens.PasswordResetTokenGenerator._now"
    monkeypatch.setattr(generator, lambda self: datetime.now() + timedelta(minutes=61))

    assert "works no more" in browser().get(path, follow=True).content.decode()


def test_somebody_who_is_held_gets_in_by_mail(lena):
    client = browser()
    guess(client, 20)
    passwords.write_mails("lena@example.com", "http://testserver")

    choose(client, link_of(Mail.objects.get()))

    assert is_signed_in(client)


def test_the_link_is_erased_once_the_mail_is_sent(lena, settings, admin_client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    passwords.write_mails("lena@example.com", "http://testserver")
    mail = Mail.objects.get()
    path = link_of(mail)
    assert path not in admin_client.get(reverse("admin:mail", args=[mail.pk])).content.decode()

    delivery.deliver(mail.pk)

    assert path in outbox.outbox[0].body
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")
