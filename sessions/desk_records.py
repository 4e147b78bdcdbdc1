"""What the front page of the desk loads, each once for all who say something about it."""

from collections import defaultdict

from .models import Gallery, GalleryPhoto, Package, PackagePhoto, Photo, SessionType, Use


def all_photos():
    """Return every photo by its key, the newest first."""
    photos = Photo.objects.select_related("release")
    return {photo.pk: photo for photo in photos.defer("facts", "faces", "hand_crops", "likeness")}


def all_packages():
    return list(Package.objects.select_related("session_type"))


def all_galleries():
    return list(Gallery.objects.all())


def photos_of_packages():
    return keys_by(PackagePhoto, "package_id")


def photos_of_galleries():
    return keys_by(GalleryPhoto, "gallery_id")


def keys_by(model, owner):
    """Return {key of the owner: keys of its photos, in order}."""
    keys = defaultdict(list)
    for owner_pk, photo_pk in model.objects.order_by("position", "pk").values_list(
        owner, "photo_id"
    ):
        keys[owner_pk].append(photo_pk)
    return keys


def all_types():
    return list(SessionType.objects.prefetch_related("uses", "includes", "reasons"))


def all_uses():
    return list(Use.objects.all())
