"""What the desk says about inquiries, and about packages that the guide never names."""

from studio import desk, moments

from .catalogue import GuideRecords
from .desk_records import all_types, all_uses, bookable_packages
from .models import Inquiry, Package
from .unreached import unreached

SHOWN = 6

desk.subject("Inquiries", Inquiry, position=5, in_bar=[Inquiry])


def waiting():
    """Return what waits for the owner, new or held for a look, the oldest first."""
    inquiries = Inquiry.objects.unanswered() | Inquiry.objects.held()
    rows = inquiries.select_related("session_type").defer("message", "notes")
    return list(rows.order_by("created_at", "pk"))


@desk.counted(Inquiry, "new")
def new_inquiries(today):
    if waiting in today.loaded:
        return len(new_and_held(today)[0])
    return Inquiry.objects.unanswered().count()


def new_and_held(today):
    found = today.load(waiting)
    return [each for each in found if not each.is_held], [each for each in found if each.is_held]


def line(inquiry, words):
    url = desk.admin_url(Inquiry, "change", inquiry.pk)
    return desk.Line(f"{inquiry.name} about {inquiry.about}: {words}", url)


def since(inquiry):
    """“waiting since yesterday 14:10” of an overdue one, “came 14:10” of others."""
    words = moments.since(inquiry.created_at)
    return f"waiting since {words}" if inquiry.is_overdue else f"came {words}"


@desk.needs(Inquiry)
def unanswered(today):
    new, _ = new_and_held(today)
    if not new:
        return
    number, overdue = len(new), sum(inquiry.is_overdue for inquiry in new)
    why = "Who asks several photographers often books the first that answers."
    if overdue:
        who = "It has" if number == 1 else "1 of them has" if overdue == 1 else f"{overdue} have"
        why = f"{who} waited for more than a day. {why}"
    yield desk.Need(
        f"{'1 inquiry waits' if number == 1 else f'{number} inquiries wait'} for your answer",
        why,
        f"{desk.admin_url(Inquiry)}?state=new",
        [line(inquiry, since(inquiry)) for inquiry in new[:SHOWN]],
    )


@desk.needs(Inquiry)
def looking_like_spam(today):
    if held := new_and_held(today)[1]:
        number = len(held)
        yield desk.Need(
            f"{'1 message looks' if number == 1 else f'{number} messages look'} like spam",
            "Kept for your look, and no mail was sent. Say whether it is spam.",
            f"{desk.admin_url(Inquiry)}?review=held",
            [line(inquiry, inquiry.held_because) for inquiry in held[:SHOWN]],
        )


class DeskRecords(GuideRecords):
    """What the guide knows, from what the front page has loaded anyway."""

    def __init__(self, today):
        self.types, self.uses = today.load(all_types), today.load(all_uses)
        self.packages = today.load(bookable_packages)


@desk.check("Packages and galleries", Package, "that the guide never names")
def packages_off_the_guide(today):
    packages = {package.pk: package for package in today.load(bookable_packages)}
    found = unreached(DeskRecords(today).catalogue)
    for key in list(found)[: desk.LINES_A_GROUP]:
        yield desk.Line(found[key], desk.field_url(packages[key], "guide_places"))
    if len(found) > desk.LINES_A_GROUP:
        yield desk.More(len(found) - desk.LINES_A_GROUP)
