"""Where the page caches of tests keep their pages: as the settings say, each test for itself."""

from uuid import uuid4

from django.conf import settings

from studio import redis_client
from studio.page_cache.redis_shelf import RedisShelf
from studio.page_cache.shelves import Folder


def shelf_in(path, most_bytes=10_000_000):
    """Return a folder; with Redis before it where CACHE_URL names one."""
    folder = Folder(path, most_bytes)
    if not settings.CACHE_URL:
        return folder
    redis = redis_client.Redis(redis_client.connect(settings.CACHE_URL))
    shelf = RedisShelf(redis, folder, most_bytes)
    shelf.prefix = f"tests:{uuid4().hex}"
    return shelf
