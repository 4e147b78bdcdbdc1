"""What the front page of the desk says about the studio's profile."""

from . import desk
from .models import Redirect, Studio

desk.subject(
    "Studio",
    Studio,
    Redirect,
    position=50,
    pages=[
        ("Backups", "admin:backups", "studio.view_backup"),
        ("Test mail", "admin:mail_test", "studio.add_mail"),
    ],
)
desk.way(
    "Change the studio’s profile",
    "admin:studio_studio_changelist",
    "studio.view_studio",
    position=50,
)
desk.way("Read the guide", "admin:guide", position=60)

GAPS = [
    (
        "street_address",
        lambda studio: studio.has_address or studio.area_served,
        "Visitors cannot see where you work: give an address, or the area that you travel to.",
    ),
    (
        "tax_note",
        lambda studio: studio.tax_note,
        "Nothing beside your prices says whether they include tax.",
    ),
    (
        "about",
        lambda studio: studio.about,
        "Search engines have no words about the studio.",
    ),
    (
        "copyright_notice",
        lambda studio: studio.copyright_notice,
        "New photographs carry no copyright notice in their files.",
    ),
    (
        "share_photo",
        lambda studio: studio.share_photo_id,
        "No picture is shown where somebody shares a page that has none of its own.",
    ),
]


@desk.check("Studio", Studio)
def gaps_in_the_profile(today):
    studio = today.load(Studio.objects.current)
    if studio.pk is None:
        words = "The studio has no name and no address yet: fill in its profile."
        yield desk.Line(words, desk.admin_url(Studio, "add"))
        return
    for name, is_given, words in GAPS:
        if not is_given(studio):
            yield desk.Line(words, desk.field_url(studio, name))
