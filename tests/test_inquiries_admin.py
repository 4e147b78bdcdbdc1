"""The inbox of the desk: the list, the page of one inquiry, answering, erasing, the export."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sessions import chores, inquiry_export, inquiry_mails
from sessions.chores import months_before
from sessions.models import Inquiry, InquiryState, Package, SessionType
from studio import mailing, owners, tasks
from studio.models import Mail, MailKind, MailState, Studio

from .desk import admin_url, form_values
from .test_desk import MOST_ON_TODAY

LIST = reverse("admin:photo_sessions_inquiry_changelist")
EXPORT = reverse("admin:photo_sessions_inquiry_export")
DAY = timedelta(days=1)


@pytest.fixture
def desk(client, django_user_model):
    user = django_user_model.objects.create_user("lena", is_staff=True)
    user.groups.add(owners.sync_group())
    client.force_login(user)
    return client


@pytest.fixture
def announced(make_inquiry):
    """An inquiry whose two mails are queued."""
    inquiry = make_inquiry(name="Anna Berg", email="anna@example.com", telephone="+1 503 555 0100")
    inquiry_mails.announce(inquiry, "http://testserver/")
    return inquiry


def html_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def page_of(client, inquiry):
    return html_of(client, admin_url(inquiry, "change", inquiry.pk))


def step(client, inquiry, state):
    return client.post(admin_url(inquiry, "step", inquiry.pk), {"step": state}, follow=True)


def shown(client, query=""):
    """The names on the list, as they stand there."""
    return [each.name for each in client.get(LIST + query).context["cl"].result_list]


def kinds(inquiry):
    return sorted(inquiry.mails.values_list("kind", flat=True))


# The list


def test_an_inquiry_is_told_in_a_few_words(desk, make_inquiry):
    make_inquiry(
        name="Anna Berg",
        ago=timedelta(hours=3),
        message="word " * 100,
        session_type=SessionType.objects.get(slug="headshot"),
    )

    html = html_of(desk, LIST)

    assert "Anna Berg</a>" in html
    assert "about headshot pictures" in html
    assert "3 hours ago" in html
    assert re.search(r"word wor?d?…", html)
    assert ">New</span>" in html


def test_overdue_and_held_ones_are_told_apart(desk, make_inquiry):
    make_inquiry(name="Late", ago=2 * DAY)
    make_inquiry(name="Held", state="spam", held_because="it has 5 links")
    make_inquiry(name="Spam", state="spam")

    html = html_of(desk, LIST)

    assert html.count("Waiting since") == 1
    assert html.count("Held for your look</span>") == 1
    assert "Looks like spam: it has 5 links. No mail was sent." in html
    assert html.count(">Spam</span>") == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": MailState.FAILED}, "not delivered"),
        ({"state": MailState.UNKNOWN}, "perhaps not delivered"),
        ({"attempts": 2}, "not delivered yet"),
    ],
)
def test_mails_that_did_not_arrive_are_seen_on_the_list(desk, announced, fields, words):
    announced.mails.filter(kind=MailKind.NOTICE).update(**fields)

    html = html_of(desk, LIST)

    assert f"Mail to you: {words}</p>" in html
    assert "Confirmation to the client:" not in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Anna", "Held", "Booked", "Late", "Old"]),
        ("?state=new", ["Anna", "Late"]),
        ("?state=overdue", ["Late"]),
        ("?state=booked", ["Booked"]),
        ("?review=held", ["Held"]),
        ("?review=not", ["Anna", "Booked", "Late", "Old"]),
        ("?type=headshot", ["Anna"]),
        ("?type=none", ["Held", "Booked", "Late", "Old"]),
        ("?began=/headshots/", ["Anna"]),
        ("?began=none", ["Held", "Booked", "Late", "Old"]),
        ("?period=week", ["Anna", "Held", "Booked", "Late"]),
        ("?period=before", ["Old"]),
        ("?q=anna@", ["Anna"]),
        ("?q=dog", ["Booked"]),
        ("?q=discount", ["Late"]),
        ("?state=new&period=month&q=client", ["Anna", "Late"]),
    ],
)
def test_filters_and_search(desk, make_inquiry, query, names):
    headshot = SessionType.objects.get(slug="headshot")
    anna = {"email": "anna@client.example", "session_type": headshot, "began_on": "/headshots/"}
    make_inquiry(name="Anna", **anna)
    make_inquiry(name="Held", state="spam", held_because="it has 5 links", ago=timedelta(hours=1))
    make_inquiry(name="Booked", state="booked", message="May my dog come?", ago=timedelta(hours=2))
    make_inquiry(name="Late", ago=2 * DAY, notes="Wants a discount")
    make_inquiry(name="Old", state="declined", ago=400 * DAY)

    assert shown(desk, query) == names


def test_the_page_number_and_unknown_filters_do_no_harm(desk, make_inquiry):
    make_inquiry()

    assert desk.get(LIST + "?nonsense=1", follow=True).status_code == 200
    assert desk.get(EXPORT + "?nonsense=1", follow=True).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_the_same_with_more_inquiries(
    desk, announced, make_inquiry, django_assert_num_queries, count
):
    for _ in range(count):
        inquiry_mails.announce(make_inquiry(), "http://testserver/")

    with django_assert_num_queries(14):
        desk.get(LIST)


def test_the_figures_stand_above_the_list_with_a_table(desk, make_inquiry):
    make_inquiry(session_type=SessionType.objects.get(slug="portrait"), began_on='/"><b>x/')
    make_inquiry(state="spam")

    html = html_of(desk, LIST)

    assert "1 inquiry in the last twelve weeks" in html
    assert html.count("<rect ") == 2  # a bar and its entry in the legend
    assert html.count('<th scope="row">') == 12
    assert "&quot;&gt;&lt;b&gt;x/" in html
    assert "style=" not in html[html.index("inquiry-figures") : html.index("inbox-views")]


def test_an_empty_inbox_says_what_comes_there(desk):
    html = html_of(desk, LIST)

    assert "Nobody has written yet." in html
    assert "twelve weeks" not in html


# One inquiry


def test_the_page_tells_everything(desk, announced):
    package = Package.objects.get(slug="headshot-hour")
    told = {"name": package.name, "slug": package.slug, "price": "$290"}
    announced.chosen = {"package": told, "photo": {"title": "Mei", "slug": "mei"}}
    announced.message = "First line\n\n<script>alert(1)</script>"
    announced.save()

    html = page_of(desk, announced)

    assert f"Anna Berg asks about {package.name}</h1>" in html
    assert "<p>First line</p>" in html
    assert "<script>alert" not in html
    assert 'href="mailto:anna@example.com"' in html
    assert 'href="tel:+15035550100"' in html
    assert f"{package.name}, $290" in html
    assert "The prices are the same today." in html
    assert "It waits to be sent." in html


def test_a_price_that_is_another_today_is_pointed_out(desk, make_inquiry):
    package = Package.objects.get(slug="headshot-hour")
    Package.objects.filter(pk=package.pk).update(price=310)
    gone = {"name": "The Gone", "slug": "gone", "price": "$10"}
    told = {"name": package.name, "slug": package.slug, "price": "$290"}

    html = page_of(desk, make_inquiry(chosen={"package": told, "compared": [told, gone]}))

    assert html.count(f"{package.name} costs $310 today, not $290.") == 1
    assert "The Gone is not on the site any more." in html


def test_a_package_with_a_new_name_is_still_known(desk, make_inquiry):
    package = Package.objects.get(slug="headshot-hour")
    told = {"name": package.name, "slug": package.slug, "price": "$290"}
    Package.objects.filter(pk=package.pk).update(name="The Hour", price=300)

    html = page_of(desk, make_inquiry(chosen={"package": told}))

    assert f"{package.name}, now “The Hour”, costs $300 today, not $290." in html


def test_a_mail_that_failed_is_sent_again_from_the_page(desk, announced):
    mail = announced.mails.get(kind=MailKind.NOTICE)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, last_error="550 Nobody there.")
    url = admin_url(announced, "change", announced.pk)

    html = page_of(desk, announced)
    response = desk.post(reverse("admin:mail_again", args=[mail.pk]), {"next": url})

    assert "Not delivered." in html
    assert "550 Nobody there." in html
    assert html.count("Send again") == 1
    assert response.url == url
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING


def test_sending_again_leads_to_no_other_site(desk, announced):
    mail = announced.mails.first()

    response = desk.post(
        reverse("admin:mail_again", args=[mail.pk]), {"next": "https://evil.example/"}
    )

    assert response.url == reverse("admin:mail", args=[mail.pk])


@pytest.mark.parametrize("state", ["booked", "declined", "spam"])
def test_a_button_is_the_next_step(desk, announced, state):
    response = step(desk, announced, state)

    announced.refresh_from_db()
    assert announced.state == state
    assert f"marked as {state}" in response.content.decode()
    assert (announced.answered_at is None) == (state == "spam")
    assert LogEntry.objects.get().object_repr == f"Inquiry {announced.pk}"


def test_what_was_noted_is_saved_with_the_step(desk, announced):
    values = form_values(desk, admin_url(announced, "change", announced.pk))

    desk.post(
        admin_url(announced, "step", announced.pk),
        values | {"notes": "She prefers mornings.", "step": "booked"},
    )

    announced.refresh_from_db()
    assert (announced.state, announced.notes) == ("booked", "She prefers mornings.")


def test_a_step_from_an_old_form_leaves_later_notes_alone(desk, announced):
    values = form_values(desk, admin_url(announced, "change", announced.pk))
    Inquiry.objects.filter(pk=announced.pk).update(notes="Noted in another tab.")

    desk.post(admin_url(announced, "step", announced.pk), values | {"step": "booked"})

    announced.refresh_from_db()
    assert announced.notes == "Noted in another tab."


def test_an_erased_inquiry_waits_for_nobody(desk, announced):
    assert Inquiry.objects.unanswered().count() == 1
    Inquiry.objects.erase()

    assert Inquiry.objects.unanswered().count() == Inquiry.objects.held().count() == 0
    assert shown(desk, "?state=new") == []
    assert "waits for your answer" not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("state", ["", "nonsense"])
def test_an_unknown_step_is_not_found(desk, announced, state):
    assert step(desk, announced, state).status_code == 404
    assert desk.get(admin_url(announced, "step", announced.pk)).status_code == 404


def test_state_and_notes_are_saved_and_nothing_else(desk, announced):
    url = admin_url(announced, "change", announced.pk)
    values = {"state": "answered", "notes": "Called her.", "name": "Somebody else"}

    response = desk.post(url, form_values(desk, url) | values, follow=True)

    announced.refresh_from_db()
    assert "Saved." in response.content.decode()
    assert (announced.state, announced.notes) == ("answered", "Called her.")
    assert announced.name == "Anna Berg"
    assert announced.answered_at is not None


def test_a_form_that_was_open_for_long_takes_nothing_back(desk, announced):
    url = admin_url(announced, "change", announced.pk)
    opened = form_values(desk, url) | {"initial-state": "new", "initial-notes": ""}
    step(desk, announced, "booked")

    desk.post(url, opened | {"notes": "A late note"})

    announced.refresh_from_db()
    assert (announced.state, announced.notes) == ("booked", "A late note")


def test_nobody_adds_an_inquiry_on_the_desk(desk):
    assert desk.get(admin_url(Inquiry, "add")).status_code == 403


# Held ones


@pytest.fixture
def held(make_inquiry):
    return make_inquiry(state="spam", held_because="it has 5 links")


def test_not_spam_sends_both_mails_exactly_once(desk, held):
    for _ in range(2):
        response = step(desk, held, "new")

    held.refresh_from_db()
    assert (held.state, held.held_because) == ("new", "")
    assert kinds(held) == ["notice", "receipt"]
    assert (
        f"http://testserver{admin_url(held, 'change', held.pk)}"
        in held.mails.get(kind="notice").text
    )
    assert response.status_code == 200


def test_not_spam_by_the_form_sends_them_as_well(desk, held):
    url = admin_url(held, "change", held.pk)

    for _ in range(2):
        desk.post(url, form_values(desk, url) | {"state": "new"})

    assert kinds(held) == ["notice", "receipt"]


def test_spam_that_was_looked_at_is_held_no_more_and_may_still_come_back(desk, held):
    step(desk, held, "spam")
    assert not Inquiry.objects.held().exists()
    assert not held.mails.exists()

    step(desk, held, "new")

    assert kinds(held) == ["notice", "receipt"]


def test_what_was_marked_as_spam_by_mistake_sends_nothing_anew(desk, announced):
    step(desk, announced, "spam")
    step(desk, announced, "new")

    assert kinds(announced) == ["notice", "receipt"]


def test_mails_and_state_of_a_held_one_change_together(desk, held, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(mailing, "queue", fail)
    with pytest.raises(RuntimeError):
        step(desk, held, "new")

    held.refresh_from_db()
    assert held.is_held


# The answer


def answer(client, inquiry, follow=True, **fields):
    url = admin_url(inquiry, "answer", inquiry.pk)
    written = {"subject": "Your pictures", "text": "Tuesday at ten?", "quoted": "You wrote:\n\nHi"}
    return client.post(url, written | fields, follow=follow)


def test_an_answer_begins_with_a_greeting_and_quotes_what_was_asked(desk, announced):
    announced.chosen = {"package": {"name": "The Hour", "slug": "hour", "price": "$290"}}
    announced.save()

    form = desk.get(admin_url(announced, "answer", announced.pk)).context["form"]

    assert form.initial["subject"] == "Your message about The Hour"
    assert form.initial["text"].startswith("Hello Anna Berg,\n")
    assert announced.message in form.initial["quoted"]
    assert "Session: The Hour, $290" in form.initial["quoted"]


def test_an_answer_is_sent_as_text_and_html(desk, announced, mailoutbox):
    response = answer(desk, announced, text="Tuesday & Co <at> ten?\n\nLena")
    mail = announced.mails.get(kind=MailKind.ANSWER)
    tasks.deliver.func(mail.pk)

    announced.refresh_from_db()
    [sent] = mailoutbox
    assert "Your answer is on its way." in response.content.decode()
    assert announced.state == InquiryState.ANSWERED
    assert announced.answered_at is not None
    assert (sent.to, sent.subject) == (["anna@example.com"], "Your pictures")
    assert sent.reply_to == [mail.reply_to] == [Studio.objects.get().email]
    assert sent.body == "Tuesday & Co <at> ten?\n\nLena\n\n> You wrote:\n>\n> Hi\n"
    assert "Tuesday &amp; Co &lt;at&gt; ten?" in mail.html
    assert "<blockquote>" in mail.html
    assert LogEntry.objects.get().change_message == "Answered by mail"


def test_an_answer_without_a_quotation(desk, announced):
    answer(desk, announced, quoted="")

    mail = announced.mails.get(kind=MailKind.ANSWER)
    assert mail.text == "Tuesday at ten?\n"
    assert "<blockquote>" not in mail.html


def test_pressing_twice_sends_once(desk, announced):
    answer(desk, announced, follow=False)  # the browser goes on at the second click
    response = answer(desk, announced)

    assert kinds(announced) == ["answer", "notice", "receipt"]
    assert response.content.decode().count("is on its way") == 1
    assert LogEntry.objects.count() == 1


def test_the_same_words_again_later_are_pointed_out(desk, announced):
    answer(desk, announced)
    announced.mails.update(created_at=timezone.now() - DAY)

    response = answer(desk, announced)

    assert "You sent these very words before" in response.content.decode()
    assert kinds(announced) == ["answer", "notice", "receipt"]


def test_a_second_answer_keeps_what_became_of_it(desk, announced):
    answer(desk, announced)
    first = Inquiry.objects.get().answered_at
    step(desk, announced, "booked")

    answer(desk, announced, text="See you on Tuesday.")

    announced.refresh_from_db()
    assert (announced.state, announced.answered_at) == ("booked", first)
    assert kinds(announced) == ["answer", "answer", "notice", "receipt"]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": ""}, "text", "Your answer is still empty"),
        ({"text": "Hello Anna Berg,\n\n{name}"}, "text", "Your answer is still empty"),
        ({"subject": ""}, "subject", "Say in a few words"),
        ({"subject": "a" * 201}, "subject", "at most 200"),
        ({"subject": "a\nBcc: b@example.com"}, "subject", "on one line"),
        ({"text": "a" * 20_001}, "text", "at most 20000"),
    ],
)
def test_an_answer_that_cannot_be_sent_loses_nothing(desk, announced, fields, field, words):
    studio = Studio.objects.get()
    name = studio.photographer or studio.name
    fields = {key: text.replace("{name}", name) for key, text in fields.items()}

    response = answer(desk, announced, **fields)

    form = response.context["form"]
    assert words in form.errors[field][0]
    assert form["quoted"].value() == "You wrote:\n\nHi"
    assert not announced.mails.filter(kind=MailKind.ANSWER).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda inquiry: inquiry.erase(), "Who asked was erased"),
        (lambda inquiry: Inquiry.objects.update(email=""), "There is no mail address"),
    ],
    ids=["erased", "no address"],
)
def test_who_cannot_be_reached_any_more_gets_nothing(desk, announced, change, words):
    change(announced)

    response = answer(desk, announced)

    assert words in response.content.decode()
    assert "Tuesday at ten?" in response.content.decode()
    assert not announced.mails.filter(kind=MailKind.ANSWER).exists()


def test_answer_and_state_change_together(desk, announced, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Inquiry, "save", fail)
    with pytest.raises(RuntimeError):
        answer(desk, announced)

    assert kinds(announced) == ["notice", "receipt"]


# Erasing and deleting


@pytest.fixture
def full(announced, desk):
    """An inquiry with something in every place that can hold a personal word."""
    Inquiry.objects.update(
        wished_for="Before Quillfeather", notes="Quillfeather pays", sender="a" * 64
    )
    announced.refresh_from_db()
    announced.name, announced.message = "Quillfeather", "It is me, Quillfeather."
    announced.email = "quillfeather@example.com"
    announced.telephone = "+1 777 quillfeather"
    announced.chosen = {"package": {"name": "The Hour", "slug": "hour", "price": "$290"}}
    announced.began_on = "/headshots/"
    announced.save()
    answer(desk, announced, text="Dear Quillfeather")
    mail = announced.mails.first()
    job = DBTaskResult.objects.get(args_kwargs__args=[mail.pk], task_path="studio.tasks.deliver")
    job.set_failed(OSError("550 quillfeather@example.com"))
    return announced


def rows_with(word):
    """The tables that have a word in any column, with how many rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            number = sum(word in str(row).lower() for row in cursor.fetchall())
            if number:
                found[table] = number
    return found


def test_erasing_leaves_no_personal_word_in_the_database(desk, full):
    before = rows_with("quillfeather")
    assert {"photo_sessions_inquiry", "studio_mail", "django_tasks_database_dbtaskresult"} <= set(
        before
    )

    html = html_of(desk, admin_url(full, "erase", full.pk))
    desk.post(admin_url(full, "erase", full.pk), {"erase": "yes"})

    assert "This stays" in html
    assert rows_with("quillfeather") == {}
    full.refresh_from_db()
    assert full.erased_at is not None
    assert (full.sender, full.mails.count(), Mail.objects.count()) == ("", 0, 0)
    assert (full.about, full.state, full.began_on) == ("The Hour", "answered", "/headshots/")
    assert LogEntry.objects.first().change_message == "Personal data erased"


def test_an_erased_one_is_still_counted_and_shown(desk, full):
    full.erase()

    html = page_of(desk, full)
    url = admin_url(full, "change", full.pk)
    desk.post(url, form_values(desk, url) | {"state": "booked", "notes": "Quillfeather again"})

    assert "Erased on" in html
    assert "Answer by mail" not in html
    assert "Erased</a>" in html_of(desk, LIST)
    full.refresh_from_db()
    assert (full.state, full.notes) == ("booked", "")
    assert desk.get(admin_url(full, "erase", full.pk)).status_code == 302


def test_many_are_erased_after_one_question(desk, make_inquiry):
    chosen = [make_inquiry(), make_inquiry()]
    other = make_inquiry()
    data = {"action": "erase_many", "_selected_action": [each.pk for each in chosen]}

    question = desk.post(LIST, data)
    assert "Erase the personal data of 2 inquiries?" in question.content.decode()
    assert Inquiry.objects.with_personal_data().count() == 3
    response = desk.post(LIST, data | {"erase": "yes"}, follow=True)

    assert "The personal data of 2 inquiries are erased." in response.content.decode()
    assert list(Inquiry.objects.with_personal_data()) == [other]
    assert "erased already" in desk.post(LIST, data, follow=True).content.decode()


@pytest.mark.parametrize("way", ["page", "list"])
def test_deleting_takes_the_mails_along(desk, full, make_inquiry, way):
    inquiry_mails.announce(make_inquiry(), "http://testserver/")
    if way == "page":
        url, data = admin_url(full, "delete", full.pk), {"post": "yes"}
    else:
        url, data = LIST, {"action": "delete_selected", "_selected_action": [full.pk]}

    question = desk.post(url, data) if way == "list" else desk.get(url)
    desk.post(url, data | {"post": "yes"})

    assert "3 mails" in question.content.decode()
    assert rows_with("quillfeather") == {}
    assert Inquiry.objects.count() == 1
    assert Mail.objects.count() == 2


def test_old_inquiries_are_erased_by_themselves(make_inquiry):
    Studio.objects.update(keep_inquiries_months=3)
    now = timezone.localtime()
    old = make_inquiry(created_at=months_before(now, 3) - timedelta(minutes=1), state="booked")
    make_inquiry(created_at=months_before(now, 3) + timedelta(minutes=1))

    chores.erase_old_inquiries()

    assert list(Inquiry.objects.exclude(erased_at=None)) == [old]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-15", 12, "2025-12-15"),
        ("2026-03-15", 120, "2016-03-15"),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    moment = timezone.datetime.fromisoformat(day)

    assert months_before(moment, months).date().isoformat() == expected


def test_hashes_of_network_addresses_are_forgotten_after_a_day(make_inquiry):
    make_inquiry(sender="old", ago=timedelta(hours=25))
    make_inquiry(sender="new", ago=timedelta(hours=23))

    chores.forget_senders()

    assert sorted(Inquiry.objects.values_list("sender", flat=True)) == ["", "new"]


# The export


def exported(client, query=""):
    response = client.get(EXPORT + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="inquiries-')
    assert response.streaming
    data = b"".join(response)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_export_has_what_the_list_shows(desk, make_inquiry):
    moment = timezone.now() - 2 * DAY
    make_inquiry(name="Ünal", message='Two "lines",\nand a comma', created_at=moment)
    make_inquiry(name="Spam", state="spam")
    make_inquiry(name="Booked", state="booked", answered_at=moment)

    everything = {row["Name"]: row for row in exported(desk)}
    new = exported(desk, "?state=new")

    assert set(everything) == {"Ünal", "Spam", "Booked"}
    assert [row["Name"] for row in new] == ["Ünal"]
    assert new[0]["Message"] == 'Two "lines",\nand a comma'
    assert new[0]["Came in"] == timezone.localtime(moment).isoformat(timespec="seconds")
    assert everything["Spam"]["State"] == "Spam"
    assert everything["Booked"]["Answered"].startswith(f"{timezone.localtime(moment):%Y-%m-%dT}")


def test_the_export_goes_beyond_the_page(desk, make_inquiry, django_assert_max_num_queries):
    for _ in range(70):
        make_inquiry()

    with django_assert_max_num_queries(10):
        assert len(exported(desk, "?p=2")) == 70


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start):
    assert inquiry_export.defused(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


def test_other_cells_are_left_as_they_are(desk, make_inquiry):
    make_inquiry(name="A-B = C", telephone="+1 503")

    row = exported(desk)[0]

    assert (row["Name"], row["Telephone"]) == ("A-B = C", "'+1 503")


# Who may


@pytest.fixture
def other(client, django_user_model):
    """Return a function that signs somebody in who has only these rights."""

    def other(*codenames):
        user = django_user_model.objects.create_user("other", is_staff=True)
        user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return other


def test_without_rights_nothing_is_seen(other, announced):
    client = other()

    urls = [LIST, EXPORT, *(admin_url(announced, a, announced.pk) for a in ("change", "answer"))]
    for url in [*urls, admin_url(announced, "erase", announced.pk)]:
        assert client.get(url).status_code == 403, url
    assert answer(client, announced).status_code == 403
    assert step(client, announced, "booked").status_code == 403
    assert "Anna Berg" not in html_of(client, reverse("admin:index"))


def test_who_may_only_look_changes_nothing(other, full):
    client = other("view_inquiry")

    html = page_of(client, full)

    assert "Quillfeather" in html
    for words in ("Write again", "Booked</button>", "Erase", "Delete", "Save</button>"):
        assert words not in html
    assert client.post(admin_url(full, "erase", full.pk), {"erase": "yes"}).status_code == 403
    assert answer(client, full).status_code == 403
    assert step(client, full, "booked").status_code == 403
    data = {"action": "erase_many", "_selected_action": [full.pk], "erase": "yes"}
    client.post(LIST, data)
    assert Inquiry.objects.with_personal_data().count() == 1


def test_owners_may_do_everything_but_add():
    assert "add_inquiry" in owners.NOT_NEEDED


def test_no_version_is_kept_of_an_inquiry(desk, announced):
    step(desk, announced, "booked")
    answer(desk, announced)

    assert "reversion_version" not in rows_with("anna")


# Today


def needs(client):
    return {need.title: need for need in client.get(reverse("admin:index")).context["needs"]}


def test_today_says_who_waits_the_longest_first(desk, make_inquiry):
    make_inquiry(name="Fresh")
    yesterday = timezone.localtime() - DAY - timedelta(minutes=10)
    late = make_inquiry(name="Late", created_at=yesterday)
    make_inquiry(name="Done", state="answered")

    need = needs(desk)["2 inquiries wait for your answer"]

    assert need.why.startswith("1 of them has waited for more than a day.")
    assert [line.words.partition(" about")[0] for line in need.lines] == ["Late", "Fresh"]
    assert need.lines[0].words.endswith(f"waiting since yesterday {yesterday:%H:%M}")
    assert need.lines[0].url == admin_url(late, "change", late.pk)
    assert desk.get(need.url).status_code == 200


def test_today_asks_to_look_at_what_is_held(desk, held):
    need = needs(desk)["1 message looks like spam"]

    assert "it has 5 links" in need.lines[0].words
    assert [each.pk for each in desk.get(need.url).context["cl"].result_list] == [held.pk]


def test_the_menu_counts_the_new_ones(desk, make_inquiry):
    url = reverse("admin:guide")
    assert 'class="desk-new"' not in html_of(desk, url)

    make_inquiry()
    make_inquiry(state="answered")

    assert '<b class="desk-new">1<span class="desk-new-words"> new</span></b>' in html_of(desk, url)


@pytest.mark.parametrize("count", [1, 50, 500])
def test_today_costs_the_same_with_many_inquiries(desk, django_assert_max_num_queries, count):
    now = timezone.now()
    states = ["new", "spam", "answered"]
    Inquiry.objects.bulk_create(
        Inquiry(
            name=f"Client {number}",
            email="client@example.com",
            state=states[number % 3],
            held_because="it has 5 links" if number % 3 == 1 else "",
            fingerprint=str(number),
            created_at=now - number * timedelta(hours=1),
        )
        for number in range(count)
    )

    for inquiry in Inquiry.objects.all()[:3]:
        inquiry_mails.announce(inquiry, "http://testserver/")
    Mail.objects.filter(kind=MailKind.NOTICE).update(state=MailState.FAILED)
    Mail.objects.filter(kind=MailKind.ACKNOWLEDGEMENT).update(attempts=1)

    with django_assert_max_num_queries(MOST_ON_TODAY):
        desk.get(reverse("admin:index"))


# Packages that the guide never names


def readiness(client):
    groups = client.get(reverse("admin:index")).context["readiness"]
    return {line.words: line.url for group in groups for line in group.lines}


def test_a_package_that_the_guide_never_names_is_pointed_out(desk, make_package):
    twin = Package.objects.get(slug="headshot-hour")
    package = make_package(name="The Shadow", guide_places=twin.guide_places, position=99)

    words = f"The guide “Which one?” never names “The Shadow”: it is for up to {twin.guide_places}"
    line = next(line for line in readiness(desk) if line.startswith(words))
    form = html_of(desk, admin_url(package, "change", package.pk))

    assert f"as “{twin}” is." in line
    assert readiness(desk)[line].endswith(f"/{package.pk}/change/#id_guide_places")
    assert line in form
    assert 'id="id_guide_places"' in form


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"visibility": "link"}, {"visibility": "paused"}]
)
def test_a_package_that_nobody_can_book_need_not_be_named(desk, make_package, fields):
    package = make_package(name="The Shadow", guide_places=1, position=99, **fields)

    assert not [line for line in readiness(desk) if "never names" in line]
    html = html_of(desk, admin_url(package, "change", package.pk))
    assert "No: it is not listed, or cannot be booked now." in html


def test_the_packages_of_the_starter_content_are_all_named(desk):
    assert not [line for line in readiness(desk) if "never names" in line]
    package = Package.objects.first()
    html = html_of(desk, admin_url(package, "change", package.pk))
    assert "Yes, some answers lead to it." in html
