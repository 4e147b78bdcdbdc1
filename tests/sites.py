"""Sites with data folders of their own, small and quickly made, for commands of manage.py."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import forked

ROOT = Path(__file__).resolve().parent.parent

FILL = """
from datetime import timedelta
from decimal import Decimal
from django.core.files.base import ContentFile
from django.contrib.auth import get_user_model
from django.utils import timezone
from studio import owners
from studio.mailing import queue
from studio.models import MailKind, Studio
from sessions.models import Inquiry, Package, Photo, Release, SessionType
from pages.models import Page, Prose

owners.sync_group()
user = get_user_model().objects.create_user("lena", "lena@example.com", "grey-window-light-4")
Studio(name="Marsh & Söhne", photographer="Lena", email="lena@example.com").save()
release = Release(sitter="Mei", signed_on="2026-01-02")
release.document.save("mei.pdf", ContentFile(b"signed"), save=False)
release.save()
for number in range(3):
    photo = Photo(
        title=f"Photo {number} – “grey”", slug=f"photo-{number}", width=1200, height=800,
        digest=str(number), original_digest=str(number) * 64, release=release,
        head_left=0.1 + 0.2, head_top=0.2, head_right=0.55, head_bottom=0.5, eye_line=1 / 3,
        facts={"lens": 1.4, "model": "Ünïcode ✓"},
    )
    photo.original.save(f"photo-{number}.jpg", ContentFile(b"original %d" % number), save=False)
    photo.master.save("master.jpg", ContentFile(b"master %d" % number), save=False)
    photo.save()
kind = SessionType.objects.create(
    name="Headshot", plural="Headshots", slug="headshot", photo=photo, definition="Tight.",
    goal="Trust.", framing="headshot",
)
Package.objects.create(
    session_type=kind, name="The Hour", slug="the-hour", summary="An hour.",
    price=Decimal("290.50"),
    duration_minutes=60, retouched_pictures=2, turnaround_days=5, usage_rights="Everywhere.",
    published_at=timezone.now(),
)
page = Page.objects.create(title="About", slug="about", published_at=timezone.now())
Prose.objects.create(parent=page, region="main", ordering=10, text="<p>Yes</p>")
inquiry = Inquiry.objects.create(
    name="Ana", email="ana@example.com", message="A picture, please.", fingerprint="f" * 64,
    chosen={"package": {"name": "The Hour", "slug": "the-hour", "price": "$290.50"}},
)
inquiry.mails.add(queue(MailKind.NOTICE, "lena@example.com", "Ana asks", "Good morning"))
"""

DUMP = """
import json
from django.apps import apps

found = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.proxy or model._meta.db_table in LEFT_OUT:
        continue
    fields = model._meta.local_concrete_fields
    names = [field.attname for field in fields if not field.generated]
    rows = model._base_manager.order_by().values_list(*names)
    found[model._meta.db_table] = sorted(
        json.dumps(dict(zip(names, row)), default=str, sort_keys=True) for row in rows
    )
print(json.dumps(found))
"""
# What a restored site has of its own: who is signed in, what is still to be done, what was done.
ITS_OWN = {
    "django_session",
    "django_tasks_database_dbtaskresult",
    "studio_backup",
    "studio_chore",
    "studio_contentversion",
    "studio_mail",
    "studio_restoration",
}


class Site:
    """A data folder, and the commands that work on it."""

    def __init__(self, folder, database_url=""):
        self.folder, self.database_url = Path(folder), database_url
        self.variables = {}

    @property
    def environment(self):
        return {
            **os.environ,
            "STUDIO_DATA": str(self.folder),
            "SECRET_KEY": "only-for-the-tests-and-long-enough-to-satisfy-every-check",
            "HTTPS": "0",
            "DATABASE_URL": self.database_url,
            "CACHE_URL": "",
            "STORAGE_URL": "",  # their photographs are looked at in the folder
            "DJANGO_SETTINGS_MODULE": "studio.settings",
            **self.variables,
        }

    def manage(self, *arguments, fails=False):
        """Run a command of manage.py; return what it printed."""
        return self.called(forked.manage(self.environment, *arguments), fails)

    def run(self, code, fails=False):
        """Run Python code in the site; return what it printed."""
        return self.called(forked.execute(self.environment, self.code(code)), fails)

    def called(self, result, fails):
        code, words = result
        assert bool(code) == fails, words
        return words

    def start(self, code):
        """Start Python code in the site, in a process of its own."""
        command = [sys.executable, "-c", self.code(code)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def code(self, code):
        return f"import django; django.setup()\n{code}"

    def content(self):
        """Return {table: rows as text}, read by the models, not by what makes backups."""
        code = f"LEFT_OUT = {ITS_OWN!r}\n{DUMP}"
        return json.loads(self.run(code))

    def files(self):
        """Return {name: bytes} of the private files."""
        media = self.folder / "media"
        return {
            path.relative_to(media).as_posix(): path.read_bytes()
            for top in ("originals", "masters", "releases")
            for path in sorted((media / top).rglob("*"))
            if path.is_file()
        }

    def backups(self):
        return sorted((self.folder / "backups").glob("studio-*.zip"))

    def backup(self):
        """Make a backup; return its path."""
        self.manage("backup")
        return self.backups()[-1]

    def copy_to(self, folder):
        shutil.copytree(self.folder, folder)
        return Site(folder)
