"""The links to pages that stand on every page."""

from .navigation import Links


def navigation(request):
    """The links, loaded when a template first asks. Page views bring theirs along."""
    return {"navigation": Links()}
