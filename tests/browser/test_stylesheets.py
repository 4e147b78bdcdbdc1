"""Stylesheets as they are sent say to a browser what they say as they are written."""

from pathlib import Path

import pytest

from studio.static_files import tight

FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"
STYLES = sorted(FOLDER.rglob("*.css"))
READ = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(/\\s+/g, " "));
}"""


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_tight_means_the_same(browser, path):
    page, written = browser.new_page(), path.read_text()

    rules = page.evaluate(READ, written)

    assert rules
    assert page.evaluate(READ, tight(written)) == rules
    assert len(tight(written)) < len(written)
    page.close()
