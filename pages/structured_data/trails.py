"""Where a page stands: the way from the home page down to it."""


def trail(site, places):
    """Return a trail. places: [(name, path)] from the home page to this one."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": site.address(path)}
        for number, (name, path) in enumerate(places, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
