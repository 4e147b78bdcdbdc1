from .addresses import Redirect
from .chores import Chore
from .content_version import ContentVersion
from .mail import Mail, MailKind, MailState
from .previews import PreviewLink
from .profile import WEEKDAYS, Studio, money, parse_links, validate_currency

__all__ = [
    "WEEKDAYS",
    "Chore",
    "ContentVersion",
    "Mail",
    "MailKind",
    "MailState",
    "PreviewLink",
    "Redirect",
    "Studio",
    "money",
    "parse_links",
    "validate_currency",
]
