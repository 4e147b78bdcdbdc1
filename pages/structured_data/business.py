"""The studio: who it is, where, when it is open, what it costs about."""

from sessions.icons import Icon
from studio.models import WEEKDAYS, money

from . import people, pictures
from .values import given


def home(site, price_range):
    """Return the studio, its photographer and the website."""
    return [local_business(site, price_range), people.photographer(site), website(site)]


def studio(site):
    """Return who makes and sells what a page tells of, in short: the home page says the rest."""
    return {
        "@type": "Organization",
        "@id": site.id("studio"),
        "name": site.studio.name,
        "url": site.address("/"),
    }


def local_business(site, price_range):
    """Return the studio. price_range: (lowest, highest) of the listed packages, or None."""
    studio = site.studio
    return given(
        **{"@type": "LocalBusiness", "@id": site.id("studio")},
        name=studio.name,
        description=studio.about or studio.tagline,
        url=site.address("/"),
        image=pictures.addresses(site, studio.share_photo),
        logo=site.address(Icon(512, studio.name).path),
        telephone=studio.telephone,
        email=studio.email,
        address=address(studio),
        geo=place(studio),
        areaServed=studio.area_served,
        openingHoursSpecification=opening_hours(studio),
        priceRange=price_range
        and " – ".join(money(price, studio.currency) for price in dict.fromkeys(price_range)),
        currenciesAccepted=studio.currency,
        founder={"@id": site.id("photographer")},
        sameAs=[url for _, url in studio.links],
    )


def address(studio):
    known = given(
        streetAddress=studio.street_address,
        addressLocality=studio.locality,
        addressRegion=studio.region,
        postalCode=studio.postal_code,
        addressCountry=studio.country,
    )
    return known and {"@type": "PostalAddress", **known}


def place(studio):
    if studio.latitude is None or studio.longitude is None:
        return None
    degrees = {"latitude": f"{studio.latitude:.5f}", "longitude": f"{studio.longitude:.5f}"}
    return {"@type": "GeoCoordinates", **degrees}


def opening_hours(studio):
    """Return the hours, days of the same hours together."""
    days_of = {}
    for day in WEEKDAYS:
        times = getattr(studio, f"{day}_opens"), getattr(studio, f"{day}_closes")
        if None not in times:
            days_of.setdefault(times, []).append(day.capitalize())
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": days,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for (opens, closes), days in days_of.items()
    ]


def website(site):
    return {
        "@type": "WebSite",
        "@id": site.id("website"),
        "name": site.studio.name,
        "url": site.address("/"),
        "inLanguage": "en",
        "publisher": {"@id": site.id("studio")},
    }
