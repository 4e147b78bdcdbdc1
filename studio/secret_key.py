"""Makes the secret key of a studio, once: `python -m studio.secret_key`. No Django in here."""

import os
import secrets
from pathlib import Path

from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent


def make():
    """Write a key into the data folder, unless one is there or in the environment."""
    Env.read_env(BASE_DIR / ".env")
    if os.environ.get("SECRET_KEY"):
        return
    folder = Path(os.environ.get("STUDIO_DATA") or BASE_DIR).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".secret_key"
    if path.exists() and path.stat().st_size:
        return
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


if __name__ == "__main__":
    make()
