"""Measure what it costs to render each kind of page, without any cache before it.

    python bench/render.py [FOLDER] [--rounds 15] [--against FOLDER]

Renders the pages for visitors of the site with the starter content (see fill.py) and prints for
each the CPU time (the median of all rounds), the number of queries and the bytes. --against: an
older version of the software, unpacked there, whose pages are rendered in turns with these; then
the ratio of the two is printed, too.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path

import fill
from rendering import Site


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=fill.FOLDER)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--against", type=Path, help="the folder of another version")
    options = parser.parse_args()
    folder = fill.Sites(options.folder).make()["starter"]
    with ExitStack() as stack:
        site = stack.enter_context(Site("starter", folder))
        others = []
        if options.against:
            data = fill.copy_of(folder, folder.parent / "against", options.against)
            others = [stack.enter_context(Site("against", data, options.against))]
        pages = [(n, path) for kind, n, path in site.addresses() if not kind.startswith("desk")]
        for _ in range(options.rounds):
            for _, path in pages:
                for each in (site, *others):
                    each.sample(path)
        report(site, others, pages)


def report(site, others, pages):
    names = ["page", "CPU, ms", "queries", "bytes", *(["against, ms", "ratio"] if others else [])]
    print(f"| {' | '.join(names)} |")
    print("|---" + "|--:" * (len(names) - 1) + "|")
    for name, path in pages:
        look, cpu = site.look(path), site.cpu(path)
        cells = [name, f"{cpu:.1f}", str(look["queries"]), f"{look['bytes']:,}"]
        for other in others:
            cells += [f"{other.cpu(path):.1f}", f"{cpu / other.cpu(path):.2f}"]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
