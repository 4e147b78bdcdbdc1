"""What gunicorn serves: Django, with the finished pages before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

application = get_wsgi_application()

from studio import database_file  # noqa: E402  (needs Django set up)
from studio.page_cache.application import around  # noqa: E402

database_file.follow()
application = around(application)
