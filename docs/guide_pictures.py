"""Takes the pictures of the owner's guide anew, on a site of its own: make guide-pictures."""

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, NAMES, ROOT, environment_of, running_site

PHOTOS = ROOT / "studio" / "starter" / "photos"
FOLDER = ROOT / "static" / "guide"
SIZE = {"width": 1200, "height": 780}
LOADED = """() => [...document.images].every((each) => {
  const {top, bottom} = each.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || each.naturalWidth > 0;
})"""
NAME, PASSWORD = "lena", "a north window and a stool"


def photograph(stem, number):
    file = BytesIO()
    with Image.open(PHOTOS / f"{stem}.jpg") as image:
        ImageOps.mirror(image).save(file, "JPEG", quality=92)
    return {"name": f"DSC_{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def keep(page, name):
    page.wait_for_load_state("networkidle")
    page.wait_for_function(LOADED)
    with Image.open(BytesIO(page.screenshot())) as image:
        image.convert("RGB").save(FOLDER / f"{name}.jpg", quality=82, progressive=True)


def upload(page):
    page.goto("/admin/photo_sessions/photo/upload/")
    page.get_by_label("Name of the shoot").fill("Team day")
    stems = ["mei-studio", "theo-outdoor", "ingrid-library"]
    files = [photograph(stem, 4821 + number) for number, stem in enumerate(stems)]
    files.append({"name": "contract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.set_input_files("photo-drop input[type=file]", files)
    page.locator("[data-start]").click()
    page.locator("[data-summary]").get_by_text("3 in").wait_for()
    page.locator("[data-summary]").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 240)")
    keep(page, "upload")


def pictures(page):
    upload(page)
    page.goto("/admin/")
    keep(page, "today")
    page.goto("/admin/photo_sessions/photo/?q=omar+outdoors")
    page.get_by_role("link", name="Omar, outdoors").first.click()
    page.wait_for_selector("crop-desk.is-live")
    page.evaluate("scrollBy(0, 200)")
    keep(page, "crop-desk")
    page.goto("/admin/photo_sessions/gallery/")
    page.get_by_role("link", name="Headshots").first.click()
    page.locator("sortable-sheet").scroll_into_view_if_needed()
    page.locator("sortable-sheet").evaluate("each => each.scrollIntoView()")
    keep(page, "gallery")
    page.goto("/admin/pages/page/")
    page.get_by_role("link", name="About").first.click()
    page.get_by_role("link", name="Preview and share").click()
    page.get_by_label("Phone").check()
    keep(page, "preview")


def main():
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(Path(folder))
        with running_site(environment) as address, sync_playwright() as playwright:
            command = [sys.executable, "manage.py", "owner", "--no-input", "--username", NAME]
            variables = environment | {"OWNER_PASSWORD": PASSWORD}
            command += ["--email", "lena@example.com"]
            subprocess.run(command, cwd=ROOT, env=variables, check=True)
            path = next(filter(None, map(shutil.which, NAMES)))
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(base_url=address, viewport=SIZE)
            page.goto("/admin/")
            page.fill("[name=username]", NAME)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.get_by_role("heading", name="Today").wait_for()
            pictures(page)


if __name__ == "__main__":
    main()
