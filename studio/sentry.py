"""Errors to Sentry, where SENTRY_DSN is set: without what visitors typed, and who they are."""

from urllib.parse import urlsplit

from django.conf import settings

from . import VERSION
from .request_ids import current

NO_PACKAGE = (
    "SENTRY_DSN needs a package that is not installed: .venv/bin/pip install sentry-sdk==2.75.0"
)


def start():
    """Begin to send errors; nothing where no address is set or the package is missing."""
    if not is_address(settings.SENTRY_DSN) or not is_installed():
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=f"studio@{VERSION}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=without_people,
    )


def is_address(text):
    """Whether a text is what Sentry calls a DSN."""
    parts = urlsplit(text)
    return bool(
        parts.scheme in ("http", "https")
        and parts.username
        and parts.hostname
        and parts.path.rpartition("/")[2].isdigit()
    )


def is_installed():
    try:
        import sentry_sdk  # noqa: F401
    except ImportError:
        return False
    return True


def without_people(event, hint):
    """Take out of an event what may tell who asked; put the number of the request in."""
    for name in ("user", "server_name", "extra", "breadcrumbs"):
        event.pop(name, None)
    if "logentry" in event:  # the sentence, without what was put into it
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    request = event.get("request", {})
    event["request"] = {key: request[key] for key in ("method",) if key in request}
    if current.get():
        event.setdefault("tags", {})["request_id"] = current.get()
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""  # its words may quote what people wrote
    return event
