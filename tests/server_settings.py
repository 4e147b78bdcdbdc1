"""Settings of a web server that a test starts beside itself (tests/servers.py)."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

DATA_DIR = Path(os.environ["TEST_DATA"])
DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
MEDIA_ROOT = DATA_DIR / "media"
EMAIL_FILE_PATH = DATA_DIR / "mail"
PAGE_CACHE_DIR = DATA_DIR / "page-cache"
PAGE_FILES_DIR = DATA_DIR / "page-files"
if PHOTO_BUCKET:  # noqa: F405  (a folder of it for all processes of that site)
    PHOTO_BUCKET = env.bucket("STORAGE_URL").below(str(DATA_DIR).strip("/"))  # noqa: F405
    STORAGES |= photo_storages(PHOTO_BUCKET)  # noqa: F405
