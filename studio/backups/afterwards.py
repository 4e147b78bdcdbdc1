"""What is to be done once a backup has become the site.

An app registers it in its module `chores`, which is found by its name:

    @afterwards.do
    def make_picture_files(): ...
"""

import logging

logger = logging.getLogger("studio.backups")

REGISTERED = []


def do(function):
    """Register a function that takes nothing. It runs in the new database, after it is there."""
    REGISTERED.append(function)
    return function


def run():
    """Do all of it; what fails is logged and stops nothing else: the data are back already."""
    for function in REGISTERED:
        try:
            function()
        except Exception:
            logger.exception("After the restore, %s failed.", function.__name__)
