"""Reading settings from environment variables: what is wrong stops the start, in plain words.

django-environ takes any word for “no” and guesses at addresses; here a slip of the pen is told.
No value of an address is repeated: there are passwords in them.
"""

import os
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from . import bucket_address

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
DATABASES = {"postgres", "postgresql", "sqlite"}
# What redis-py calls them: Valkey speaks the same language.
REDIS = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss"}


class Filled:
    """The environment without what is empty: `TIME_ZONE=` is the same as no such variable.

    An empty one still hides the line of `.env`.
    """

    def __contains__(self, name):
        return bool(os.environ.get(name, "").strip())

    def __getitem__(self, name):
        if name not in self:
            raise KeyError(name)
        return os.environ[name]


class Variables(environ.Env):
    ENVIRON = Filled()

    def bool(self, var, default=environ.Env.NOTSET):
        text = self.str(var, default=None)
        if text is None:
            return super().bool(var, default=default)
        if text.strip().lower() not in YES | NO:
            raise ImproperlyConfigured(f"{var} is neither yes nor no. Write 1 or 0.")
        return text.strip().lower() in YES

    def int(self, var, default=environ.Env.NOTSET, least=1):
        try:
            number = super().int(var, default=default)
        except ValueError:
            raise ImproperlyConfigured(
                f"{var} is no number. Write digits, such as {default}."
            ) from None
        if number < least:
            raise ImproperlyConfigured(f"{var}: write {least} or more; {default} is usual.")
        return number

    def list(self, var, default=environ.Env.NOTSET):
        """Return what stands between commas; spaces beside them mean nothing."""
        return [each.strip() for each in super().list(var, default=default) if each.strip()]

    def database(self, var):
        """Return Django's settings of a database; None where the variable is not set."""
        address = self.str(var, default="").strip()
        if not address:
            return None
        try:
            parts = urlsplit(address)
            is_whole = bool(parts.path.strip("/"))
            is_whole &= parts.port is None or parts.scheme != "sqlite"
            found = self.db_url_config(address) if parts.scheme in DATABASES and is_whole else None
        except ValueError:
            found = None
        if not found:
            raise ImproperlyConfigured(
                f"{var} is not an address of a database. Write "
                "postgres://user:password@db.example.com:5432/name; in the name and the password, "
                "write @ as %40, : as %3A, / as %2F, # as %23. Leave it out for SQLite."
            )
        return found

    def redis(self, var):
        """Return the address of a Redis or Valkey, as redis-py reads it; "" if not set."""
        address = self.str(var, default="").strip()
        if not address:
            return ""
        try:
            parts = urlsplit(address)
            number = parts.path.strip("/")
            is_whole = parts.scheme in REDIS and bool(parts.hostname) and parts.port != 0
            is_whole &= not number or number.isdecimal()
        except ValueError:
            is_whole = False
        if not is_whole:
            raise ImproperlyConfigured(
                f"{var} is not an address of a Redis or Valkey. Write "
                "redis://:password@cache.example.com:6379/0, or rediss:// for an encrypted one; in "
                "the password, write @ as %40, : as %3A, / as %2F, # as %23."
            )
        return parts._replace(scheme=REDIS[parts.scheme]).geturl()

    def bucket(self, var):
        """Return the Address of a bucket; None where the variable is not set."""
        text = self.str(var, default="").strip()
        try:
            return bucket_address.parsed(text) if text else None
        except ValueError as error:
            raise ImproperlyConfigured(f"{var}: {error}. {bucket_address.HOW_TO_WRITE}") from None

    def time_zone(self, var, default):
        name = self.str(var, default=default)
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ImproperlyConfigured(
                f"{var}: “{name}” is no time zone. Write the name of a large city near you, such "
                "as Europe/Berlin or America/New_York, or UTC."
            ) from None
        return name

    def folder(self, var, default):
        """Return a folder as an absolute path; it need not be there yet."""
        path = Path(self.str(var, default="") or default).expanduser().resolve()
        try:
            is_wrong = path.exists() and not path.is_dir()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{var}: the folder {path} cannot be looked into: {error.strerror}."
            ) from None
        if is_wrong:
            raise ImproperlyConfigured(f"{var}: {path} is a file. Name a folder.")
        return path

    def origin(self, var):
        """Return an address such as https://www.example.com, without a path; "" if not set."""
        address = self.str(var, default="").strip().rstrip("/")
        try:
            parts = urlsplit(address)
            is_origin = parts.scheme in {"http", "https"} and parts.port != 0
            is_origin &= address == f"{parts.scheme}://{parts.netloc}" and bool(parts.hostname)
        except ValueError:
            is_origin = False
        if address and not is_origin:
            raise ImproperlyConfigured(
                f"{var}: write how the site’s addresses begin, such as https://www.example.com."
            )
        return address

    def one_of(self, var, choices, default):
        text = self.str(var, default="").strip().lower() or default
        if text not in choices:
            raise ImproperlyConfigured(f"{var} is one of these: {', '.join(choices)}.")
        return text
