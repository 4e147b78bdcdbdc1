"""Finished pages: kept as bytes, and answered without asking Django.

declared.py     says which views' pages may be kept, and which parameters shape them
version.py      the content version: moves on with every committed change, whoever made it
triggers.py     the database notices the changes itself
asked.py        what a request asks for; pure
finished.py     a page in the encodings that browsers take; pure
shelves.py      where they are kept: in memory, and in a folder that all processes share;
                redis_shelf.py: in Redis, which several machines share
application.py  the WSGI application around Django
page_files.py   the same pages as files for nginx or Caddy; withdrawing.py takes them away,
                writing.py has the worker write them anew
keeping.py      begins a new line of versions after migrations and restores
build.py        what pages are made with besides the content
"""

from .declared import cached

__all__ = ["cached"]
