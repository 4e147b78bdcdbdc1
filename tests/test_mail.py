"""Mails are neither lost nor sent twice, whatever the mail server does."""

import smtplib
import socket
import ssl
import subprocess
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from studio import delivery, mail_chores, mail_errors, mailing, tasks
from studio.models import Mail, MailKind, MailState, Studio

from .mail_server import MailServer, free_port, running, silent_server

PATIENCE = 10  # for servers that do answer, on a busy machine
SHORT = 1  # for those that do not


@pytest.fixture
def use_server(settings):
    """Return a function that points the site at a mail server."""

    def use_server(port, host="127.0.0.1", **others):
        settings.EMAIL_BACKEND = "studio.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
        settings.EMAIL_TIMEOUT = PATIENCE
        for name, value in others.items():
            setattr(settings, name, value)

    return use_server


@pytest.fixture
def server(use_server):
    server = MailServer()
    with running(server) as port:
        use_server(port)
        yield server


def queue(**fields):
    return mailing.queue(
        **{
            "kind": MailKind.NOTICE,
            "to": "lena@example.com",
            "subject": "Somebody asks",
            "text": "Good morning",
            **fields,
        }
    )


def work():
    """Run every job of a mail that is due, as the worker does."""
    DBTaskResult.objects.exclude(task_path="studio.tasks.deliver").delete()
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


def make_due():
    """Let the time pass that waiting mails and their jobs wait for."""
    now = timezone.now()
    Mail.objects.filter(state=MailState.WAITING).update(next_attempt_at=now)
    DBTaskResult.objects.filter(run_after__year__lt=9999).update(run_after=now)


def deliver(mail):
    """Try a mail once; return it as it is afterwards."""
    make_due()
    tasks.deliver.func(mail.pk)
    mail.refresh_from_db()
    return mail


# A mail that arrives


def test_a_mail_arrives_with_both_parts_and_its_headers(db, server):
    mail = queue(
        subject="Größe: 10 × 15",
        text="Grüße\n.\nA dot alone",
        html="<p>Grüße</p>",
        reply_to="client@example.com",
    )

    work()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.SENT, 1, "")
    assert mail.sent_at is not None
    [got] = server.mails
    studio = Studio.objects.get()
    assert got.envelope == (studio.email, ["lena@example.com"])
    assert got["From"] == f"{studio.name} <{studio.email}>"
    assert (got["To"], got["Reply-To"]) == ("lena@example.com", "client@example.com")
    assert got["Subject"] == "Größe: 10 × 15"
    assert got["Message-ID"] == mail.message_id
    assert got["Date"]
    assert got["Auto-Submitted"] is None
    assert got.get_body(["plain"]).get_content().splitlines() == ["Grüße", ".", "A dot alone"]
    assert got.get_body(["html"]).get_content() == "<p>Grüße</p>"


def test_receipts_say_that_a_machine_wrote_them(db, server):
    deliver(queue(kind=MailKind.ACKNOWLEDGEMENT))

    assert server.mails[0]["Auto-Submitted"] == "auto-generated"


def test_the_sender_may_be_another_than_the_studio(db, server, settings):
    settings.MAIL_FROM = "site@mailer.example"

    deliver(queue())

    studio = Studio.objects.get()
    assert server.mails[0]["From"] == f"{studio.name} <site@mailer.example>"
    assert server.mails[0]["Reply-To"] == studio.email
    assert server.mails[0]["Message-ID"].endswith("@mailer.example>")


@pytest.mark.parametrize("name", ['Löwe & "Co", Photos', "Two\nlines", "a" * 80])
def test_every_name_of_a_studio_may_send(db, server, name):
    Studio.objects.update(name=name)

    deliver(queue())

    assert server.mails[0]["From"].addresses[0].display_name == name.replace("\n", " ")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_subject_is_one_line(db, server, end):
    mail = deliver(queue(subject=f"From Anna{end}Bcc: other@example.com"))

    assert mail.state == MailState.SENT
    assert server.mails[0]["Subject"] == "From Anna Bcc: other@example.com"
    assert server.mails[0].envelope[1] == ["lena@example.com"]


def test_mails_go_before_pictures(db, server, make_photo):
    make_photo()
    mail = queue()

    first = DBTaskResult.objects.ready().first()

    assert first.args_kwargs["args"] == [mail.pk]


def test_without_a_mail_server_mails_are_files(db, settings, tmp_path):
    settings.EMAIL_BACKEND = settings.EMAIL_TO_FILES
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    mail = deliver(queue(text="Good morning"))

    assert mail.state == MailState.FILED
    [file] = (tmp_path / "mail").iterdir()
    assert "Good morning" in file.read_text()
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


def certificate(folder):
    """Return the path of a certificate of localhost and its key."""
    path = folder / "localhost.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    try:
        subprocess.run(
            [*command.split(), *names, "-keyout", path, "-out", folder / "certificate.pem"],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("There is no openssl to make a certificate.")
    path.write_bytes(path.read_bytes() + (folder / "certificate.pem").read_bytes())
    return path


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_encrypted_connections_tell_as_much(db, use_server, monkeypatch, tmp_path, way):
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    server = MailServer()
    options = {"tls_context": context} if way == "starttls" else {"ssl_context": context}
    with running(server, **options) as port:
        tls = {"EMAIL_USE_TLS": way == "starttls", "EMAIL_USE_SSL": way == "tls"}
        use_server(port, "localhost", **tls)
        sent = deliver(queue())
        server.after_data = server.break_off
        unknown = deliver(queue())
        server.recover()
        server.at_rcpt = "450 Later"
        waiting = deliver(queue())

    assert [sent.state, unknown.state, waiting.state] == ["sent", "unknown", "waiting"]


# A mail that does not arrive


@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
def test_what_is_refused_for_now_is_tried_again_until_it_arrives_once(db, server, step):
    setattr(server, step, "451 4.3.0 Come back later")
    mail = deliver(queue(reply_to="client@example.com", html="<p>Good morning</p>"))

    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert mail.last_error == "The mail server said: 451 4.3.0 Come back later"
    assert server.mails == []

    server.recover()
    make_due()
    work()
    make_due()
    work()

    [got] = server.mails
    assert (got["Reply-To"], got["Subject"]) == ("client@example.com", "Somebody asks")
    assert got.get_body(["html"]).get_content() == "<p>Good morning</p>"


@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
def test_what_is_refused_for_good_fails_at_once(db, server, step):
    setattr(server, step, "550 5.1.1 Nobody of that name")
    mail = queue()
    work()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert mail.last_error == "The mail server said: 550 5.1.1 Nobody of that name"
    assert not DBTaskResult.objects.failed().exists()
    assert not DBTaskResult.objects.filter(status="READY").exists()


@pytest.mark.parametrize("happening", ["break_off", "hang"])
def test_silence_after_the_whole_mail_is_never_answered_by_a_second_one(
    db, server, settings, happening
):
    settings.EMAIL_TIMEOUT = SHORT
    server.after_data = getattr(server, happening)
    mail = queue()
    work()

    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.UNKNOWN, mail_errors.NO_VERDICT)

    server.recover()
    make_due()
    work()
    deliver(mail)

    assert len(server.mails) == 1
    assert mail.state == MailState.UNKNOWN


def test_a_server_that_says_nothing_is_given_up_in_time(db, use_server):
    with silent_server() as port:
        use_server(port, EMAIL_TIMEOUT=SHORT)
        mail = deliver(queue())

    assert mail.state == MailState.WAITING
    assert mail.last_error == f"The mail server did not answer in time (127.0.0.1, port {port})."


def test_everything_that_waited_arrives_once_the_server_is_back(db, use_server):
    port = free_port()
    use_server(port)
    mails = [queue(subject=f"Mail {number}") for number in range(3)]
    work()
    assert {mail.state for mail in Mail.objects.all()} == {MailState.WAITING}
    assert "No mail server answers there" in Mail.objects.first().last_error

    server = MailServer()
    make_due()
    with running(server) as port:
        use_server(port)
        work()
        make_due()
        work()

    assert sorted(got["Subject"] for got in server.mails) == [mail.subject for mail in mails]
    assert {mail.state for mail in Mail.objects.all()} == {MailState.SENT}


def test_the_time_between_two_attempts_grows_and_ends(db, use_server):
    use_server(free_port())
    mail = queue()
    waits = []
    while mail.state == MailState.WAITING:
        deliver(mail)
        if mail.next_attempt_at:
            waits.append(mail.next_attempt_at - mail.claimed_at)
            job = DBTaskResult.objects.filter(status="READY").latest("enqueued_at")
            assert job.run_after == mail.next_attempt_at

    hours = [round(wait / timedelta(hours=1), 2) for wait in waits]
    assert hours == [0.02, 0.08, 0.25, 1, 3, 6, 12, 24]
    assert (mail.state, mail.attempts) == (MailState.FAILED, 9)
    assert mail.next_attempt_at is None


def test_a_mail_is_not_sent_before_its_time(db, server):
    server.at_rcpt = "451 Later"
    mail = deliver(queue())
    server.recover()

    tasks.deliver.func(mail.pk)

    assert server.mails == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"email": ""}, "no mail address to send from"), ({}, "no address to go to")],
)
def test_a_mail_from_or_to_nobody_fails_in_words(db, server, fields, words):
    Studio.objects.update(**fields)

    mail = deliver(queue(to="lena@example.com" if fields else ""))

    assert mail.state == MailState.FAILED
    assert words in mail.last_error


def test_our_own_mistakes_are_seen(db, server, monkeypatch):
    monkeypatch.setattr(delivery, "written", lambda mail: 1 / 0)
    mail = queue()
    work()

    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert "The software made a mistake" in mail.last_error
    assert "ZeroDivisionError" in DBTaskResult.objects.failed().get().exception_class_path


def test_passwords_are_never_repeated(db, settings):
    settings.EMAIL_BACKEND = "studio.smtp.EmailBackend"
    settings.EMAIL_HOST_PASSWORD = "secret-7"
    errors = [
        smtplib.SMTPAuthenticationError(535, b"AUTH AHVzZXIAc2VjcmV0LTc= refused"),
        smtplib.SMTPDataError(554, b"secret-7\r\nis wrong"),
    ]

    words = [mail_errors.in_words(error) for error in errors]

    assert words == [
        "The mail server does not take the name or the password (535).",
        "The mail server said: 554 … is wrong",
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "No mail server of that name"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "No encrypted connection"),
        (smtplib.SMTPConnectError(554, b"Go away"), "The mail server said: 554 Go away"),
        (smtplib.SMTPNotSupportedError("STARTTLS"), "does not offer"),
        (smtplib.SMTPServerDisconnected("please run connect() first"), "ended the connection"),
        (OSError(101, "Network is unreachable"), "cannot be reached"),
    ],
)
def test_what_a_connection_lacks_is_said_in_words_and_tried_again(settings, error, words):
    settings.EMAIL_BACKEND = "studio.smtp.EmailBackend"

    assert words in mail_errors.in_words(error)
    assert not mail_errors.is_final(error)


# Never twice, never lost


def test_a_transaction_that_is_rolled_back_queues_nothing(db, server):
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    work()
    assert not Mail.objects.exists()
    assert not DBTaskResult.objects.filter(task_path="studio.tasks.deliver").exists()
    assert server.mails == []


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_the_same_time_send_one(server):
    Studio.objects.get_or_create(defaults={"name": "Studio", "email": "studio@example.com"})
    mail = queue()
    got_it, go_on = threading.Event(), threading.Event()

    async def wait(smtp):
        got_it.set()
        go_on.wait(5)

    def first_delivery():
        tasks.deliver.func(mail.pk)
        connection.close()

    server.after_data = wait
    first = threading.Thread(target=first_delivery)
    first.start()
    assert got_it.wait(5)
    tasks.deliver.func(mail.pk)
    go_on.set()
    first.join()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, len(server.mails)) == (MailState.SENT, 1, 1)


def test_a_slow_worker_still_says_what_became_of_a_mail(db, server):
    mail = queue()
    claimed = delivery.claim(mail.pk)
    Mail.objects.update(state=MailState.UNKNOWN)

    delivery.settle(claimed, MailState.SENT)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_slow_worker_does_not_disturb_a_second_sending(db, server):
    mail = queue()
    claimed = delivery.claim(mail.pk)
    Mail.objects.update(state=MailState.UNKNOWN)
    mailing.send_again(mail)

    delivery.settle(claimed, MailState.FAILED, "Too late")

    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.WAITING, "")


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNKNOWN])
def test_sending_again_starts_anew_with_the_same_message_id(db, server, state):
    mail = queue()
    work()
    Mail.objects.update(state=state, attempts=9, last_error="Refused")

    assert mailing.send_again(mail)
    assert not mailing.send_again(mail)
    work()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)
    assert len({got["Message-ID"] for got in server.mails}) == 1


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING, MailState.SENT])
def test_only_what_is_stranded_is_sent_again(db, state):
    mail = queue()
    Mail.objects.update(state=state)

    assert not mailing.send_again(mail)
    assert DBTaskResult.objects.filter(task_path="studio.tasks.deliver").count() == 1


# What lets somebody in


@pytest.mark.parametrize("state", [MailState.SENT, MailState.FAILED, MailState.UNKNOWN])
def test_a_link_that_lets_somebody_in_is_kept_no_longer_than_it_takes_to_send_it(db, state):
    mail = queue(kind=MailKind.NEW_PASSWORD, text="The link", html="<p>The link</p>")

    delivery.settle(delivery.claim(mail.pk), MailState.WAITING, "It hangs.")
    mail.refresh_from_db()
    assert mail.text == "The link"
    make_due()
    delivery.settle(delivery.claim(mail.pk), state)

    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == (state, "", "")


def test_a_link_is_not_kept_with_a_worker_that_was_killed(db):
    mail = queue(kind=MailKind.NEW_PASSWORD, text="The link")
    delivery.claim(mail.pk)
    Mail.objects.update(claimed_at=timezone.now() - timedelta(hours=1))

    mail_chores.give_up_stuck_mails()

    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.UNKNOWN, "")


def test_a_link_is_not_sent_again(db):
    mail = queue(kind=MailKind.NEW_PASSWORD)
    delivery.settle(delivery.claim(mail.pk), MailState.FAILED)

    assert not mailing.send_again(mail)


# Words


def test_a_mail_is_rendered_from_its_two_templates(db):
    Studio.objects.update(name="Löwe & Co <3")

    subject, text, html = mailing.render("test", {"desk_url": "https://example.com/?a=1&b=2"})

    assert subject == "A test mail from Löwe & Co <3"
    assert text.startswith("Your site can send mail.\n")
    assert "https://example.com/?a=1&b=2" in text
    assert "Löwe &amp; Co &lt;3" in html
    assert 'href="https://example.com/?a=1&amp;b=2"' in html
    assert "<img" not in html


def test_a_name_with_line_ends_stays_in_the_subject(db):
    Studio.objects.update(name="Anna\r\nBcc: other@example.com")

    subject, text, _ = mailing.render("test", {})

    assert subject == "A test mail from Anna Bcc: other@example.com"
    assert text.startswith("Your site can send mail.")


def test_a_template_without_a_subject_is_refused(db, settings, tmp_path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "bare.txt").write_text("Good morning\n\nto you")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(ValueError, match="must begin with"):
        mailing.render("bare", {})
