"""Write an article like that of the peers: nine sections, about 670 words, twelve pictures.

python bench/article.py FOLDER
"""

import re
import sys
from itertools import cycle

from fill import set_up

SLUG = "an-article-of-the-bench"
SECTIONS, WORDS, PICTURES = 9, 75, 12


def words():
    """Yield the words of the starter content, again and again."""
    from pages.models import Prose

    texts = Prose.objects.filter(parent__kind="article").values_list("text", flat=True)
    yield from cycle(re.sub(r"<[^>]+>", " ", " ".join(texts)).split())


def write():
    """Write it, in place of a former one."""
    from django.utils import timezone

    from pages.models import Page, Photograph, Prose
    from sessions.models import Photo

    Page.objects.filter(slug=SLUG).delete()
    page = Page.objects.create(
        kind="article",
        slug=SLUG,
        title="An article of the bench",
        lead="Nine sections and twelve pictures.",
        published_at=timezone.now(),
    )
    said, photos = words(), cycle(Photo.objects.public().order_by("pk"))
    place = 0
    for number in range(1, SECTIONS + 1):
        text = " ".join(next(said) for _ in range(WORDS))
        html = f"<h2>Section {number}</h2><p>{text[:200]}</p><p>{text[200:]}</p>"
        pictures = [next(photos) for _ in range(2 if number in (1, 4, 7) else 1)]
        place += 10
        beside = {"photo": pictures[0], "framing": "portrait"}
        Prose.objects.create(parent=page, region="main", ordering=place, text=html, **beside)
        for photo in pictures[1:]:
            place += 10
            Photograph.objects.create(parent=page, region="main", ordering=place, photo=photo)


if __name__ == "__main__":
    set_up(sys.argv[1])
    write()
