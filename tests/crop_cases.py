"""Random photographs with heads, and what the server makes of them, to compare the browser with."""

import random
from types import SimpleNamespace

from sessions import crop_checks, framing, renditions
from sessions.framing import FACING, Head

EDGES = (0.0, 1.0, 0.5, 0.25, 1 / 3)
SIZES = ((6000, 4000), (4000, 6000), (2400, 1600), (1920, 2400), (300, 300), (1, 1), (3, 9000))
PLACES = (None, 16, 56, 160, 390, 4000)


def cases(count, seed):
    """Return photographs as JSON can hold them; the same ones for the same seed."""
    dice = random.Random(seed)
    return [one_case(dice) for _ in range(count)]


def one_case(dice):
    size = dice.choice(SIZES) if dice.random() < 0.5 else [dice.randint(1, 9000) for _ in "wh"]
    faces = [any_face(dice, size) for _ in range(dice.choice((0, 0, 1, 2, 3)))]
    head = dice.choice([None, *faces]) if dice.random() < 0.4 else any_face(dice, size)
    return {
        "size": list(size),
        "head": head,
        "faces": faces,
        "isConfirmed": dice.random() < 0.5,
        "handCrops": {
            cut: rectangle(dice) for cut in renditions.known_cuts()[:-1] if dice.random() < 0.1
        },
        "smallestPx": dice.choice(PLACES),
    }


def any_face(dice, size):
    """Return a head with human proportions, or one with none at all."""
    if dice.random() < 0.25:
        left, top, right, bottom = rectangle(dice)
        eyes = top + dice.choice((0.001, 0.5, 0.999)) * (bottom - top)
    else:
        width, height = size
        length = dice.uniform(0.04, 1.0) * min(height, width / 0.72)
        top, left = dice.uniform(0, height - length), dice.uniform(0, width - 0.72 * length)
        eyes = (top + dice.uniform(0.4, 0.65) * length) / height
        right, bottom = (left + 0.72 * length) / width, (top + length) / height
        left, top = left / width, top / height
    places = [min(1.0, place) for place in (left, top, right, bottom, eyes)]
    if dice.random() < 0.5:  # as the detector and the form round them
        places = [round(place, 4) for place in places]
    names = ("left", "top", "right", "bottom", "eye_line")
    face = dict(zip(names, places, strict=True)) | {"facing": dice.choice(FACING)}
    return face | dice.choice(({}, {"is_clear": True}, {"is_clear": False}))


def rectangle(dice):
    """Return left, top, right, bottom; a fifth of them empty or the wrong way round."""
    places = [dice.choice((*EDGES, dice.random(), dice.random(), dice.random())) for _ in range(4)]
    if dice.random() < 0.8:
        left, right = sorted(places[::2])
        top, bottom = sorted(places[1::2])
        return [left, top, right, bottom]
    return places


def as_photo(case):
    names = ("left", "top", "right", "bottom", "eye_line", "facing")
    head = case["head"] and Head(**{name: case["head"][name] for name in names})
    return SimpleNamespace(
        size=tuple(case["size"]),
        head=head,
        faces=case["faces"],
        head_confirmed_at=case["isConfirmed"] or None,
        hand_crops=case["handCrops"],
    )


def answer(case, cuts):
    """Return for each cut [ratio, its pixels or None, what is said about it]."""
    photo = as_photo(case)
    return [one_answer(photo, cut, case["smallestPx"]) for cut in cuts]


def one_answer(photo, cut, smallest_px):
    frame, _, words = cut.partition(" ")
    natural = framing.natural_ratio(photo.size, photo.head)
    ratio = tuple(map(int, words.split(":"))) if words else natural
    pixels = renditions.cut_box(photo, cut, ratio)
    if pixels is None:
        is_clear = renditions.has_clear_head(photo)
        said = [crop_checks.reason_for_none(ratio, photo.size, photo.head, is_clear)]
    else:
        place = crop_checks.Place(frame, smallest_px, is_round=ratio == (1, 1))
        others = renditions.other_heads(photo)
        said = crop_checks.findings(pixels, place, photo.size, photo.head, others)
    return [list(ratio), pixels and list(pixels), [list(one) for one in said]]


# In the page: the same answers from the modules that the desk uses.
# JSON both ways: what a driver passes value by value takes it a minute.
IN_BROWSER = """async ([base, cases, cuts]) => {
  const rules = await import(base + "framing.js"), checks = await import(base + "crop-checks.js");
  return JSON.stringify(JSON.parse(cases).map((one) => {
    const photo = {...one, head: one.head && rules.headOf(one.head)}, {size, head} = photo;
    return cuts.map((cut) => {
      const {ratio, pixels} = rules.describeCut(photo, cut), isRound = ratio[0] === ratio[1];
      const place = {framing: cut.split(" ")[0], smallestPx: one.smallestPx, isRound};
      const said = pixels
        ? checks.findings(pixels, place, size, head, rules.otherHeads(photo))
        : [checks.reasonForNone(ratio, size, head, rules.hasClearHead(photo))];
      return [ratio, pixels, said.map(({name, words}) => [name, words])];
    });
  }));
}"""
