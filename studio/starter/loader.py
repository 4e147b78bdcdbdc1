"""Fills an empty database with the content of a believable studio (content.toml, photos/)."""

import tomllib
from datetime import time
from decimal import Decimal
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from pages.models import BLOCK_MODELS, Page, Question
from pages.models.questions import Topic
from sessions import intake
from sessions.models import (
    Aspect,
    Gallery,
    GalleryPhoto,
    Inclusion,
    Package,
    PackageInclusion,
    PackagePhoto,
    Photo,
    Reason,
    Release,
    SessionType,
    Trait,
    Use,
)
from studio.models import Studio

HERE = Path(__file__).parent
BLOCKS = {model._meta.verbose_name.replace(" ", "_"): model for model in BLOCK_MODELS}
TOPICS = {label.split()[0]: value for value, label in Topic.choices}


def has_content():
    """Whether somebody has put anything into this database already."""
    return any(model.objects.exists() for model in (Studio, Page, Photo, Package, SessionType))


@transaction.atomic
def load(report):
    """Load everything, or nothing if anything fails. Call it on an empty database only.

    report: called with (done, total) after each photograph, the slow part.
    """
    content = tomllib.loads((HERE / "content.toml").read_text())
    Loader(report).load(content)


class Loader:
    def __init__(self, report):
        self.report = report
        self.now = timezone.now()

    def load(self, content):
        shared = content["studio"].pop("share_photo")
        self.studio(content["studio"])
        self.uses = {row["slug"]: self.create(Use, row) for row in numbered(content["uses"])}
        self.photos = self.all_photos(content["photos"])
        Studio.objects.update(share_photo=self.photos[shared])
        self.types = self.session_types(content["session_types"])
        self.inclusions = {
            row["slug"]: self.create(Inclusion, row) for row in numbered(content["inclusions"])
        }
        for row in numbered(content["packages"]):
            self.package(row)
        self.galleries = {row["slug"]: self.gallery(row) for row in numbered(content["galleries"])}
        for row in numbered(content["questions"]):
            row["topic"] = TOPICS[row["topic"]]
            self.create(Question, row | {"session_type": self.types.get(row["session_type"])})
        self.pages(content["pages"])

    def create(self, model, fields):
        """Create a row after the checks that a form would make."""
        row = model(**fields)
        row.full_clean()
        row.save()
        return row

    def studio(self, fields):
        for day, (opens, closes) in fields.pop("hours").items():
            fields[f"{day}_opens"] = time.fromisoformat(opens)
            fields[f"{day}_closes"] = time.fromisoformat(closes)
        self.create(Studio, fields)

    def all_photos(self, rows):
        release = self.create(
            Release,
            {
                "sitter": "Samples: rendered people who do not exist. Put your own photographs in",
                "scope": "everything",
                "signed_on": self.now.date(),
            },
        )
        photos = {}
        for done, row in enumerate(rows, start=1):
            model = photos.get(row.get("same_head_as"))
            photos[row["stem"]] = self.photo(row, release if row["sitter"] else None, model)
            self.report(done, len(rows))
        return photos

    def photo(self, row, release, model=None):
        """Create a photo; its head box is that of the model, another state of the same picture."""
        with open(HERE / "photos" / f"{row['stem']}.jpg", "rb") as file:
            accepted = intake.take_in(File(file, name=f"{row['stem']}.jpg"))
            photo = Photo.from_intake(
                accepted,
                title=row["title"],
                slug=row["stem"],
                alt=row["alt"],
                release=release,
            )
        if "head" in row:  # measured, where the detector can only estimate
            photo.head_top = row["head"]["crown"]
            photo.eye_line = row["head"]["eyes"]
            photo.head_bottom = row["head"]["chin"]
            photo.head_confirmed_at = self.now
        if model is not None:
            for name in (*Photo.HEAD_FIELDS, "facing", "head_confirmed_at"):
                setattr(photo, name, getattr(model, name))
        photo.full_clean()
        photo.save()
        return photo

    def session_types(self, rows):
        types, aspects = {}, {}
        for row in numbered(rows):
            traits, reasons = row.pop("traits"), row.pop("reasons")
            uses, includes = row.pop("uses"), row.pop("includes")
            row["photo"] = self.photos[row["photo"]]
            kind = types[row["slug"]] = self.create(SessionType, row)
            kind.uses.set(self.uses[slug] for slug in uses)
            kind.includes.set(types[slug] for slug in includes)
            for trait in traits:
                name = trait["aspect"]
                if name not in aspects:
                    aspects[name] = self.create(Aspect, {"name": name, "position": len(aspects)})
                fields = {"session_type": kind, "aspect": aspects[name], "text": trait["text"]}
                self.create(Trait, fields)
            for reason in numbered(reasons):
                self.create(Reason, reason | {"session_type": kind})
        return types

    def package(self, row):
        inclusions, photos = row.pop("inclusions"), row.pop("photos")
        headshots = row.pop("headshots", [])
        row["session_type"] = self.types[row["session_type"]]
        row["price"] = Decimal(row["price"])
        row["is_featured"] = row.pop("featured")
        package = self.create(Package, row | {"published_at": self.now})
        for each in inclusions:
            fields = {"inclusion": self.inclusions[each["slug"]], "note": each["note"]}
            self.create(PackageInclusion, fields | {"package": package})
        for position, stem in enumerate(photos):
            framing = "headshot" if stem in headshots else ""
            fields = {"photo": self.photos[stem], "position": position, "framing": framing}
            self.create(PackagePhoto, fields | {"package": package})

    def gallery(self, row):
        photos = row.pop("photos")
        row["session_type"] = self.types.get(row["session_type"])
        gallery = self.create(Gallery, row | {"published_at": self.now})
        for item in numbered(photos):
            item["photo"] = self.photos[item["photo"]]
            self.create(GalleryPhoto, item | {"gallery": gallery})
        return gallery

    def pages(self, rows):
        pages, blocks = {}, []
        for row in numbered(rows):
            blocks.append(row.pop("blocks", []))
            row["navigation_label"] = row.pop("nav_label")
            row["hero_photo"] = self.photos.get(row["hero_photo"])
            row["session_type"] = self.types.get(row["session_type"])
            pages[row["slug"]] = self.create(Page, row | {"published_at": self.now})
        for page, page_blocks in zip(pages.values(), blocks, strict=True):
            for number, block in enumerate(page_blocks, start=1):
                model = BLOCKS[block.pop("type")]
                fields = self.block_fields(block, pages)
                place = {"parent": page, "region": "main", "ordering": number * 10}
                self.create(model, fields | place)

    def block_fields(self, fields, pages):
        """Turn the slugs in a block's fields into records."""
        records = {
            "photo": self.photos,
            "before": self.photos,
            "after": self.photos,
            "use": self.uses,
            "left": self.types,
            "right": self.types,
            "session_type": self.types,
            "colleagues": self.galleries,
            "target": pages,
        }
        for name, rows in records.items():
            if name in fields:
                fields[name] = rows.get(fields[name])
        if "gallery" in fields:
            fields["source"] = self.galleries[fields.pop("gallery")]
        return fields


def numbered(rows):
    """Give every row its position in the list."""
    return [row | {"position": position} for position, row in enumerate(rows)]
