from .addresses import Redirect
from .backups import Backup, BackupKind, BackupState, Restoration
from .chores import Chore
from .mail import Mail, MailKind, MailState
from .previews import PreviewLink
from .profile import WEEKDAYS, Studio, money, parse_links, validate_currency

__all__ = [
    "WEEKDAYS",
    "Backup",
    "BackupKind",
    "BackupState",
    "Chore",
    "Mail",
    "MailKind",
    "MailState",
    "PreviewLink",
    "Redirect",
    "Restoration",
    "Studio",
    "money",
    "parse_links",
    "validate_currency",
]
