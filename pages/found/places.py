"""Pages that stand for no record: the guide, the comparison, asking. By the names of addresses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """headline: for its share picture. description: {studio} stands for the studio's name."""

    headline: str
    title: str
    description: str
    is_indexed: bool = True


PLACES = {
    "guide": Place(
        "Headshot or portrait: *which one?*",
        "Headshot or portrait? Which one?",
        "Tick what you need the pictures for and where they will live. The guide names a session "
        "and a package, and says what counted for what.",
    ),
    "compare": Place(
        "Sessions *side by side*",
        "Sessions side by side",
        "Two to four sessions of {studio} side by side: total price first, then what may cost "
        "extra, then what you get.",
        is_indexed=False,
    ),
    "inquire": Place(
        "Ask *away*",
        "Ask about a session",
        "Ask {studio} about a headshot, portrait or branding session. Three fields are enough.",
    ),
    "inquiry_sent": Place(
        "It has *arrived*",
        "Your message has arrived",
        "Your message to {studio} is stored. A short confirmation usually comes by mail as well.",
        is_indexed=False,
    ),
}
