from .galleries import Gallery, GalleryPhoto
from .packages import Inclusion, Package, PackageInclusion, PackagePhoto
from .photos import Photo, Release
from .types import Aspect, Framing, Ratio, Reason, SessionType, Shape, Trait, Use

__all__ = [
    "Aspect",
    "Framing",
    "Gallery",
    "GalleryPhoto",
    "Inclusion",
    "Package",
    "PackageInclusion",
    "PackagePhoto",
    "Photo",
    "Ratio",
    "Reason",
    "Release",
    "SessionType",
    "Shape",
    "Trait",
    "Use",
]
