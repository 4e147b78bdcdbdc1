"""What gunicorn serves: Django, with the finished pages before it."""

import logging
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    if settings.configured:
        raise
    print(f"A setting is wrong. {error}", file=sys.stderr)
    sys.exit(4)  # by which gunicorn knows that another try helps nobody

# These need Django set up.
from studio import database_file, static_files
from studio.page_cache.application import around

if static_files.are_missing():
    logging.getLogger(__name__).error(static_files.NOT_COLLECTED)
database_file.follow()
application = around(application)
