"""Photographs in rows, each in its own shape: where the rows end. Pure arithmetic.

Photographs of one height fill a row edge to edge if each is as wide as its shape (width / height)
says. Such a row is as high as its own width divided by the sum of its shapes: rows of about the
same sum are about the same height, on every screen. So where they end can be worked out
beforehand, and the page needs neither a script nor the size of a window.
"""

from dataclasses import dataclass
from math import inf, log

FEW = 0.62  # the part of the ideal sum that a single row fills at least
FLATTEST = 1.25  # a last row is not as flat as a panorama before it, but up to this sum
MOST = 2  # rows of more than this many times the ideal sum are not tried
UNFILLED = 0.3  # what an unfilled last row costs against uneven ones


@dataclass(frozen=True)
class Layout:
    """How rows are to be on pages of one width.

    total: the sum of shapes that rows come close to, above 0.
    nearly: the part of it from which on a last row is stretched to the full width.
    """

    total: float
    nearly: float = 0.82


# For each width of the page in layout.css. On a phone, one photograph may be a row.
LAYOUTS = {
    "narrow": Layout(1.3, nearly=0.45),
    "middle": Layout(2.6),
    "wide": Layout(3.3),
    "widest": Layout(4.6),
}


@dataclass(frozen=True)
class Row:
    """The places of one row, from start up to end.

    total: the sum of their shapes. rest: the shape of the room that stays empty behind them.
    """

    start: int
    end: int
    total: float
    rest: float

    @property
    def full(self):
        return self.total + self.rest


def rows(shapes: list[float], layout: Layout) -> list[Row]:
    """Return the rows that stray least from a layout, in order.

    shapes: width / height of each photograph, above 0.
    """
    costs, begins = [0.0], [0]
    for end in range(1, len(shapes) + 1):
        best, total = (inf, end - 1), 0.0
        for begin in range(end - 1, -1, -1):
            total += shapes[begin]
            is_last = end == len(shapes)
            best = min(best, (costs[begin] + cost(total, layout, is_last), begin))
            if total > MOST * layout.total:
                break
        costs.append(best[0])
        begins.append(best[1])
    return built(shapes, begins, layout)


def cost(total, layout, is_last):
    share = total / layout.total
    if is_last and share < layout.nearly:
        return UNFILLED * (1 - share)
    return log(share) ** 2


def built(shapes, begins, layout):
    """Return the rows, given for each end where its row begins."""
    found, end = [], len(shapes)
    while end:
        begin = begins[end]
        found.insert(0, (begin, end, sum(shapes[begin:end])))
        end = begin
    if not found:
        return []
    total = found[-1][2]
    if len(found) > 1:
        ideal, full = layout.total, min(found[-2][2], FLATTEST * layout.total)
    else:
        ideal = full = layout.total * FEW
    is_full = total >= min(full, layout.nearly * ideal)
    rests = [0.0] * (len(found) - 1) + [0.0 if is_full else full - total]
    return [Row(*row, rest=rest) for row, rest in zip(found, rests, strict=True)]
