"""What visitors see of packages, galleries, the guide and asking."""

from .galleries import gallery, gallery_photo
from .guide import which_one
from .inquiries import inquire, inquiry_sent
from .packages import compare, package

__all__ = [
    "compare",
    "gallery",
    "gallery_photo",
    "inquire",
    "inquiry_sent",
    "package",
    "which_one",
]
