from .addresses import Redirect
from .previews import PreviewLink
from .profile import WEEKDAYS, Studio, money, parse_links, validate_currency

__all__ = [
    "WEEKDAYS",
    "PreviewLink",
    "Redirect",
    "Studio",
    "money",
    "parse_links",
    "validate_currency",
]
