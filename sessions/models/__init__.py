from .galleries import Gallery, GalleryPhoto
from .inquiries import Inquiry, InquiryState
from .packages import Inclusion, Package, PackageInclusion, PackagePhoto
from .photos import Photo
from .releases import Release
from .slimming import Slimming
from .types import Aspect, Framing, Ratio, Reason, SessionType, Setting, Shape, Trait, Use

__all__ = [
    "Aspect",
    "Framing",
    "Gallery",
    "GalleryPhoto",
    "Inclusion",
    "Inquiry",
    "InquiryState",
    "Package",
    "PackageInclusion",
    "PackagePhoto",
    "Photo",
    "Ratio",
    "Reason",
    "Release",
    "SessionType",
    "Setting",
    "Shape",
    "Slimming",
    "Trait",
    "Use",
]
