"""What gunicorn serves: Django, with the finished pages before it."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

application = get_wsgi_application()

from studio import database_file, static_files  # noqa: E402  (needs Django set up)
from studio.page_cache.application import around  # noqa: E402

if static_files.are_missing():
    logging.getLogger(__name__).error(static_files.NOT_COLLECTED)
database_file.follow()
application = around(application)
