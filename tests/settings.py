"""Settings of the tests: a key, plain http, plain static files, a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-the-tests-and-long-enough-to-satisfy-every-check")
os.environ["HTTPS"] = "0"

from studio.settings import *  # noqa: F403

from . import bucket_server

DATA_DIR = Path(tempfile.mkdtemp(prefix="studio-tests-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
MEDIA_ROOT = DATA_DIR / "media"
BACKUP_DIR = DATA_DIR / "backups"
EMAIL_FILE_PATH = DATA_DIR / "mail"
PAGE_CACHE_DIR = DATA_DIR / "page-cache"
PAGE_FILES_DIR = DATA_DIR / "page-files"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
if PHOTO_BUCKET:  # noqa: F405  (STORAGE_URL is set: a folder of it for each process that tests)
    bucket_server.make(PHOTO_BUCKET)  # noqa: F405
    PHOTO_BUCKET = PHOTO_BUCKET.below(DATA_DIR.name)  # noqa: F405
    STORAGES |= photo_storages(PHOTO_BUCKET)  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
