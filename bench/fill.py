"""Make the sites that the benches measure: with the starter content, one full page, and a lot.

    python bench/fill.py [FOLDER] [--again]

Makes three sites in a folder of their own (`.bench` beside manage.py): `starter`; `page`, in which
every list of the site and of the desk fills one page; and `big`, with 10,000 photos, 500 pages and
200 packages. The photos are those of the starter content again and again, with titles, words, heads
and releases of their own: their pictures are the files that there are, so all pages look as they
would. What was made by the same recipe stays; what was interrupted is made anew. A folder with
anything else in it is left alone.
"""

import argparse
import hashlib
import inspect
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from copy import copy
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".bench"
MARK = "made-by-bench.json"
STATIC = "staticfiles"
BATCH = 500


@dataclass(frozen=True)
class Size:
    """How much there is besides the starter content. items: of the largest gallery."""

    photos: int = 0
    pages: int = 0
    packages: int = 0
    galleries: int = 0
    items: int = 0
    questions: int = 0
    inquiries: int = 0
    versions: int = 0


SIZES = {
    "starter": Size(),
    "page": Size(200, 60, 60, 60, 60, 60, 60, 100),
    "big": Size(9_983, 489, 191, 96, 500, 100, 3_000, 5_000),
}


def environment(folder):
    """Return the variables of a site of the benches, for this process or another one."""
    return {
        "STUDIO_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        "SECRET_KEY": "of-a-bench-only-" * 4,
        "HTTPS": "0",
        "DATABASE_URL": "",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }


def set_up(folder, root=ROOT):
    """Let this process be one of the site in a folder, with the software in `root`."""
    import django

    os.environ.update(environment(folder))
    sys.path.insert(0, str(root))
    django.setup()


def recipe(size):
    """Return a hash of all that a site is made from."""
    content = ROOT / "studio" / "starter" / "content.toml"
    filler = inspect.getsource(Filler).encode()
    parts = [filler, content.read_bytes(), repr(size).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def manage(folder, *arguments, root=ROOT):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=root, env=os.environ | environment(folder), check=True)


def say(words, end="\n"):
    print(words, end=end, flush=True)


class Sites:
    """The folder with the sites."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    def make(self, again=False):
        """Make the sites that are missing, and bring all up to date. Returns {name: folder}."""
        for name, size in SIZES.items():
            folder = self.folder / name
            self.refuse_others(folder)
            if again or not self.is_made(folder, size):
                self.make_one(name, size, folder)
            manage(folder, "migrate", "--verbosity", "0")
        self.collect_static()
        return {name: self.folder / name for name in SIZES}

    def refuse_others(self, folder):
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            sys.exit(f"{folder} holds something that no bench has made. Name another folder.")

    def is_made(self, folder, size):
        mark = folder / MARK
        return mark.exists() and json.loads(mark.read_text()) == self.mark(size, "made")

    def mark(self, size, state):
        return {"state": state, "recipe": recipe(size), "size": asdict(size)}

    def make_one(self, name, size, folder):
        began = time.monotonic()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / MARK).write_text(json.dumps(self.mark(size, "begun")))
        say(f"Making the site “{name}” …")
        if name == "starter":
            manage(folder, "migrate", "--verbosity", "0")
            manage(folder, "starter")
        else:
            self.copy_starter(folder)
            command = [sys.executable, __file__, "--fill", name, str(self.folder)]
            subprocess.run(command, env=os.environ | environment(folder), check=True)
        (folder / MARK).write_text(json.dumps(self.mark(size, "made")))
        say(f"… made in {time.monotonic() - began:.0f} s")

    def copy_starter(self, folder):
        """Begin with the starter content; its files are shared."""
        starter = self.folder / "starter"
        shutil.copytree(starter / "media", folder / "media", copy_function=os.link)
        source = sqlite3.connect(starter / "db.sqlite3")
        with sqlite3.connect(folder / "db.sqlite3") as target:
            source.backup(target)
        source.close()
        target.close()

    def collect_static(self):
        """Collect the static files once, for all sites."""
        starter = self.folder / "starter"
        made = starter / STATIC / "staticfiles.json"
        newest = max(path.stat().st_mtime for path in (ROOT / "static").rglob("*"))
        if not made.exists() or made.stat().st_mtime < newest:
            say("Collecting the static files …")
            manage(starter, "collectstatic", "--no-input", "--verbosity", "0")
        for name in SIZES:
            link = self.folder / name / STATIC
            if not link.exists():
                link.symlink_to(starter / STATIC)


def copy_of(site, folder, root):
    """Return a folder with a copy of a site for another version of the software, in `root`.

    That version makes its own database: what it does not know could not be taken back.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / MARK).write_text("{}")
    for arguments in (["migrate", "--verbosity", "0"], ["starter"]):
        manage(folder, *arguments, root=root)
    (folder / STATIC).symlink_to(site / STATIC)
    return folder


class Filler:
    """Fills the database of this process up to a size; always with the same content."""

    def __init__(self, size):
        from django.utils import timezone

        self.size, self.hand, self.now = size, random.Random(7), timezone.now()

    def fill(self):
        from django.db import transaction

        with transaction.atomic():
            for part in (
                self.photos,
                self.galleries,
                self.packages,
                self.questions,
                self.pages,
                self.inquiries,
                self.versions,
                self.jobs,
            ):
                part()

    def past(self, days):
        return self.now - timedelta(days=self.hand.uniform(0.1, days))

    def add(self, rows, model, words):
        """Store rows in batches and say how far it is."""
        rows = list(rows)
        for done in range(0, len(rows), BATCH):
            model.objects.bulk_create(rows[done : done + BATCH])
            say(f"  {words}: {min(done + BATCH, len(rows)):,} of {len(rows):,}  ", end="\r")
        say(f"  {words}: {len(rows):,}{' ' * 20}")
        return rows

    def releases(self):
        from sessions.models import Release

        today, rows = self.now.date(), []
        for number in range(max(1, self.size.photos // 20)):
            signed = today - timedelta(days=self.hand.randint(60, 1500))
            row = Release(sitter=f"Sitter {number}", scope="website", signed_on=signed)
            chance = self.hand.random()
            if chance < 0.02:
                row.withdrawn_on = today - timedelta(days=10)
            elif chance < 0.1:
                row.expires_on = today + timedelta(days=self.hand.randint(-30, 400))
            rows.append(row)
        return self.add(rows, Release, "releases")

    def photos(self):
        """Photos of all states: one in fifty lacks an alternative text, a release or a look."""
        from sessions.models import Photo

        models, releases, rows = list(Photo.objects.all()), self.releases(), []
        for number in range(self.size.photos):
            row = copy(self.hand.choice(models))
            row.pk, row._state = None, copy(row._state)
            row._state.adding = True
            row.title = f"{row.title} {number}"
            row.slug = f"photo-{number}"
            row.alt = "" if self.hand.random() < 0.02 else f"{row.alt} Number {number}."
            row.release = None
            if row.shows_person and self.hand.random() > 0.02:
                row.release = self.hand.choice(releases)
            row.published_at = None if self.hand.random() < 0.02 else self.past(900)
            if row.head_top is not None:
                row.head_confirmed_at = None if self.hand.random() < 0.02 else self.past(900)
            row.original_digest = hashlib.sha256(row.slug.encode()).hexdigest()
            row.likeness = hashlib.sha256(row.original_digest.encode()).hexdigest()
            rows.append(row)
        self.all_photos = self.add(rows, Photo, "photos")
        when = self.now - timedelta(days=900)
        for number, row in enumerate(rows):  # bulk_create sets the present moment
            row.created_at = row.updated_at = when + timedelta(hours=2 * number)
        Photo.objects.bulk_update(rows, ["created_at", "updated_at"], batch_size=80)

    def galleries(self):
        """Galleries of up to the greatest length; two of the starter content are as long."""
        from sessions.models import Gallery, GalleryPhoto, SessionType

        types = [None, *SessionType.objects.all()]
        galleries = [
            Gallery(
                title=f"Gallery {number}",
                slug=f"gallery-{number}",
                lead="A few words about what these pictures have in common.",
                session_type=types[number % len(types)],
                framing=("whole", "headshot", "portrait")[number % 3],
                published_at=None if number % 20 == 19 else self.past(900),
                position=10 + number,
            )
            for number in range(self.size.galleries)
        ]
        self.add(galleries, Gallery, "galleries")
        if not self.size.galleries:
            return
        longest = list(Gallery.objects.filter(slug__in=["headshots", "portraits"]))
        rows = []
        for place, gallery in enumerate([*longest, *galleries]):
            share = 1 if gallery in longest else (1 + place % 10) / 10
            number = max(min(50, self.size.items), int(self.size.items * share) // 4)
            for position in range(self.size.items if place < 6 else number):
                photo = self.all_photos[(place * 97 + position) % len(self.all_photos)]
                row = GalleryPhoto(gallery=gallery, photo=photo, position=100 + position)
                row.caption = "" if position % 3 else f"{photo.title}, in the gallery."
                rows.append(row)
        self.add(rows, GalleryPhoto, "photos in galleries")

    def packages(self):
        from sessions.models import Package, PackageInclusion, PackagePhoto

        models, rows, parts, photos = list(Package.objects.all()), [], [], []
        for number in range(self.size.packages):
            model = models[number % len(models)]
            row = copy(model)
            row.pk, row._state = None, copy(row._state)
            row._state.adding = True
            row.name, row.slug = f"{row.name} {number}", f"package-{number}"
            row.price += Decimal(self.hand.randrange(0, 400, 5))
            row.position = 10 + number
            row.is_featured = number % 20 == 0
            row.visibility = ("public", "public", "public", "link", "paused")[number % 5]
            row.published_at = None if number % 25 == 24 else self.past(900)
            rows.append(row)
            parts += [
                PackageInclusion(package=row, inclusion_id=each.inclusion_id, note=each.note)
                for each in model.package_inclusions.all()
            ]
            for position in range(5):
                photo = self.all_photos[(number * 31 + position * 7) % len(self.all_photos)]
                photos.append(PackagePhoto(package=row, photo=photo, position=position))
        self.add(rows, Package, "packages")
        self.add(parts, PackageInclusion, "inclusions of packages")
        self.add(photos, PackagePhoto, "pictures of packages")

    def questions(self):
        from pages.models import Question

        models = list(Question.objects.all())
        rows = []
        for number in range(self.size.questions):
            row = copy(models[number % len(models)])
            row.pk, row._state = None, copy(row._state)
            row._state.adding = True
            row.question, row.position = f"{row.question[:140]} ({number})", 100 + number
            rows.append(row)
        self.add(rows, Question, "questions")

    def pages(self):
        """Articles, mostly, with the blocks of the pages that there are."""
        from pages.models import Block, Page

        models = [p for p in Page.objects.all() if p.kind in ("article", "plain", "service")]
        blocks = {model.pk: [row.content for row in model.blocks] for model in models}
        begun = []
        for number in range(self.size.pages):
            model = models[number % len(models)]
            page = copy(model)
            page.pk, page._state = None, copy(page._state)
            page._state.adding = True
            page.kind = "plain" if model.kind == "plain" else "article"
            page.session_type = None
            page.title, page.slug = f"{model.title[:60]} {number}", f"page-{number}"
            page.navigation, page.position = "", 100 + number
            page.hero_photo = self.all_photos[number % len(self.all_photos)]
            page.published_at = None if number % 25 == 24 else self.past(900)
            begun.append((page, blocks[model.pk]))
        self.add([page for page, _ in begun], Page, "pages")
        heads = [photo for photo in self.all_photos if photo.has_headshot and photo.is_public]
        said = 0
        for page, its_blocks in begun:
            for model in its_blocks:
                block = copy(model)
                block._state = copy(block._state)
                block._state.adding = True
                block.pk = block.id = block.block_ptr_id = None
                block.parent, block.origin = page, None
                if hasattr(block, "photo_id") and block.photo_id:
                    block.photo = self.hand.choice(heads)
                block.save(force_insert=True)
                said += 1
            if said % 100 < len(its_blocks):
                say(f"  blocks: {said:,}", end="\r")
        say(f"  blocks: {Block.objects.count():,}{' ' * 20}")

    def inquiries(self):
        from sessions.models import Inquiry, SessionType
        from sessions.models.inquiries import InquiryState

        types = list(SessionType.objects.all())
        states = [s for s in InquiryState.values if s not in (InquiryState.NEW, InquiryState.SPAM)]
        rows = []
        for number in range(self.size.inquiries):
            is_new, is_spam = number % 200 == 0, number % 150 == 1
            rows.append(
                Inquiry(
                    name=f"Client {number}",
                    email=f"client-{number}@example.com",
                    message="I need a picture for my new job. When do you have time? " * 3,
                    session_type=types[number % len(types)],
                    state="new" if is_new else "spam" if is_spam else self.hand.choice(states),
                    held_because="It has many links." if is_spam else "",
                    fingerprint=f"{number:064x}",
                    began_on="/headshot-vs-portrait/",
                    created_at=self.past(700),
                )
            )
        self.add(rows, Inquiry, "inquiries")

    def versions(self):
        """Versions of photos and the log of the desk, as saving in forms leaves them."""
        from django.contrib.admin.models import CHANGE, LogEntry
        from django.contrib.auth.models import User
        from django.contrib.contenttypes.models import ContentType
        from django.core import serializers
        from reversion.models import Revision, Version

        user = User.objects.create_superuser("bench", "bench@example.com", None)
        if not self.size.versions:
            return
        from sessions.models import Photo

        kind, revisions, data = ContentType.objects.get_for_model(Photo), [], {}
        for photo in self.all_photos[:50]:
            data[photo.pk] = serializers.serialize("json", [photo])
        for _ in range(self.size.versions):
            when = self.past(700)
            revisions.append(Revision(date_created=when, user=user, comment="Changed."))
        self.add(revisions, Revision, "revisions")
        photos = self.all_photos[:50]
        rows = [
            Version(
                revision=revision,
                object_id=str(photos[at % len(photos)].pk),
                content_type=kind,
                db="default",
                format="json",
                serialized_data=data[photos[at % len(photos)].pk],
                object_repr=str(photos[at % len(photos)]),
            )
            for at, revision in enumerate(revisions)
        ]
        self.add(rows, Version, "versions")
        log = [
            LogEntry(
                user=user,
                content_type=kind,
                object_id=row.object_id,
                object_repr=row.object_repr,
                action_flag=CHANGE,
                action_time=row.revision.date_created,
            )
            for row in rows
        ]
        self.add(log, LogEntry, "lines of the log")

    def jobs(self):
        """The jobs of all photos, done: chores take them away after a while, not at once."""
        from django_tasks_db.models import DBTaskResult

        model = DBTaskResult.objects.first()
        DBTaskResult.objects.update(
            status="SUCCESSFUL", started_at=self.now, finished_at=self.now, return_value=None
        )
        rows = []
        for _ in range(self.size.photos // 2):
            row = copy(model)
            row._state = copy(row._state)
            row._state.adding = True
            row.pk = DBTaskResult._meta.pk.get_default()
            row.status, row.finished_at = "SUCCESSFUL", self.past(7)
            rows.append(row)
        self.add(rows, DBTaskResult, "jobs that are done")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=FOLDER)
    parser.add_argument("--again", action="store_true", help="make what is made already, too")
    parser.add_argument("--fill", choices=SIZES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        set_up(Path(options.folder) / options.fill)
        Filler(SIZES[options.fill]).fill()
    else:
        Sites(options.folder).make(options.again)


if __name__ == "__main__":
    main()
