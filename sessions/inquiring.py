"""An inquiry comes in: its form, the token that makes it count once, storing it with its mails."""

import hashlib
import json
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core import signing
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from studio.models import Studio
from studio.moments import CLOCKS_DIFFER

from . import inquiry_mails, spam
from .models import Inquiry, InquiryState

SALT = "inquiry"
OPEN_FOR = timedelta(days=7)
SAME_FOR = timedelta(days=1)
MOST_AN_HOUR = 6
LONGEST_MESSAGE = 5000

NULLS = "It contains characters that cannot be stored. Delete them, or type it again."
UNREADABLE = (
    "Some characters did not arrive as you typed them: they stand as �. Please retype them."
)
ONE_LINE = "Write this on one line."
UNKNOWN_ADDRESS = "I cannot write to this address. It looks like name@example.com, without ü or é."


class OneLine(RegexValidator):
    regex = r"[\x00-\x1f\x7f\u2028\u2029]"
    inverse_match = True
    message = ONE_LINE


def validate_readable(text):
    if "�" in text:
        raise forms.ValidationError(UNREADABLE)


def validate_reachable(address):
    """Refuse what Django takes for an address but no mail server is found by."""
    domain = address.rpartition("@")[2]
    if "." not in domain or domain.startswith("["):
        raise forms.ValidationError(UNKNOWN_ADDRESS)


def line(label, too_long, **kwargs):
    """Return a field for one line of text."""
    options = {"strip": True, "validators": [OneLine(), validate_readable], **kwargs}
    options["error_messages"] = {"max_length": too_long, **kwargs.get("error_messages", {})}
    return forms.CharField(label=label, **options)


@dataclass(frozen=True)
class Token:
    """What a form carries, signed: its own number and the prices as it showed them.

    text: as it stands in the form. prices: {number of the package: price in words}. seconds:
    since an empty form was made; None where it had been filled in before.
    """

    text: str
    key: str
    prices: dict[int, str]
    seconds: float | None = None

    @classmethod
    def new(cls, prices, is_empty=True):
        key = uuid.uuid4().hex
        made = time.time() if is_empty else None
        text = signing.dumps([key, prices, made], salt=SALT, compress=True)
        return cls(text, key, prices)

    @classmethod
    def read(cls, text):
        """Return the Token of a text; None for one that is not ours, or too old."""
        try:
            key, prices, made = signing.loads(text, salt=SALT, max_age=OPEN_FOR)
        except signing.BadSignature:
            return None
        prices = {int(number): price for number, price in prices.items()}
        # Clocks of several machines differ a little: what was made later than now tells nothing.
        seconds = time.time() - made if made and made <= time.time() else None
        return cls(text, key, prices, seconds)


class InquiryForm(forms.Form):
    """Five fields, three of them needed."""

    name = line(
        "Your name",
        "A name has 120 characters at the most.",
        max_length=120,
        error_messages={"required": "How may I call you?"},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        validators=[OneLine(), validate_readable, validate_reachable],
        error_messages={
            "required": "Without an address I cannot answer.",
            "invalid": UNKNOWN_ADDRESS,
            "max_length": "This address is too long.",
        },
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    telephone = line(
        "Telephone",
        "A number has 40 characters at the most.",
        max_length=40,
        required=False,
        help_text="Only if you would rather talk.",
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    wished_for = line(
        "When, or by when",
        "Use 120 characters at the most.",
        max_length=120,
        required=False,
        help_text="A day, a month, or the date you need the pictures.",
    )
    message = forms.CharField(
        label="What should I know?",
        max_length=LONGEST_MESSAGE,
        validators=[validate_readable],
        error_messages={
            "required": "A sentence is enough: who the pictures are of, and what for.",
            "max_length": (
                "Your message has %(show_value)s characters; %(limit_value)s fit. Shorten it here, "
                "or send the whole by e-mail."
            ),
        },
        widget=forms.Textarea({"rows": 6}),
    )
    # People do not see this field; programs fill it in. See spam.py.
    confirm_message = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for each in self.fields.values():
            each.error_messages["null_characters_not_allowed"] = NULLS
            # A length that a browser enforces cuts off what somebody pastes, without a word.
            each.widget.attrs.pop("maxlength", None)

    @property
    def shown(self):
        """The five fields that people see."""
        return [self[name] for name in ("name", "email", "telephone", "wished_for", "message")]


class TooManyMessages(Exception):
    """As many messages as are taken in an hour came from one network already."""


def has_sent_too_many(sender):
    now = timezone.now()
    if not sender:
        return False
    # Not what is yet to come: it was written before the clock was put back.
    hour = (now - timedelta(hours=1), now + CLOCKS_DIFFER)
    return Inquiry.objects.filter(sender=sender, created_at__range=hour).count() >= MOST_AN_HOUR


def store(cleaned, token, asked, sender, site_url):
    """Keep an inquiry and queue its mails, in one transaction; the same one only once.

    cleaned: of a valid InquiryForm, which came with the token. asked: what it is about. sender:
    studio.visitors.sender_hash. site_url: for links in the mails. Returns the Inquiry, the earlier
    one of a repetition. Raises TooManyMessages.
    """
    words = {
        name: cleaned[name] for name in ("name", "email", "telephone", "wished_for", "message")
    }
    its_print = fingerprint(token.key, words, asked.chosen.query)
    held = spam.suspicions(
        words["message"],
        words["name"],
        site_words(asked),
        cleaned["confirm_message"],
        token.seconds,
    )
    try:
        with transaction.atomic():
            # One after the other, so that each sees the one before; SQLite does that by itself.
            Studio.objects.select_for_update().first()
            if earlier := repeated(its_print, words, asked.chosen.query):
                return earlier
            if has_sent_too_many(sender):
                raise TooManyMessages
            inquiry = Inquiry.objects.create(
                **words,
                chosen=asked.snapshot,
                session_type=asked.session_type,
                began_on=asked.chosen.began_on,
                state=InquiryState.SPAM if held else InquiryState.NEW,
                held_because="; ".join(held)[:200],
                sender=sender,
                fingerprint=its_print,
            )
            if not held:
                inquiry_mails.announce(inquiry, site_url)
            return inquiry
    except IntegrityError:  # its twin came in between
        return Inquiry.objects.get(fingerprint=its_print)


def fingerprint(key, words, address):
    return hashlib.sha256(json.dumps([key, words, address]).encode()).hexdigest()


def repeated(its_print, words, address):
    """Return the same inquiry of the last day: sent twice, or after going back or reloading.

    One that was held as spam is none: sent again, it may be found to be none.
    """
    recent = Inquiry.objects.filter(created_at__gt=timezone.now() - SAME_FOR)
    same_words = Q(**words) & ~Q(state=InquiryState.SPAM)
    twins = recent.filter(Q(fingerprint=its_print) | same_words)
    return next((twin for twin in twins if twin.chosen.get("address", "") == address), None)


def site_words(asked):
    studio = asked.studio
    return " ".join([studio.name, studio.tagline, studio.about, studio.job_title])
