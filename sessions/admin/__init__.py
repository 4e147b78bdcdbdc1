from . import galleries, packages, photos, types

__all__ = ["galleries", "packages", "photos", "types"]
