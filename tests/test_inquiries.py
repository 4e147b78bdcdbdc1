"""The inquiry form: what it takes, what it keeps, and what it never loses."""

import re
import time
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sessions import inquiring
from sessions.models import Inquiry, InquiryState, Package, Photo
from studio.models import Mail, MailKind, Studio

FORM, SENT = "/inquire/", "/inquire/sent/"
WORDS = {
    "name": "Anna Berg",
    "email": "anna@example.com",
    "telephone": "",
    "wished_for": "Early March",
    "message": "I need a headshot for our team page. Is there a date?",
}


@pytest.fixture(autouse=True)
def database(db):
    """Every test here needs it."""


def token_of(response):
    return response.context["token"]


def opened(client, query="", seconds=60):
    """Open the form as somebody does who then types for a while; return its token."""
    token = token_of(client.get(FORM + query))
    key, prices, made = signing.loads(token, salt=inquiring.SALT)
    return signing.dumps([key, prices, made - seconds], salt=inquiring.SALT, compress=True)


def post(client, address, data, **options):
    """Post as a browser does, which sends a form without files like this."""
    return client.post(address, urlencode(data), "application/x-www-form-urlencoded", **options)


def send(client, query="", token=None, **fields):
    data = {**WORDS, "token": token or opened(client, query), **fields}
    return post(client, FORM + query, data)


def test_the_form_has_five_fields_and_needs_three(client):
    response = client.get(FORM)
    form = response.context["form"]

    assert len(form.shown) == 5
    assert [field.name for field in form.shown if field.field.required] == [
        *("name", "email", "message")
    ]
    assert not response.cookies
    assert "private" in response["Cache-Control"]
    assert "no-cache" in response["Cache-Control"]


def test_an_inquiry_is_stored_with_its_two_mails(client):
    response = send(client)

    assert (response.status_code, response.url) == (302, SENT)
    inquiry = Inquiry.objects.get()
    assert {name: getattr(inquiry, name) for name in WORDS} == WORDS
    assert (inquiry.state, inquiry.held_because) == (InquiryState.NEW, "")
    notice, receipt = inquiry.mails.order_by("pk")
    assert (notice.kind, notice.to, notice.reply_to) == (
        *(MailKind.NOTICE, "hello@northlight.example", "anna@example.com"),
    )
    assert (receipt.kind, receipt.to) == (MailKind.ACKNOWLEDGEMENT, "anna@example.com")
    assert DBTaskResult.objects.filter(task_path="studio.tasks.deliver").count() == 2
    assert client.get(SENT).status_code == 200


def test_the_mails_say_what_matters(client):
    send(client, "?package=headshot-hour")

    notice, receipt = Mail.objects.order_by("pk")
    for text in (notice.text, notice.html):
        assert WORDS["message"] in text
        assert "The Headshot Hour, $290" in text
        assert "http://testserver/admin/photo_sessions/inquiry/" in text
    assert notice.subject == "Anna Berg asks about The Headshot Hour"
    assert "Northlight" in receipt.subject
    # Nobody can use the form to send words of their own to strangers.
    assert WORDS["message"] not in receipt.text + receipt.html
    assert "The Headshot Hour, $290" in receipt.text


def test_nothing_is_kept_if_a_mail_cannot_be_queued(client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("studio.mailing.queue", fail)
    client.raise_request_exception = False

    response = send(client)

    assert response.status_code == 500
    assert not Inquiry.objects.exists()
    assert not Mail.objects.exists()


def test_everything_chosen_is_shown_and_kept_with_its_prices(client):
    photo = Photo.objects.public().first()
    query = (
        "?package=headshot-hour&p=headshot-hour&p=team-day&use=linkedin&people=one"
        f"&photo={photo.slug}&from=/headshots/"
    )

    html = client.get(FORM + query).content.decode()
    send(client, query)

    for words in ["The Headshot Hour", "$290", "The Team Day", "$1,950", "The guide named"]:
        assert words in html
    inquiry = Inquiry.objects.get()
    assert inquiry.chosen["package"] == {
        "name": "The Headshot Hour",
        "slug": "headshot-hour",
        "price": "$290",
    }
    assert [each["price"] for each in inquiry.chosen["compared"]] == ["$290", "$1,950"]
    assert inquiry.chosen["guide"]["uses"] == ["LinkedIn profile"]
    assert inquiry.chosen["guide"]["answer"] == "Headshot: The Headshot Update"
    assert inquiry.chosen["photo"]["slug"] == photo.slug
    assert (inquiry.began_on, inquiry.session_type.slug) == ("/headshots/", "headshot")


def test_the_prices_kept_are_those_that_were_shown(client):
    token = opened(client, "?package=headshot-hour")
    Package.objects.filter(slug="headshot-hour").update(price=Decimal(350))

    send(client, "?package=headshot-hour", token)

    assert Inquiry.objects.get().chosen["package"]["price"] == "$290"


def test_a_choice_is_removed_and_nothing_typed_is_lost(client):
    query = "?package=headshot-hour&p=team-day"
    choice = next(client.get(FORM + query).context["asked"].choices())

    response = post(
        client,
        choice.remove_address,
        {**WORDS, "name": "", "remove": "1", "token": opened(client, query)},
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert "The Headshot Hour" not in html
    assert "The Team Day" in html
    assert WORDS["message"] in html
    assert "How may I call you?" not in html
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "?package=nothing&p=x&p=y&use=z&reason=9999999999999999999&photo=none&from=//evil.example",
        "?package=%00&p=%ff&from=/%0d%0aSet-Cookie:x&people=%00",
        "?" + "&".join(f"reason={n}" for n in range(500)),
        "?package=" + "x" * 3000,
    ],
)
def test_no_address_breaks_the_form(client, query):
    assert client.get(FORM + query).status_code == 200
    assert send(client, query).status_code == 302
    assert Inquiry.objects.get().began_on == ""


def test_hidden_packages_and_photos_do_not_travel(client):
    Package.objects.filter(slug="team-day").update(published_at=None)
    Photo.objects.filter(slug="mei-window").update(published_at=None)

    send(client, "?package=team-day&photo=mei-window")

    assert Inquiry.objects.get().told == []


@pytest.mark.parametrize("name", ["name", "email", "message"])
def test_what_is_missing_is_said_beside_its_field(client, name):
    response = send(client, **{name: "  "})

    html = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{name}_error"' in html
    assert 'role="alert"' in html
    for other in {"name", "email", "message"} - {name}:
        assert WORDS[other] in html
    assert not Inquiry.objects.exists()


def test_the_lines_to_look_at_are_listed(client):
    html = send(client, name="", message="").content.decode()

    summary = html[html.index('role="alert"') : html.index("What you chose")]
    assert re.findall(r'<li>\s*<a href="#(\w+)">([^<]*)</a>\s*</li>', summary) == [
        ("id_name", "Your name"),
        ("id_message", "What should I know?"),
    ]
    assert "?." not in summary


BAD = {
    "a line break in the name": {"name": "Anna\nBcc: x@example.com"},
    "a line break in the address": {"email": "anna@example.com\nBcc: x@example.com"},
    "a NUL in the name": {"name": "An\0na"},
    "a NUL in the message": {"message": "Hel\0lo"},
    "no address": {"email": "anna"},
    "a very long message": {"message": "x" * 5001},
    "a very long name": {"name": "x" * 121},
    "a very long address": {"email": f"{'x' * 250}@example.com"},
    "letters that did not arrive": {"message": "I need � pictures"},
    "a very long date": {"wished_for": "x" * 121},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
def test_bad_input_gets_a_sentence_and_stays_in_the_form(client, fields):
    response = send(client, **fields)

    ((name, value),) = fields.items()
    errors = response.context["form"].errors
    assert response.status_code == 200
    assert list(errors) == [name]
    assert "null" not in errors[name][0].lower()
    assert response.context["form"][name].value() == value
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"name=Anna", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"name=Anna", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=\xc3\xa9"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"{}", "application/json"),
        (b"message=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(10_001)), "application/x-www-form-urlencoded"),
        (b"name=%ff%fe&message=%80", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_cannot_be_read_gets_the_form_again(client, body, content_type):
    response = client.generic("POST", FORM, body, content_type)

    assert response.status_code in (400, 200)
    assert 'role="alert"' in response.content.decode()
    assert token_of(response)


def test_sending_twice_stores_one(client):
    token = opened(client)

    for _ in range(3):
        assert send(client, token=token).url == SENT

    assert Inquiry.objects.count() == 1
    assert Mail.objects.count() == 2


def test_going_back_and_sending_the_same_again_stores_one(client):
    send(client, "?package=team-day")
    send(client, "?package=team-day")  # a fresh form, as a browser shows it after going back

    assert Inquiry.objects.count() == 1


def test_another_message_from_the_same_form_is_stored_too(client):
    token = opened(client)

    send(client, token=token)
    send(client, token=token, message="One more thing: there are three of us.")

    assert Inquiry.objects.count() == 2


def test_what_was_held_as_spam_may_be_sent_again(client):
    send(client, token=opened(client, seconds=0))
    assert Inquiry.objects.get().state == InquiryState.SPAM

    send(client)

    assert [each.state for each in Inquiry.objects.order_by("pk")] == ["spam", "new"]
    assert Mail.objects.count() == 2


def test_a_package_that_is_renamed_meanwhile_makes_no_second_inquiry(client):
    token = opened(client, "?package=team-day")
    send(client, "?package=team-day", token)
    Package.objects.filter(slug="team-day").update(name="The Office Day")
    send(client, "?package=team-day", token)

    assert Inquiry.objects.count() == 1


def test_the_same_words_a_week_later_are_another_inquiry(client):
    send(client)
    Inquiry.objects.update(created_at=timezone.now() - timedelta(days=7))
    send(client)

    assert Inquiry.objects.count() == 2


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "\0", "x" * 9000])
def test_a_form_that_is_too_old_is_kept_and_asked_for_again(client, token):
    response = post(client, FORM, {**WORDS, "token": token})

    assert response.status_code == 200
    assert "open for a long time" in response.content.decode()
    assert WORDS["message"] in response.content.decode()
    again = post(client, FORM, {**WORDS, "token": token_of(response)})
    assert again.status_code == 302
    assert Inquiry.objects.get().state == InquiryState.NEW  # typed long before, so not too fast


def test_a_form_counts_for_a_week(client, monkeypatch):
    token, now = opened(client), time.time()
    monkeypatch.setattr(time, "time", lambda: now + timedelta(days=8).total_seconds())

    assert "open for a long time" in send(client, token=token).content.decode()
    assert not Inquiry.objects.exists()


SUSPECTED = {
    "the field that people do not see": {"confirm_message": "hello"},
    "links": {"message": "http://a.example http://b.example http://c.example"},
    "markup": {"message": "<a href='http://a.example'>cheap</a>"},
}


@pytest.mark.parametrize("fields", SUSPECTED.values(), ids=SUSPECTED)
def test_what_looks_like_spam_is_kept_for_a_look_and_sets_off_no_mail(client, fields):
    response = send(client, **fields)

    assert response.url == SENT
    inquiry = Inquiry.objects.get()
    assert inquiry.state == InquiryState.SPAM
    assert inquiry.held_because
    assert list(Inquiry.objects.held()) == [inquiry]
    assert not Mail.objects.exists()


def test_a_form_sent_at_once_is_held(client):
    send(client, token=opened(client, seconds=0))

    assert "faster than anybody types" in Inquiry.objects.get().held_because


def test_too_many_from_one_address_are_asked_to_wait_and_lose_nothing(client):
    for number in range(inquiring.MOST_AN_HOUR):
        assert send(client, message=f"Message {number}, as it happens").status_code == 302

    response = send(client, message="One more than that")

    assert response.status_code == 429
    assert "One more than that" in response.content.decode()
    assert Inquiry.objects.count() == inquiring.MOST_AN_HOUR
    repeated = send(client, message="Message 0, as it happens")
    assert repeated.status_code == 302  # it was stored before
    Inquiry.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert send(client, message="One more than that").status_code == 302


def test_visitors_behind_a_trusted_proxy_are_told_apart(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    for number in range(inquiring.MOST_AN_HOUR + 2):
        data = {**WORDS, "token": opened(client), "message": f"I am number {number}."}
        headers = {"x-forwarded-for": f"203.0.113.{number}"}
        response = post(client, FORM, data, headers=headers)
        assert response.status_code == 302

    assert Inquiry.objects.values("sender").distinct().count() == inquiring.MOST_AN_HOUR + 2


def test_what_visitors_write_is_escaped_in_mails(client):
    send(client, name="<b>Anna</b> & Co")

    notice = Mail.objects.get(kind=MailKind.NOTICE)
    assert "<b>Anna</b>" not in notice.html
    assert "<b>Anna</b> & Co wrote:" in notice.text


@pytest.mark.parametrize("name", ["Claim $500 at evil-prize.com/x", "one two three four five six"])
def test_nobody_sends_words_to_strangers_by_their_name(client, name):
    send(client, name=name)

    for receipt in Mail.objects.filter(kind=MailKind.ACKNOWLEDGEMENT):
        assert name not in receipt.text + receipt.html
    assert Inquiry.objects.get().name == name


@pytest.mark.parametrize("address", ["root@localhost", "x@[127.0.0.1]"])
def test_addresses_that_lead_nowhere_are_refused(client, address):
    assert "email" in send(client, email=address).context["form"].errors


def test_a_studio_without_an_address_is_told_that_a_notice_failed(client):
    Studio.objects.update(email="")

    send(client)

    assert {mail.kind for mail in Mail.objects.all()} == {"notice", "receipt"}


def test_a_studio_without_a_profile_still_takes_inquiries(client):
    Studio.objects.all().delete()

    assert send(client).status_code == 302
    assert Inquiry.objects.count() == 1


def test_asking_costs_few_queries(client, django_assert_max_num_queries):
    query = "?package=headshot-hour&p=team-day&p=headshot-hour&use=linkedin&people=one"
    ContentType.objects.clear_cache()

    with django_assert_max_num_queries(16):
        client.get(FORM + query)


def test_every_page_leads_to_asking_and_names_itself(client):
    for path in ["/", "/headshot-vs-portrait/", "/sessions/", "/galleries/portraits/"]:
        assert f"/inquire/?from={path}" in client.get(path).content.decode(), path
    html = client.get("/sessions/team-day/").content.decode()
    assert "/inquire/?package=team-day&amp;from=/sessions/team-day/" in html
    assert "mailto:hello@northlight.example?subject" not in html


def test_a_photo_of_a_gallery_leads_to_asking_for_one_like_it(client):
    html = client.get("/galleries/portraits/").content.decode()

    assert "/inquire/?photo=omar-outdoor&amp;from=/galleries/portraits/" in html
    assert "?photo=" not in client.get("/galleries/the-studio/").content.decode()
