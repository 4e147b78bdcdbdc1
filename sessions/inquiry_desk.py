"""What the desk says about inquiries, and about packages that the guide never names."""

from django.db.models import Count, Q

from studio import desk, moments

from .catalogue import GuideRecords
from .desk_records import all_packages, all_types, all_uses
from .models import Inquiry, InquiryState, Package
from .models.packages import Visibility
from .unreached import unreached

SHOWN = 6

desk.subject("Inquiries", Inquiry, position=5, in_bar=[Inquiry])


@desk.counted(Inquiry, "new")
def new_inquiries():
    return Inquiry.objects.unanswered().count()


def counts():
    """Return {new, overdue, held: how many}."""
    new, spam = Q(state=InquiryState.NEW), Q(state=InquiryState.SPAM)
    overdue = Q(pk__in=Inquiry.objects.overdue().values("pk"))
    return Inquiry.objects.aggregate(
        new=Count("pk", filter=new),
        overdue=Count("pk", filter=overdue),
        held=Count("pk", filter=spam & ~Q(held_because="")),
    )


def lines(inquiries, words):
    """Return a Line for each of the first few, who has waited longest before the others."""
    shown = inquiries.select_related("session_type").defer("message", "notes")
    for inquiry in shown.order_by("created_at", "pk")[:SHOWN]:
        url = desk.admin_url(Inquiry, "change", inquiry.pk)
        yield desk.Line(f"{inquiry.name} about {inquiry.about}: {words(inquiry)}", url)


def waiting(inquiry):
    since = moments.since(inquiry.created_at)
    return f"waiting since {since}" if inquiry.is_overdue else f"came {since}"


@desk.needs(Inquiry)
def unanswered(today):
    found = today.load(counts)
    if not found["new"]:
        return
    title = "1 inquiry waits" if found["new"] == 1 else f"{found['new']} inquiries wait"
    why = "Who asks several photographers often books the first that answers."
    if found["overdue"]:
        has = "1 of them has" if found["overdue"] == 1 else f"{found['overdue']} of them have"
        has = "It has" if found["new"] == 1 else has
        why = f"{has} waited for more than a day. {why}"
    yield desk.Need(
        f"{title} for your answer",
        why,
        f"{desk.admin_url(Inquiry)}?state=new",
        list(lines(Inquiry.objects.unanswered(), waiting)),
    )


@desk.needs(Inquiry)
def held(today):
    if number := today.load(counts)["held"]:
        yield desk.Need(
            f"{'1 message looks' if number == 1 else f'{number} messages look'} like spam",
            "Kept for your look, and no mail was sent. Say whether it is spam.",
            f"{desk.admin_url(Inquiry)}?review=held",
            list(lines(Inquiry.objects.held(), lambda inquiry: inquiry.held_because)),
        )


class DeskRecords(GuideRecords):
    """What the guide knows, from what the front page has loaded anyway."""

    def __init__(self, today):
        self.types, self.uses = today.load(all_types), today.load(all_uses)
        packages = (package for package in today.load(all_packages) if package.is_published)
        self.packages = [each for each in packages if each.visibility == Visibility.PUBLIC]


@desk.check("Packages and galleries", Package, "that the guide never names")
def packages_off_the_guide(today):
    packages = {package.pk: package for package in today.load(all_packages)}
    for key, words in unreached(DeskRecords(today).catalogue).items():
        yield desk.Line(words, desk.field_url(packages[key], "guide_places"))
