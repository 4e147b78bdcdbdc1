#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        getattr(settings, "DEBUG")  # noqa: B009
    except ImproperlyConfigured as error:
        sys.exit(f"A setting is wrong. {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
