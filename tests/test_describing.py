"""Working out anew what all pictures are called, while the site is used."""

import pytest

from sessions import renditions, tasks
from sessions.models import Photo
from studio import batches

# More photos than are read ahead; once the first is saved, the owner writes in another connection.
WHILE_THE_OWNER_WRITES = """
import sqlite3
from contextlib import closing
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from sessions import renditions, tasks
from sessions.models import Photo

model = Photo.objects.first()
fields = {{
    field.attname: getattr(model, field.attname)
    for field in Photo._meta.concrete_fields
    if not field.generated and field.name not in ("id", "slug")
}}
Photo.objects.bulk_create(Photo(**fields, slug=f"copy-{{number}}") for number in range(150))
keys = list(Photo.objects.values_list("pk", flat=True))
before = dict(Photo.objects.values_list("pk", "pictures__whole__stem"))

def owner_writes():
    with closing(sqlite3.connect(settings.DATA_DIR / "db.sqlite3", timeout=20)) as owner, owner:
        owner.execute(
            "UPDATE photo_sessions_photo SET published_at = NULL, alt = 'A wall' WHERE id = ?",
            [keys[10]],
        )

def save(photo, **how):
    saved(photo, **how)
    if photo.pk == keys[0]:
        transaction.on_commit(owner_writes)

saved, Photo.save = Photo.save, save
renditions.RECIPE += 1
{job}
after = Photo.objects.values_list("pk", "pictures__whole__stem")
photo = Photo.objects.get(pk=keys[10])
print(sum(before[key] != stem for key, stem in after), photo.published_at, photo.alt)
"""


@pytest.mark.parametrize("job", ["tasks.describe_pictures.call()", "call_command('pictures')"])
def test_what_the_owner_does_meanwhile_stays(site, job):
    said = site.run(WHILE_THE_OWNER_WRITES.format(job=job))

    assert said.splitlines()[-1] == "153 None A wall"


def test_it_passes_over_what_is_right_already(make_photo, monkeypatch):
    make_photo()
    monkeypatch.setattr(renditions, "RECIPE", renditions.RECIPE + 1)
    tasks.describe_pictures.call()
    times = set(Photo.objects.values_list("pk", "updated_at"))

    tasks.describe_pictures.call()

    assert set(Photo.objects.values_list("pk", "updated_at")) == times


def test_a_photo_deleted_meanwhile_is_passed_over(make_photo):
    keys = [make_photo().pk, make_photo().pk]
    photos = Photo.objects.filter(pk__in=keys)

    for _ in photos.describe_anew():
        photos.delete()

    assert not photos.exists()


def test_rows_come_in_their_order_with_what_belongs_to_them(make_photo, django_assert_num_queries):
    photos = Photo.objects.select_related("release").order_by("-slug")

    with django_assert_num_queries(1 + -(-photos.count() // 4)):
        found = [(photo.slug, photo.release) for photo in batches.each(photos, size=4)]

    assert found == [(photo.slug, photo.release) for photo in photos]
