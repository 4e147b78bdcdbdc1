"""Reading the file `.env` beside manage.py: what is wrong in it stops the start, in plain words.

django-environ understands the values, and passes over every line that it does not understand: a
site would start on another database than the one that is written there.
"""

import re
from io import StringIO

from django.core.exceptions import ImproperlyConfigured
from environ import Env

# The Makefile looks for HTTPS in the same way.
LINE = re.compile(r"(?:export\s+)?([A-Za-z_0-9]+)\s*=\s*([^\0]*)")


def read(path):
    """Put what a file says into the environment; what is there already stays."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # some editors begin a file with a sign
    except FileNotFoundError:
        return
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be read: {error.strerror}. Make it a file of the user that runs the "
            "site, or remove it."
        ) from None
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        raise ImproperlyConfigured(
            f"{path}, line {number}: a letter there is not in UTF-8. Save the file as UTF-8."
        ) from None
    lines = [
        plain(line.strip(), f"{path}, line {number}")
        for number, line in enumerate(text.splitlines(), start=1)
    ]
    Env.read_env(StringIO("\n".join(lines)))


def plain(line, place):
    """Return a line as django-environ understands it; it may be empty, or a comment."""
    if not line or line.startswith("#"):
        return ""
    found = LINE.fullmatch(line)
    if found is None:  # it is not repeated: there may be a password in it
        raise ImproperlyConfigured(
            f"{place}: this is not NAME=value. Write one variable a line, such as HTTPS=1, and # "
            "before a comment."
        )
    return "=".join(found.groups())
