"""What visitors saw before packages and people were asked about stays on the site."""

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def keep_published(apps, schema_editor):
    now = timezone.now()
    apps.get_model("photo_sessions", "Package").objects.update(published_at=now)
    photos = apps.get_model("photo_sessions", "Photo").objects
    photos.filter(~Q(faces=[]) | Q(head_left__isnull=False)).update(shows_person=True)
    unasked = photos.filter(shows_person=True, release=None, published_at__isnull=False)
    unasked.update(release_waiver="On the site since before a release was asked for")


class Migration(migrations.Migration):
    dependencies = [("photo_sessions", "0002_desk")]

    operations = [migrations.RunPython(keep_published, migrations.RunPython.noop)]
