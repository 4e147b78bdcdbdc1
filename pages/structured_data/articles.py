"""Articles: who wrote them, and when."""

from . import business, people, pictures
from .values import given


def article(site, page, head):
    """Return the article of a page, with its author."""
    described = given(
        **{"@type": "Article", "@id": f"{head.address}#article"},
        headline=page.title[:110],
        description=head.description,
        image=pictures.addresses(site, page.hero_photo) or [head.picture],
        datePublished=head.published_at.isoformat(timespec="seconds"),
        dateModified=head.updated_at.isoformat(timespec="seconds"),
        inLanguage="en",
        mainEntityOfPage=head.address,
        author=people.photographer(site),
        publisher=business.studio(site),
    )
    return [described]
