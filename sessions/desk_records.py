"""What the front page of the desk loads, each once for all who say something about it."""

from .models import Package, SessionType, Use
from .models.packages import Visibility


def bookable_packages():
    """Return the packages that the guide may name, without their descriptions."""
    listed = Package.objects.published().filter(visibility=Visibility.PUBLIC)
    return list(listed.select_related("session_type").defer("description"))


def all_types():
    types = SessionType.objects.select_related("photo__release")
    return list(types.prefetch_related("uses", "includes", "reasons"))


def all_uses():
    return list(Use.objects.all())
