"""The packages that most commands read: none of the project, and none that needs settings."""

import xml.etree.ElementTree  # noqa: F401

import babel.numbers  # noqa: F401
import brotli  # noqa: F401
import csp.apps  # noqa: F401
import django.contrib.auth.apps
import django.contrib.staticfiles.apps
import django.core.management.commands.migrate
import django.db.backends.postgresql.base
import django.db.backends.sqlite3.base
import django.test.signals  # noqa: F401
import django_tasks_db.utils  # noqa: F401
import environ.compat  # noqa: F401
import pilkit.processors.base  # noqa: F401
import reversion.apps  # noqa: F401
import segno.consts  # noqa: F401
import whitenoise.storage  # noqa: F401
