"""Takes a picture of every public page, in three widths and both schemes: make screenshots.

They are put into screenshots/, with a page that shows them all; four go into docs/ for the README.
"""

import shutil
import sys
import tempfile
import urllib.request
from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, NAMES, ROOT, environment_of, running_site

FOLDER = ROOT / "screenshots"
HEIGHTS = {390: 844, 820: 1180, 1440: 900}
SCHEMES = ("light", "dark")
# Pages that no sitemap names: what visitors see after choosing.
CHOSEN = {
    "guide-answered": "/which-one/?reason=1&reason=2&use=linkedin&people=one",
    "comparison": "/sessions/compare/?p=headshot-hour&p=portrait-afternoon&p=branding-day",
    "sessions-for-a-place": "/sessions/?use=linkedin",
    "gallery-cut": "/galleries/portraits/?framing=headshot",
    "not-found": "/no-such-page/",
}
# name in docs/: (address, width, scheme)
FOR_README = {
    "home": ("/", 1440, "light"),
    "explainer": ("/headshot-vs-portrait/", 1440, "light"),
    "portraits": ("/portraits/", 1440, "dark"),
    "phone": ("/sessions/", 390, "light"),
}
# Scrolls past everything, so that lazy pictures load, and waits until they are painted.
SETTLE = """async () => {
  for (const each of document.querySelectorAll('img[loading=lazy]')) each.loading = 'eager';
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  scrollTo(0, 0);
  const shown = [...document.images].filter((each) => each.checkVisibility());
  await Promise.all(shown.map((each) => each.decode().catch(() => null)));
  await document.fonts.ready;
}"""
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Every page</title>
<style>body{{font:16px/1.4 sans-serif;margin:2rem}}section{{display:flex;gap:1rem;overflow-x:auto;
align-items:start}}figure{{margin:0;flex:none}}img{{height:32rem;border:1px solid #999}}</style>
<h1>Every page, {count} pictures</h1>{sections}</html>"""


def addresses(site):
    """Return {name: address} of all pages of the sitemap, and of what visitors choose."""
    with urllib.request.urlopen(f"{site}/sitemap.xml") as answer:
        tree = ElementTree.parse(answer)
    found = [urlsplit(each.text).path for each in tree.iterfind("{*}url/{*}loc")]
    return {path.strip("/").replace("/", "-") or "home": path for path in found} | CHOSEN


def open_page(browser, site, path, width, scheme):
    size = {"width": width, "height": HEIGHTS[width]}
    options = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = browser.new_page(base_url=site, **options)
    page.goto(path)
    page.evaluate(SETTLE)
    return page


def take_all(browser, site, pages):
    for name, path in pages.items():
        for width in HEIGHTS:
            for scheme in SCHEMES:
                page = open_page(browser, site, path, width, scheme)
                page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
        print(f"{name} ({list(pages).index(name) + 1} of {len(pages)})", flush=True)


def write_index(pages):
    sections = []
    for name, path in pages.items():
        files = [f"{name}-{width}-{scheme}.png" for scheme in SCHEMES for width in HEIGHTS]
        figures = "".join(
            f'<figure><a href="{file}"><img src="{file}" alt="" loading="lazy"></a>'
            f"<figcaption>{file}</figcaption></figure>"
            for file in files
        )
        sections.append(f"<h2>{escape(path)}</h2><section>{figures}</section>")
    count = len(pages) * len(HEIGHTS) * len(SCHEMES)
    (FOLDER / "index.html").write_text(PAGE.format(count=count, sections="".join(sections)))


def take_for_readme(browser, site):
    for name, (path, width, scheme) in FOR_README.items():
        page = open_page(browser, site, path, width, scheme)
        with Image.open(BytesIO(page.screenshot())) as image:
            image.convert("RGB").save(ROOT / "docs" / f"{name}.jpg", quality=84, progressive=True)
        page.close()


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(environment_of(Path(folder))) as site,
        sync_playwright() as playwright,
    ):
        path = next(filter(None, map(shutil.which, NAMES)), None)
        if path is None:
            sys.exit("Chromium is needed: apt-get install chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        pages = addresses(site)
        take_all(browser, site, pages)
        write_index(pages)
        take_for_readme(browser, site)
    print(f"All of them: {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main()
