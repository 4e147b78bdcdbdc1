"""Measure whether pages stay fast while a site grows: with 10,000 photos as with a few.

    python bench/growth.py [FOLDER] [--rounds 9] [--only WORDS] [--slowest]

Renders every public page and every page of the desk, uncached, on three sites that take turns (see
fill.py): the starter content, lists that fill one page, and 10,000 photos with 500 pages and 200
packages. Prints the CPU time of each (the median of all rounds), how many queries it took, and the
ratios. A page is fine if the big site takes at most 1.5 times as long as the starter content. A
list shows more where there is more: it is fine, too, if it takes at most 1.5 times as long as one
full page, marked with “page”. A form that holds all of something, such as the photos of a gallery,
is measured by what it holds: “each”. Less than half a millisecond is no difference. Exits with 1 if
a page is not fine, or is an error.
"""

import argparse
import sys
from contextlib import ExitStack

import fill
from rendering import Site

MOST = 1.5
NOTHING = 0.5  # ms


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=fill.FOLDER)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="pages of these kinds and names, parted by |")
    parser.add_argument("--slowest", action="store_true", help="print the slowest query of each")
    options = parser.parse_args()
    folders = fill.Sites(options.folder).make()
    with ExitStack() as stack:
        sites = [stack.enter_context(Site(*each)) for each in folders.items()]
        rows = pages_of(sites, options.only)
        measure(sites, rows, options.rounds)
        failed = report(sites, rows, options.slowest)
    sys.exit(1 if failed else 0)


def pages_of(sites, words):
    """Return {(kind, name): [path on each site]} of the pages that all sites have."""
    found = [{(kind, name): path for kind, name, path in site.addresses()} for site in sites]
    names = [
        key
        for key in found[0]
        if all(key in each for each in found)
        and any(part in " ".join(key) for part in words.split("|"))
    ]
    return {key: [each[key] for each in found] for key in names}


def measure(sites, rows, rounds):
    for done in range(rounds):
        for at, paths in enumerate(rows.values()):
            if sys.stderr.isatty():
                said = f"Round {done + 1} of {rounds}, page {at + 1} of {len(rows)}  "
                print(said, end="\r", file=sys.stderr)
            for site, path in zip(sites, paths, strict=True):
                site.sample(path)


def report(sites, rows, slowest):
    """Print the table; return how many pages are not fine."""
    failed = 0
    print("| page | starter, ms | one page | big | big ÷ starter | ÷ one page | queries | |")
    print("|---|--:|--:|--:|--:|--:|---|---|")
    for (kind, name), paths in rows.items():
        looks = [site.look(path) for site, path in zip(sites, paths, strict=True)]
        starter, page, big = (s.cpu(path) for s, path in zip(sites, paths, strict=True))
        sizes = [look["bytes"] for look in looks]
        errors = [look["error"] for look in looks if look["error"]]
        words = errors[0] if errors else verdict(kind, starter, page, big, sizes)
        failed += not words.startswith("fine")
        queries = " ".join(str(look["queries"]) for look in looks)
        where = "Desk, " if kind.startswith("desk") else ""
        print(
            f"| {where}{name} | {starter:.1f} | {page:.1f} | {big:.1f} | {big / starter:.2f} "
            f"| {big / page:.2f} | {queries} | {words} |"
        )
        if slowest:
            print("   ", looks[-1]["slowest"])
    print(f"\n{len(rows)} pages, {len(rows) - failed} fine, {failed} not.")
    return failed


def verdict(kind, starter, page, big, sizes):
    if big <= MOST * starter or big - starter <= NOTHING:
        return "fine"
    if "list" in kind and (big <= MOST * page or big - page <= NOTHING):
        return "fine, page"
    if "each" in kind and big / sizes[-1] <= MOST * page / sizes[1]:
        return "fine, each"
    return "**too slow**"


if __name__ == "__main__":
    main()
