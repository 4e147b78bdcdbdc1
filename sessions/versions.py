"""What is kept of former states: see studio/history.py."""

from studio import history
from studio.models import Studio

from .models import (
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

MADE_FROM_THE_FILE = (
    *("original", "master", "width", "height", "original_digest", "likeness", "tone"),
    *("facts", "faces", "shows_person", "pictures"),
)

for model in (Aspect, Inclusion, Studio, Use):
    history.register(model)
history.register(Photo, leave_out=MADE_FROM_THE_FILE)
history.register(Release, leave_out=("document",))
history.register(SessionType, ["named_traits", "reasons"], [Trait, Reason])
history.register(Package, ["named_inclusions", "named_photos"], [PackageInclusion, PackagePhoto])
history.register(Gallery, ["named_items"], [GalleryPhoto])
