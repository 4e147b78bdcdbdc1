"""Ways from any page to asking, with everything that was chosen on the way."""

from django import template
from django.urls import reverse

from ..chosen import Chosen
from ..comparison import FEWEST
from ..shown_prices import ShownPrices

register = template.Library()

MOST_SIGNED = 40  # an address is to stay short enough to be sent


@register.simple_tag(takes_context=True)
def ask_address(context, package=None, photo=None):
    """Return the address of the inquiry form for this page: its choices, and where it began."""
    return onward(context, package, photo).address(reverse("sessions:inquire"))


@register.simple_tag(takes_context=True)
def is_asking(context):
    """Whether this is the inquiry form itself, or what comes after it."""
    return context.request.path.startswith(reverse("sessions:inquire"))


@register.simple_tag(takes_context=True)
def guide_address(context):
    """Return the address of the guide; it remembers the page that led to it."""
    return onward(context).address(reverse("sessions:guide"))


@register.simple_tag(takes_context=True)
def carried(context):
    """Return (name, value) of what a form to the comparison carries along: all but packages."""
    return onward(context).with_(compared=(), package="").pairs


@register.filter
def can_compare(packages):
    """Whether there are enough of them to put some side by side."""
    return len(packages) >= FEWEST


@register.simple_tag
def signed_prices(packages, studio):
    """Return the present prices of packages for an address of the comparison; "" for too many."""
    if len(packages) > MOST_SIGNED:
        return ""
    return ShownPrices.of(packages, studio.currency).signed


def onward(context, package=None, photo=None):
    chosen = context.get("chosen") or Chosen()
    if package:
        chosen = chosen.with_(package=package.slug)
    if photo:
        chosen = chosen.with_(photo=photo.slug)
    path = context.request.path  # an attribute: it is there in includes with “only”, too
    if not chosen.began_on and not path.startswith(reverse("sessions:inquire")):
        chosen = chosen.with_(began_on=path)
    return chosen
