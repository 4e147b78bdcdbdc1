"""Mails on the desk: what became of them, sending them again, a test mail; and their settings."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import checks
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studio import mailing, owners, tasks
from studio.models import Mail, MailKind, MailState, Studio


@pytest.fixture
def desk(client, django_user_model):
    user = django_user_model.objects.create_user("lena", is_staff=True)
    user.groups.add(owners.sync_group())
    client.force_login(user)
    return client


@pytest.fixture
def make_mail(db):
    """Return a function that queues a mail and gives it a state."""

    def make_mail(subject="Somebody asks", **fields):
        mail = mailing.queue(MailKind.NOTICE, "lena@example.com", subject, "Good morning")
        Mail.objects.filter(pk=mail.pk).update(**fields)
        mail.refresh_from_db()
        return mail

    return make_mail


def html_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# Today


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNKNOWN])
def test_a_mail_that_did_not_arrive_stands_on_today(desk, make_mail, state):
    mail = make_mail(state=state, last_error="The mail server said: 550 Nobody")

    html = html_of(desk, "admin:index")

    assert f'href="{reverse("admin:mail", args=[mail.pk])}">Somebody asks</a>' in html
    assert mail.get_state_display() in html
    assert "The mail server said: 550 Nobody" in html
    assert "Send again" in html
    assert "Dismiss" in html


def test_a_mail_that_is_tried_again_stands_on_today(desk, make_mail):
    soon = timezone.now() + timedelta(minutes=5)
    for number in (1, 2):
        make_mail(f"Mail {number}", attempts=1, next_attempt_at=soon, last_error="It hangs.")

    html = html_of(desk, "admin:index")

    assert "2 mails could not be sent yet" in html
    assert f"next at {timezone.localtime(soon):%H:%M}" in html
    assert "It hangs." in html
    assert "Send again" not in html


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING, MailState.SENT])
def test_mails_on_their_way_are_no_trouble(desk, make_mail, state):
    make_mail(state=state)

    assert "Mail that may not have arrived" not in html_of(desk, "admin:index")


def test_sending_again_gives_the_mail_a_job(desk, make_mail):
    mail = make_mail(state=MailState.FAILED)
    DBTaskResult.objects.all().delete()

    for words in ("It is being sent again.", "has been dealt with already"):
        response = desk.post(reverse("admin:mail_again", args=[mail.pk]), follow=True)
        assert words in response.content.decode()

    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.ready()] == [[mail.pk]]


def test_what_is_put_aside_leaves_today_and_can_still_be_sent(desk, make_mail):
    mail = make_mail(state=MailState.UNKNOWN)

    for words in ("off the list", "has been dealt with already"):
        response = desk.post(reverse("admin:mail_dismiss", args=[mail.pk]), follow=True)
        assert words in response.content.decode()

    assert "Mail that may not have arrived" not in html_of(desk, "admin:index")
    html = html_of(desk, "admin:mail", mail.pk)
    assert "Send again" in html
    assert "Dismiss" not in html


def test_nobody_is_asked_to_send_a_link_again_that_is_gone(desk, make_mail):
    mail = make_mail(kind=MailKind.NEW_PASSWORD, state=MailState.FAILED)

    for html in (html_of(desk, "admin:index"), html_of(desk, "admin:mail", mail.pk)):
        assert "have a new link sent" in html
        assert "Send again" not in html
        assert "Dismiss" in html


def test_a_job_of_a_mail_is_named_in_words(desk, make_mail):
    make_mail()
    DBTaskResult.objects.get(task_path=tasks.deliver.module_path).set_failed(ValueError("no"))

    assert "Sending “Somebody asks” to lena@example.com" in html_of(desk, "admin:index")


def test_today_says_when_no_mail_leaves_the_house(desk, settings):
    assert "No mail leaves the house" not in html_of(desk, "admin:index")

    settings.EMAIL_BACKEND = settings.EMAIL_TO_FILES

    assert "No mail leaves the house" in html_of(desk, "admin:index")
    html = html_of(desk, "admin:mail_test")
    assert "EMAIL_URL=smtp+tls://" in html
    assert str(settings.EMAIL_FILE_PATH) in html


# A mail


LATE = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "That takes a few seconds."),
        ({"next_attempt_at": -LATE}, "seems to have stopped"),
        ({"attempts": 1, "next_attempt_at": LATE}, "It is tried again by itself at"),
        ({"attempts": 1, "next_attempt_at": timedelta(days=2)}, "It is tried again by itself on"),
        ({"state": "sending", "claimed_at": timedelta()}, "at this moment"),
        ({"state": "sending", "claimed_at": -LATE}, "After a quarter of an hour"),
        ({"state": "sent", "sent_at": timedelta()}, "look among the spam"),
        ({"state": "filed"}, "no mail server was set up"),
        ({"state": "unknown"}, "Ask lena@example.com whether it is there"),
        ({"state": "failed"}, "When the cause is mended, send it again"),
    ],
)
def test_every_state_is_explained(desk, make_mail, fields, words):
    now = timezone.now()
    values = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    mail = make_mail(**values)

    html = html_of(desk, "admin:mail", mail.pk)

    assert words in html
    assert ("Look again" in html) == (mail.state in ("waiting", "sending"))
    assert ("Send again" in html) == (mail.state in ("unknown", "failed"))


def test_a_test_mail_is_sent_and_its_fate_shown(desk, mailoutbox):
    studio = Studio.objects.get()
    page = html_of(desk, "admin:mail_test")
    assert f"<strong>{studio.email}</strong>" in page
    assert f'value="{studio.email}"' in page

    response = desk.post(reverse("admin:mail_test"), {"to": "me@example.com"}, follow=True)
    mail = Mail.objects.get()
    assert response.request["PATH_INFO"] == reverse("admin:mail", args=[mail.pk])
    assert "It waits to be sent." in response.content.decode()

    tasks.deliver.func(mail.pk)
    assert "The mail server took it" in html_of(desk, "admin:mail", mail.pk)
    assert mailoutbox[0].to == ["me@example.com"]
    assert "http://testserver/admin/mail/" in mailoutbox[0].body
    assert "To me@example.com</a>: Sent" in html_of(desk, "admin:mail_test")


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@example.com, b@example.com", "a@b.example\nBcc: c"]
)
def test_a_test_mail_goes_to_one_address(desk, to):
    response = desk.post(reverse("admin:mail_test"), {"to": to})

    assert response.status_code == 200
    assert response.context["form"].errors["to"]
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("name", "permission", "method"),
    [
        ("mail_test", "add_mail", "post"),
        ("mail", "view_mail", "get"),
        ("mail_again", "change_mail", "post"),
        ("mail_dismiss", "change_mail", "post"),
    ],
)
def test_mails_are_for_those_who_have_the_right(
    client, django_user_model, make_mail, name, permission, method
):
    mail = make_mail(state=MailState.FAILED)
    url = reverse(f"admin:{name}", args=[] if name == "mail_test" else [mail.pk])
    user = django_user_model.objects.create_user("other", is_staff=True)
    client.force_login(user)

    assert getattr(client, method)(url, {"to": "me@example.com"}).status_code == 403
    assert "Somebody asks" not in html_of(client, "admin:index")

    user.user_permissions.add(Permission.objects.get(codename=permission))
    assert getattr(client, method)(url, {"to": "me@example.com"}).status_code in (200, 302)


@pytest.mark.parametrize("name", ["mail_again", "mail_dismiss"])
def test_looking_changes_nothing(desk, make_mail, name):
    mail = make_mail(state=MailState.FAILED)

    assert desk.get(reverse(f"admin:{name}", args=[mail.pk])).status_code == 405


# Settings


def found(settings, **values):
    settings.EMAIL_BACKEND = "studio.smtp.EmailBackend"
    for name, value in {"EMAIL_HOST": "mail.example.com", "EMAIL_PORT": 587, **values}.items():
        setattr(settings, name, value)
    return [each.id for each in checks.run_checks() if each.id.startswith("studio.")]


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, []),
        ({"EMAIL_HOST": None}, ["studio.E001"]),
        ({"EMAIL_USE_TLS": True, "EMAIL_PORT": 465}, ["studio.E002"]),
        ({"EMAIL_USE_SSL": True}, ["studio.E003"]),
        ({"EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "lena"}, ["studio.E004"]),
        ({"EMAIL_HOST_USER": "lena", "EMAIL_HOST_PASSWORD": "x"}, ["studio.W005"]),
        ({"MAIL_FROM": "Studio Marsh"}, ["studio.E006"]),
        ({"MAIL_FROM": "Studio Marsh <studio@example.com>"}, []),
    ],
)
def test_wrong_settings_are_told_at_the_start(settings, values, ids):
    assert found(settings, **values) == ids


def settings_with(tmp_path, **variables):
    """Return how Python ended that loads the settings with these variables, and what it said."""
    names = ["EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"]
    program = f"from studio import settings; print(*(getattr(settings, n, '') for n in {names}))"
    environment = {**os.environ, "STUDIO_DATA": str(tmp_path), "SECRET_KEY": "x" * 50, **variables}
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    return ran.returncode, ran.stdout.strip(), ran.stderr


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("", "django.core.mail.backends.filebased.EmailBackend    "),
        (
            "smtp+tls://lena%40example.com:p%40ss@mail.example.com",
            "studio.smtp.EmailBackend mail.example.com 587 p@ss True",
        ),
        ("smtp://localhost:2525", "studio.smtp.EmailBackend localhost 2525 None "),
        ("smtp+ssl://localhost", "studio.smtp.EmailBackend localhost 465 None "),
        ("consolemail://", "django.core.mail.backends.console.EmailBackend None 25 None "),
    ],
)
def test_the_mail_server_is_one_variable(tmp_path, url, values):
    code, out, err = settings_with(tmp_path, EMAIL_URL=url)

    assert (code, out) == (0, values.strip()), err


@pytest.mark.parametrize("url", ["mail.example.com", "smpt://mail", "smtp://lena:sec/ret@mail:587"])
def test_an_address_that_is_none_stops_the_start_and_keeps_its_password(tmp_path, url):
    code, _, err = settings_with(tmp_path, EMAIL_URL=url)

    assert code == 1
    assert "EMAIL_URL is not an address of a mail server." in err
    assert "sec" not in err.replace("SECRET", "").replace("secret_key", "")
