"""Makes the secret key of a studio, once: `python -m studio.secret_key`. No settings in here."""

import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import data_folder, env_file
from .variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent


def make():
    """Write a key into the data folder, unless one is there or in the environment.

    Raises ImproperlyConfigured where none can be written.
    """
    env = Variables()
    env_file.read(BASE_DIR / ".env")
    if env.str("SECRET_KEY", default=""):
        return
    folder = env.folder("STUDIO_DATA", default=BASE_DIR)
    path = folder / ".secret_key"
    try:
        if path.exists() and path.stat().st_size:
            return
        if words := data_folder.of_another(folder):
            raise ImproperlyConfigured(words)
        folder.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
    except OSError as error:
        raise ImproperlyConfigured(data_folder.not_writable("STUDIO_DATA", folder)) from error


if __name__ == "__main__":
    try:
        make()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
