"""Settings of the site: one module, read from environment variables, safe by default.

Every variable is in README.md, "Settings". A file `.env` beside manage.py is read too.
"""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from . import env_file
from .variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent

env = Variables()
env_file.read(BASE_DIR / ".env")

# Everything that belongs to one studio and not to the code lies under this folder.
DATA_DIR = env.folder("STUDIO_DATA", default=BASE_DIR)

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=True)


def secret_key():
    """Return the secret key: SECRET_KEY, or the file that `make serve` makes once."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = DATA_DIR / ".secret_key"
    try:
        if path.is_file() and (key := path.read_text().strip()):
            return key
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key in {path} cannot be read: {error.strerror}. Make it a file of the "
            "user that runs the site."
        ) from None
    raise ImproperlyConfigured(
        f"There is no secret key. Start the site with `make serve`, which makes one in {path}, "
        "or set the variable SECRET_KEY to at least 50 random characters."
    )


SECRET_KEY = secret_key()
# Former keys, while the key is changed: what they signed goes on working.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=THIS_MACHINE)

CSRF_FAILURE_VIEW = "pages.views.csrf_failure"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# How long somebody stays signed in to the desk without a click, and at the longest.
DESK_IDLE_HOURS = env.int("DESK_IDLE_HOURS", default=12)
DESK_DAYS = env.int("DESK_DAYS", default=7)
SESSION_COOKIE_AGE = DESK_IDLE_HOURS * 60 * 60
# Browsers take a name like that from https and from this very host alone.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_HTTPONLY = True
PASSWORD_RESET_TIMEOUT = 60 * 60
DEFAULT_EXCEPTION_REPORTER_FILTER = "studio.error_reports.WithoutSecrets"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:  # trust this header only from a proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Addresses or networks of the proxies before the site: whom X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

INSTALLED_APPS = [
    "studio",
    "sessions",
    "pages",
    "imagekit",
    "content_editor",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "reversion",
    "csp",
    "studio.apps.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "studio.request_ids.RequestIdMiddleware",
    "studio.health.AnyHostMiddleware",
    "studio.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "studio.redirects.RedirectMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "studio.signing_in.middleware.DeskSessionMiddleware",
    "studio.request_size.RequestSizeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is for the import map of the prose editor; other pages have none.
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

ROOT_URLCONF = "studio.urls"
WSGI_APPLICATION = "studio.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "studio.tight_templates.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.context_processors.studio",
                "pages.context_processors.navigation",
            ],
        },
    }
]

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}
DATABASES = {"default": env.database("DATABASE_URL") or SQLITE}
# gunicorn's threads stay, and each keeps its connection: opening one costs as much as a query.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer waits for the one before it instead of failing; readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            # Reading without copying; a cache of 8 MB for each connection.
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-8192;"
        ),
    }
else:
    # A server that was started again has closed the connections that are kept.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling the one query that loads a page's blocks takes seconds, running it milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# All blocks share one concrete table on purpose: a page loads them in one query.
SILENCED_SYSTEM_CHECKS = ["content_editor.I001"]
if not HTTPS:  # they name what HTTPS sets; studio/checks.py names HTTPS
    SILENCED_SYSTEM_CHECKS += [f"security.{each}" for each in ("W004", "W008", "W012", "W016")]

EMAIL_TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_PORTS = {"smtp": 25, "smtps": 587, "smtp+tls": 587, "smtp+ssl": 465}


def email_settings():
    """Return Django's settings for EMAIL_URL; without one, mails are written to files."""
    scheme, _, rest = env.str("EMAIL_URL", default="").partition("://")
    if not (scheme or rest):
        return {"EMAIL_BACKEND": EMAIL_TO_FILES, "EMAIL_FILE_PATH": DATA_DIR / "mail"}
    backend = "studio.smtp.EmailBackend" if scheme in EMAIL_PORTS else None
    try:
        found = env.email_url("EMAIL_URL", backend=backend)
    except (ImproperlyConfigured, ValueError):  # they may quote the password: say it anew
        raise ImproperlyConfigured(
            "EMAIL_URL is not an address of a mail server. Write "
            "smtp+tls://user:password@mail.example.com:587 (or smtp+ssl://… with port 465); in "
            "the name and the password, write @ as %40, : as %3A, / as %2F, # as %23."
        ) from None
    return found | {"EMAIL_PORT": found["EMAIL_PORT"] or EMAIL_PORTS.get(scheme, 25)}


vars().update(email_settings())
EMAIL_TIMEOUT = 20  # seconds for each step of a conversation with the mail server
MAIL_FROM = env.str("MAIL_FROM", default="")

# Backups: where they lie, how many of each kind are kept, and the bucket that gets a copy.
BACKUP_DIR = env.folder("BACKUP_DIR", default=DATA_DIR / "backups")
BACKUP_KEEP = env.str("BACKUP_KEEP", default="7,4,12")
BACKUP_URL = env.str("BACKUP_URL", default="")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-us")
# What is written in English needs no translation, which costs at each word of a page.
USE_I18N = not LANGUAGE_CODE.startswith("en")
FORMAT_MODULE_PATH = "studio.formats"  # dates in English as the desk writes them
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the pages of the site alone load them
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_URL = "/admin/files/"
# Where photographs are: in a bucket, or in MEDIA_ROOT.
PHOTO_BUCKET = env.bucket("STORAGE_URL")


def photo_storages(bucket=None):
    """Return Django’s settings of the storages of photographs.

    default: uploads as they came, the masters made from them, releases: only the desk opens them.
    renditions: what is made of them, for everybody.
    """
    if bucket:
        return {
            "default": {
                "BACKEND": "studio.bucket_files.PrivateBucket",
                "OPTIONS": {"address": bucket, "base_url": PRIVATE_URL},
            },
            "renditions": {
                "BACKEND": "studio.bucket_files.PictureBucket",
                "OPTIONS": {"address": bucket, "base_url": MEDIA_URL},
            },
        }
    return {
        "default": {
            "BACKEND": "studio.private_files.PrivateFiles",
            "OPTIONS": {"base_url": PRIVATE_URL, "file_permissions_mode": 0o600},
        },
        "renditions": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


STORAGES = {
    **photo_storages(PHOTO_BUCKET),
    "staticfiles": {"BACKEND": "studio.static_files.HashedFiles"},
}

# A gallery posts four values a photo: 2,000 photos can be arranged in one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=60) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

IMAGEKIT_DEFAULT_CACHEFILE_BACKEND = "sessions.cachefile_backend.StoredFiles"
IMAGEKIT_DEFAULT_FILE_STORAGE = "renditions"

# Redis or Valkey, where several machines serve the site: they share finished pages there.
CACHE_URL = env.redis("CACHE_URL")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "studio",
        }
    }
# Finished pages: in the memory of each web process, and on disk for all of them. 0: none are kept.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", default=32, least=0) * 1024 * 1024
PAGE_CACHE_DIR = DATA_DIR / "page-cache"
# For how long a CDN may show a page without asking whether it is still so.
CDN_SECONDS = env.int("CDN_SECONDS", default=0, least=0)
# The origin, such as https://www.example.com, for which they are written as files, too.
PAGE_FILES = env.origin("PAGE_FILES")
PAGE_FILES_DIR = DATA_DIR / "page-files"

# Who may see what /readyz finds, besides this machine and the staff.
HEALTH_FROM = env.list("HEALTH_FROM", default=[])
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked for by machines, on the inside

# Errors go to these people by mail, and to Sentry; both without what visitors typed.
ADMINS = [("", each) for each in env.list("ERROR_MAILS_TO", default=[])]
SERVER_EMAIL = MAIL_FROM or (ADMINS[0][1] if ADMINS else "root@localhost")
EMAIL_SUBJECT_PREFIX = "[Studio] "
SENTRY_DSN = env.str("SENTRY_DSN", default="")

LOG_FORMAT = env.one_of("LOG_FORMAT", ["lines", "json"], default="lines")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "studio.request_ids.RequestIdFilter"}},
    "formatters": {
        "lines": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
        "json": {"()": "studio.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id"],
        },
        "mails": {
            "class": "studio.logs.ErrorMails",
            "level": "ERROR",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["console", "mails"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console", "mails"], "level": "WARNING", "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "sessions": {"level": "INFO"},
        "studio": {"level": "INFO"},
    },
}
