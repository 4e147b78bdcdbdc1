from . import galleries, inquiries, packages, photos, releases, types

__all__ = ["galleries", "inquiries", "packages", "photos", "releases", "types"]
