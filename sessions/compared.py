"""A comparison as a page shows it: which packages, what was left out, which prices changed."""

from dataclasses import replace
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.core.validators import slug_re
from django.db.models import Q
from django.urls import reverse

from studio.models import Redirect, Studio, money

from . import comparison
from .chosen import Chosen, clean
from .guide_words import listed
from .models import Inclusion, Package
from .shown_prices import ShownPrices

MOST_ADDABLE = 9  # of each type
ALL = 50  # names in an address that are looked at


class Compared:
    """The packages that an address names: `p`, `only=differences`, and signed `prices`."""

    def __init__(self, query):
        slugs = [slug for slug in dict.fromkeys(map(clean, query.getlist("p"))) if slug]
        self.slugs = slugs[:ALL]
        self.only_differences = query.get("only") == "differences"
        self.seen = ShownPrices.read(query.get("prices", ""))
        self.asked = Chosen.from_query(query)

    @cached_property
    def studio(self):
        return Studio.objects.current()

    @cached_property
    def found(self):
        """{name in the address: package}, of all that visitors may see."""
        packages = Package.objects.published().with_pictures()
        packages = packages.prefetch_related("package_inclusions__inclusion")
        former = former_slugs(self.slugs)
        rows = packages.filter(Q(slug__in=self.slugs) | Q(pk__in=former.values()))
        by_pk = {package.pk: package for package in rows}
        moved = {slug: by_pk[pk] for slug, pk in former.items() if pk in by_pk}
        return moved | {package.slug: package for package in rows if package.slug in self.slugs}

    @cached_property
    def all_packages(self):
        """The packages in the order of the address, each once."""
        return list(dict.fromkeys(self.found[slug] for slug in self.slugs if slug in self.found))

    @property
    def packages(self):
        return self.all_packages[: comparison.MOST]

    @property
    def left_out(self):
        """The packages that there was no room for."""
        return self.all_packages[comparison.MOST :]

    @property
    def names_left_out(self):
        """“The Branding Day and The Branding Year”."""
        return listed([package.name for package in self.left_out])

    @property
    def unknown(self):
        return [slug for slug in self.slugs if slug not in self.found]

    @property
    def is_enough(self):
        return len(self.packages) >= comparison.FEWEST

    @property
    def is_full(self):
        return len(self.packages) >= comparison.MOST

    @property
    def is_possible(self):
        """Whether there are enough packages, with those that may be added."""
        return len(self.packages) + len(self.addable) >= comparison.FEWEST

    @cached_property
    def chosen(self):
        return self.asked.with_(compared=tuple(package.slug for package in self.packages))

    @cached_property
    def rows(self):
        """The rows of the table, and how many of them are alike."""
        offers = [offer_of(package) for package in self.packages]
        names = list(Inclusion.objects.values_list("name", flat=True))
        return comparison.compare(offers, names, self.only_differences)

    @property
    def price_changes(self):
        """[(package, price in the link, price now)] of a link that names other prices."""
        changes = []
        for package in self.packages:
            if package.pk in self.seen.amounts:
                then = money(self.seen.amounts[package.pk], self.seen.currency)
                now = money(package.current_price, self.studio.currency)
                changes += [(package, then, now)] if then != now else []
        return changes

    def prices(self, packages):
        """Return the prices that an address carries: those it came with, else those of today."""
        today = ShownPrices.of(packages, self.studio.currency)
        if self.seen.currency != today.currency:
            return today
        known = {key: self.seen.amounts.get(key, price) for key, price in today.amounts.items()}
        return replace(today, amounts=known)

    def address(self, packages, only_differences=None):
        """Return the address of a comparison, with the prices that were seen."""
        only = self.only_differences if only_differences is None else only_differences
        chosen = self.chosen.with_(compared=tuple(package.slug for package in packages))
        parts = [chosen.query, "only=differences" if only else ""]
        if packages:
            parts.append(f"prices={self.prices(packages).signed}")
        return f"{reverse('sessions:compare')}?{'&'.join(filter(None, parts))}"

    @property
    def own_address(self):
        return self.address(self.packages)

    @property
    def other_view_address(self):
        """The same packages with all rows, or with the differences only."""
        return self.address(self.packages, not self.only_differences)

    @property
    def columns(self):
        """[(package, the address without it)]."""
        return [
            (each, self.address([other for other in self.packages if other != each]))
            for each in self.packages
        ]

    @cached_property
    def addable(self):
        """[(package, the address with it)] of listed packages that are not compared yet.

        The first ones of each type: the page of all sessions has the others.
        """
        if self.is_full:
            return []
        listed = Package.objects.listed().first_of_each_type(MOST_ADDABLE)
        listed = listed.select_related("session_type").defer("description")
        return [
            (each, self.address([*self.packages, each]))
            for each in listed
            if each not in self.packages
        ]


def former_slugs(slugs):
    """Return {slug: key of the package that once had it}."""
    paths = {reverse("sessions:package", args=[slug]): slug for slug in slugs if is_slug(slug)}
    package_type = ContentType.objects.get_for_model(Package)
    redirects = Redirect.objects.filter(old_path__in=paths, content_type=package_type)
    return {paths[each.old_path]: each.object_id for each in redirects}


def is_slug(text):
    return bool(slug_re.match(text))


def offer_of(package):
    return comparison.Offer(
        price=package.current_price,
        minutes=package.duration_minutes,
        people=package.people,
        looks=package.looks,
        locations=package.locations,
        pictures=package.retouched_pictures,
        places=package.guide_places,
        turnaround_days=package.turnaround_days,
        usage_rights=package.usage_rights,
        extra_costs=package.extra_costs,
        inclusions={row.inclusion.name: row.note for row in package.package_inclusions.all()},
    )
