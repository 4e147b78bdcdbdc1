"""What looks like spam in a message, in the owner's words. Pure reasoning, no Django.

Nothing is refused for it: such a message is kept and waits for the owner's look.
"""

import re
import unicodedata
from collections import Counter

MOST_LINKS = 2
FASTEST_SECONDS = 2
FEWEST_LETTERS = 12  # below that, the writing says nothing
DOMAINS = "com|net|org|io|co|ru|cn|info|biz|shop|xyz|top|online|site|club|ly|me|win"
LINK = re.compile(
    rf"https?://\S+|www\.\S+|(?<![@\w])(?:[a-z0-9-]+\.)+(?:{DOMAINS})\b\S*", re.IGNORECASE
)
# One language is written in all of these.
TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}
MARKUP = re.compile(r"<\s*(?:a|script|iframe|img)\b|\[(?:url|link)\b", re.IGNORECASE)


def suspicions(
    message: str, name: str, site_words: str, trap: str = "", seconds: float | None = None
) -> list[str]:
    """Return why a message looks like spam; [] where nothing does.

    site_words: some of the studio's own words: in another writing than theirs nobody asks.
    trap: the field that people do not see. seconds: from the form to its sending, None if unknown.
    """
    found = []
    if trap:
        found.append("the field that people do not see is filled in")
    if seconds is not None and seconds < FASTEST_SECONDS:
        found.append("it was sent faster than anybody types")
    links = len(LINK.findall(message))
    if links > MOST_LINKS:
        found.append(f"it has {links} links")
    if LINK.search(name):
        found.append("there is a link in the name")
    if MARKUP.search(message) or MARKUP.search(name):
        found.append("it has the code of a web page in it")
    own, other = writing(site_words), writing(message)
    # Everybody can write in Latin letters, and many have to.
    if own and other not in ("", "LATIN", own):
        found.append(f"it is written in {other.title()} letters")
    return found


def writing(text: str) -> str:
    """Return the writing most letters of a text are in, such as "LATIN"; "" for few letters."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return ""
    names = (unicodedata.name(letter, "UNKNOWN").partition(" ")[0] for letter in letters)
    return Counter(TOGETHER.get(name, name) for name in names).most_common(1)[0][0]
