"""Photographs: whose they are, and where to ask for one."""

from django.conf import settings
from django.urls import reverse

from sessions.models.galleries import Display
from sessions.renditions import ARTICLE_CUTS
from sessions.templatetags.pictures import find_cut, middle

from . import people
from .values import given

MOST = 60  # photographs that one gallery tells of


def addresses(site, photo):
    """Return the whole addresses of a photo in the shapes that search engines ask for."""
    if photo is None or not photo.is_public:
        return []
    cuts = [photo.pictures[cut] for cut in ARTICLE_CUTS if cut in photo.pictures]
    return [site.address(file_path(cut, cut["widths"][-1])) for cut in cuts]


def file_path(cut, width):
    return f"{settings.MEDIA_URL}{cut['stem']}-{width}.jpg"


def shown_at(site, photo, framing, ratio):
    """Return the whole address of a picture as a page shows it; None where it shows none."""
    cut = find_cut(photo, framing, ratio)
    return cut and site.address(file_path(cut, middle(cut["widths"])))


def image_object(site, photo, framing="whole", ratio="", caption=""):
    """Return a photo as it is shown in a framing and ratio; None for one that is not shown."""
    cut = find_cut(photo, framing, ratio)
    if cut is None:
        return None
    studio, width = site.studio, middle(cut["widths"])
    path = file_path(cut, width)
    return given(
        **{"@type": "ImageObject", "@id": site.address(path)},
        contentUrl=site.address(path),
        width=width,
        height=round(width * cut["size"][1] / cut["size"][0]),
        caption=caption or photo.alt,
        creator=people.creator(site, photo.creator or studio.photographer),
        creditText=photo.credit or studio.credit,
        copyrightNotice=photo.copyright_notice or studio.copyright_notice,
        license=studio.license_address and site.address(studio.license_address),
        acquireLicensePage=site.address(studio.acquire_address or reverse("sessions:inquire")),
    )


def photo(site, photo, caption=""):
    """Return the photo of a page about it, and the photographer."""
    shown = image_object(site, photo, caption=caption)
    return [shown | {"representativeOfPage": True}, people.photographer(site)] if shown else []


def gallery(site, gallery, items, framing, ratio=""):
    """Return a gallery with its photographs as it shows them, and the photographer."""
    ratio = ratio or ("" if framing == Display.WHOLE else "4:5")
    shown = [image_object(site, item.photo, framing, ratio, item.caption) for item in items[:MOST]]
    address = site.address(gallery.get_absolute_url())
    described = given(
        **{"@type": "ImageGallery", "@id": f"{address}#gallery"},
        name=gallery.title,
        description=gallery.lead,
        url=address,
        image=[each for each in shown if each],
    )
    return [described, people.photographer(site)]
