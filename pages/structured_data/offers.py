"""Sessions and what they cost: the very prices that the pages show."""

from sessions.models.packages import Visibility

from . import business, pictures
from .values import given

AVAILABILITY = {
    Visibility.PUBLIC: "https://schema.org/InStock",
    Visibility.LINK: "https://schema.org/InStock",
    Visibility.PAUSED: "https://schema.org/OutOfStock",
}


def offer(site, package, **more):
    """Return what a package costs. All taxes are part of it; which ones, nobody has told us."""
    return {
        "@type": "Offer",
        **more,
        "url": site.address(package.get_absolute_url()),
        "price": f"{package.current_price:.2f}",
        "priceCurrency": site.studio.currency,
        "availability": AVAILABILITY[package.visibility],
    }


def offers(site, packages):
    """Return what several packages cost: the range, and each with its name."""
    if not packages:
        return None
    prices = [package.current_price for package in packages]
    return {
        "@type": "AggregateOffer",
        "lowPrice": f"{min(prices):.2f}",
        "highPrice": f"{max(prices):.2f}",
        "priceCurrency": site.studio.currency,
        "offerCount": len(packages),
        "offers": [offer(site, package, name=package.name) for package in packages],
    }


def service(site, page, description, packages):
    """Return what a service page is about, with the packages it shows."""
    return given(
        **{"@type": "Service", "@id": f"{site.address(page.get_absolute_url())}#service"},
        name=page.title,
        serviceType=page.session_type.name if page.session_type else page.link_text,
        description=description,
        url=site.address(page.get_absolute_url()),
        image=pictures.addresses(site, page.hero_photo),
        provider=business.studio(site),
        areaServed=area(site.studio),
        offers=offers(site, packages),
    )


def package(site, package):
    """Return what the page of one package is about."""
    address = site.address(package.get_absolute_url())
    shown = [pictures.shown_at(site, *cover, ratio="4:5") for cover in package.covers]
    return given(
        **{"@type": "Service", "@id": f"{address}#service"},
        name=package.name,
        serviceType=package.session_type.name,
        description=package.summary,
        url=address,
        image=[address for address in shown if address],
        provider=business.studio(site),
        areaServed=area(site.studio),
        offers=offer(site, package),
    )


def catalogue(site, page, packages):
    """Return all packages of the page that lists them, in its order."""
    address = site.address(page.get_absolute_url())
    return {
        "@type": "OfferCatalog",
        "@id": f"{address}#catalog",
        "name": page.title,
        "url": address,
        "numberOfItems": len(packages),
        "itemListElement": [
            offer(site, package, name=package.name, description=package.summary)
            for package in packages
        ],
    }


def area(studio):
    """Where sessions take place: the area the owner named, or else the town."""
    return studio.area_served or studio.locality
