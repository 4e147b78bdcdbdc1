from . import galleries, packages, photos, releases, types

__all__ = ["galleries", "packages", "photos", "releases", "types"]
