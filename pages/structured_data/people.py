"""People: the photographer, who wrote the articles and made the pictures."""

from .values import given


def photographer(site):
    studio = site.studio
    return given(
        **{"@type": "Person", "@id": site.id("photographer")},
        name=studio.photographer,
        jobTitle=studio.job_title,
        url=site.address(site.about_path),
    )


def creator(site, name):
    """Return who made a picture."""
    if name == site.studio.photographer:
        return {"@id": site.id("photographer")}
    return {"@type": "Person", "name": name}
