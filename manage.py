#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    from studio import command_line

    command_line.run(sys.argv)


if __name__ == "__main__":
    main()
