from .addresses import Redirect
from .backups import Backup, BackupKind, BackupState, Restoration
from .chores import Chore
from .content_version import ContentVersion
from .mail import Mail, MailKind, MailState
from .previews import PreviewLink
from .profile import WEEKDAYS, Studio, money, parse_links, validate_currency
from .signing_in import Brake, RecoveryCode, SecondStep, SignIn, SignInWay

__all__ = [
    "WEEKDAYS",
    "Backup",
    "BackupKind",
    "BackupState",
    "Brake",
    "Chore",
    "ContentVersion",
    "Mail",
    "MailKind",
    "MailState",
    "PreviewLink",
    "RecoveryCode",
    "Redirect",
    "Restoration",
    "SecondStep",
    "SignIn",
    "SignInWay",
    "Studio",
    "money",
    "parse_links",
    "validate_currency",
]
