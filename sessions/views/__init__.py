"""What visitors see of packages, galleries, the guide and asking."""

from .galleries import gallery
from .guide import which_one
from .inquiries import inquire, inquiry_sent
from .packages import compare, package

__all__ = ["compare", "gallery", "inquire", "inquiry_sent", "package", "which_one"]
