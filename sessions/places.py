"""One photograph in the places where it may live: what templates draw and say of each."""

from dataclasses import dataclass, field

from . import measures, renditions, verdicts

FRAMINGS = ("headshot", "portrait")
COLLEAGUES = 4  # in a row of a team page, beside the person
CANDIDATES = 24  # the first photos of a gallery, among whom colleagues are looked for


@dataclass
class Picture:
    """One crop in a place. is_chosen: whether the verdict takes it."""

    framing: str
    caption: str
    free_side: str
    is_chosen: bool


@dataclass
class DrawnPlace:
    """A use with the verdict on both crops; alike: uses that look the same around the picture."""

    photo: object
    use: object
    verdict: verdicts.Verdict
    pictures: list[Picture]
    alike: list["DrawnPlace"] = field(default_factory=list)

    @property
    def template_name(self):
        return f"sessions/settings/{self.use.setting}.html"

    @property
    def view_box(self):
        """The shape of the picture, for a drawing that takes up its room."""
        return "0 0 " + self.use.ratio.replace(":", " ")


def places(photo, uses, colleagues=(), draws_each_setting_once=True):
    """Return the photo's places in the order of the uses.

    colleagues: photos that stand beside it on a team page.
    """
    found, first = [], {}
    for use in uses:
        if f"portrait {use.ratio}" not in photo.pictures:
            continue
        place = place_of(photo, use, colleagues)
        if draws_each_setting_once and use.setting in first:
            first[use.setting].alike.append(place)
            continue
        first[use.setting] = place
        found.append(place)
    return found


def place_asked(use):
    """Return what a use asks of a picture, as measures.Place."""
    return measures.Place(
        use.setting, use.framing, use.smallest_px, use.largest_px, use.shape == "circle"
    )


def place_of(photo, use, colleagues):
    asked = place_asked(use)
    cuts = {framing: photo.pictures.get(f"{framing} {use.ratio}") for framing in FRAMINGS}
    crops = {framing: cut and renditions.box(cut, photo.size) for framing, cut in cuts.items()}
    heads = [head for each in colleagues if (head := head_px(each, use))]
    verdict = verdicts.verdict(asked, crops, photo.size, photo.head, tuple(heads))
    pictures = [
        Picture(framing, words, verdict.free_sides[framing], verdict.takes(framing))
        for framing, words in verdict.captions.items()
    ]
    return DrawnPlace(photo, use, verdict, pictures)


def head_px(photo, use):
    """Return how tall the head is in a photo's headshot at a use's smallest width; 0 for none."""
    cut = photo.pictures.get(f"headshot {use.ratio}")
    if cut is None or photo.head is None:
        return 0
    share = (photo.head.bottom - photo.head.top) * photo.height / cut["size"][0]
    return measures.whole(share * use.smallest_px)


def beside(photo, items):
    """Return the photos of a gallery that can stand beside a photo on a team page.

    Those whose titles begin with the same word may show the same person: they come last.
    """
    photos = [i.photo for i in items if i.photo.pk != photo.pk and i.photo.has_headshot]
    return sorted(photos, key=lambda each: first_word(each) == first_word(photo))[:COLLEAGUES]


def first_word(photo):
    return photo.title.split(",")[0].split()[0:1]
