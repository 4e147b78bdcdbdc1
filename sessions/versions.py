"""What is kept of former states: see studio/history.py."""

from studio import history
from studio.models import Studio

from .models import Aspect, Gallery, Inclusion, Package, Photo, Release, SessionType, Use

MADE_FROM_THE_FILE = (
    *("original", "master", "width", "height", "original_digest", "likeness", "tone"),
    *("facts", "faces", "shows_person", "pictures"),
)

for model in (Aspect, Inclusion, Studio, Use):
    history.register(model)
history.register(Photo, leave_out=MADE_FROM_THE_FILE)
history.register(Release, leave_out=("document",))
history.register(SessionType, parts=("traits", "reasons"))
history.register(Package, parts=("package_inclusions", "package_photos"))
history.register(Gallery, parts=("items",))
