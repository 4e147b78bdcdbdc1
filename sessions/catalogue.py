"""What the guide reasons about, from the records: see guide.py."""

from functools import cached_property
from itertools import zip_longest

from . import guide
from .models import Package, SessionType, Use
from .models.packages import Visibility


class GuideRecords:
    """Session types with reasons, uses, and the packages that can be booked."""

    @cached_property
    def types(self):
        return list(SessionType.objects.with_details())

    @cached_property
    def uses(self):
        return list(Use.objects.all())

    @cached_property
    def packages(self):
        listed = Package.objects.listed().exclude(visibility=Visibility.PAUSED)
        return list(listed.defer("description"))

    @cached_property
    def reasons(self):
        """The reasons of all types, mixed: their order does not say what they speak for."""
        columns = zip_longest(*(each.reasons.all() for each in self.types))
        return [reason for row in columns for reason in row if reason]

    @cached_property
    def catalogue(self):
        serving = {use.pk: set() for use in self.uses}
        for each in self.types:
            for use in each.uses.all():
                serving[use.pk].add(each.pk)
        return guide.Catalogue(
            kinds=tuple(
                guide.Kind(each.pk, each.name, frozenset(i.pk for i in each.includes.all()))
                for each in self.types
            ),
            ticks=(
                *(
                    guide.Tick(
                        f"reason-{reason.pk}",
                        reason.text,
                        frozenset([reason.session_type_id]),
                        asks_for_location=reason.asks_for_location,
                    )
                    for reason in self.reasons
                ),
                *(
                    guide.Tick(
                        f"use-{use.slug}",
                        use.name,
                        frozenset(serving[use.pk]),
                        is_place=True,
                        asks_for_location=use.asks_for_location,
                    )
                    for use in self.uses
                ),
            ),
            offers=tuple(
                guide.Offer(
                    package.pk,
                    package.name,
                    package.session_type_id,
                    package.guide_places,
                    package.people,
                    package.leaves_studio,
                )
                for package in self.packages
            ),
        )

    def type(self, kind):
        return next((each for each in self.types if kind and each.pk == kind.key), None)

    def package(self, offer):
        return next((each for each in self.packages if offer and each.pk == offer.key), None)
