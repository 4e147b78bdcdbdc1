"""Values of schema.org's terms."""


def given(**fields):
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
