"""The starter content in the databases of the tests: made once, however many processes test.

What is made is kept as a database (a file of SQLite, a database that PostgreSQL copies) and a
folder of files. SQLite’s is kept for later runs, too, until anything changes that it is made of.
"""

import hashlib
import platform
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.models import FileField

from .once import made_once

ROOT = Path(__file__).resolve().parent.parent
LATER = ROOT / ".pytest_cache" / "starter-content"  # for later runs
MADE_OF = ("studio", "sessions", "pages", "tests/starter_content.py", "requirements.txt")
KEPT_FOR_LATER = 3
numbers = count(1)
TEMPLATES = []
QUIET = {"verbosity": 0, "autoclobber": True, "serialize": False}


def key():
    """Return a word for all that the starter content may be made of; the day is in it."""
    found = hashlib.sha256(f"{date.today()} {platform.python_version()}".encode())
    found.update(django.get_version().encode())
    for each in MADE_OF:
        paths = sorted((ROOT / each).rglob("*")) or [ROOT / each]
        for path in paths:
            if path.is_file() and path.suffix != ".pyc":
                found.update(f"{path.relative_to(ROOT)} {path.stat().st_size} ".encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def begin(of_this_run):
    """Give this process a test database with the starter content, and its files.

    of_this_run: a folder that all its processes share.
    Returns what ends it.
    """
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        begin_on_sqlite(LATER / key())
        forget()
    else:
        begin_on_postgresql(of_this_run / "on-postgresql")
    return lambda: connection.creation.destroy_test_db(name, verbosity=0)


def kept():
    """Return the folder of what was made on SQLite; None where nothing fits the present code."""
    folder = LATER / key()
    return folder if (folder / "ready").exists() else None


def begin_on_sqlite(folder):
    def make(folder):
        connection.creation.create_test_db(**QUIET)
        call_command("starter", verbosity=0)
        keep_files(folder)
        with closing(sqlite3.connect(folder / "db.sqlite3")) as target:
            connection.connection.backup(target)
        maker.append(connection)

    maker = []
    made_once(folder, make)
    if not maker:
        use(connection.creation._create_test_db(verbosity=0, autoclobber=True))
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "db.sqlite3")) as source:
            source.backup(connection.connection)
        take_files(folder)


def begin_on_postgresql(folder):
    test, creation = connection.settings_dict["TEST"], connection.creation
    own, template = creation._get_test_db_name(), template_name()

    def make(folder):
        name = connection.settings_dict["NAME"]
        test["NAME"] = template
        creation.create_test_db(**QUIET)
        call_command("starter", verbosity=0)
        keep_files(folder)
        connection.close()
        use(name)
        test["NAME"] = own

    made_once(folder, make)
    TEMPLATES.append(template)
    test["TEMPLATE"] = template
    creation._create_test_db(verbosity=0, autoclobber=True)
    use(own)
    take_files(folder)


def another_database():
    """Make one more database with the starter content on PostgreSQL; return its name."""
    name = f"{settings.DATABASES['default']['NAME']}_{next(numbers)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATES[-1]}"')
    return name


def template_name():
    """Return the name of the database that holds the starter content, and that is copied."""
    return f"{settings.DATABASES['default']['NAME']}_starter"


def use(name):
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def names():
    """Return the names of all files that rows name."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                values = model._base_manager.exclude(**{field.name: ""}).values_list(field.name)
                yield from (name for (name,) in values if name)


def keep_files(folder):
    for name in names():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)


def take_files(folder):
    """Put the files into the storage of this process: a folder, or a bucket."""
    top = folder / "files"
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        if path.is_file() and not default_storage.exists(name):
            with open(path, "rb") as file:
                default_storage.store_as(name, file)


def forget():
    """Remove what was made of former code."""
    folders = sorted(filter(Path.is_dir, LATER.iterdir()), key=lambda each: each.stat().st_mtime)
    for each in folders[:-KEPT_FOR_LATER]:
        shutil.rmtree(each, ignore_errors=True)
