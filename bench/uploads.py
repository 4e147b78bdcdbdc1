"""Upload many large photographs through the page, as the owner does, and watch the memory.

    python manage.py serve --port 8202 &
    python bench/uploads.py http://127.0.0.1:8202 --user owner --password … --pid $!

Draws the photographs, signs in with a real Chromium, chooses them all at once on the upload page
and waits for the page's own summary. With --pid it reads from /proc, ten times a second, how much
memory the web server's processes hold, and apart from them the children that open the pictures.
"""

import argparse
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

SIZE = (6000, 4000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def draw(path, seed):
    """Save a picture of 24 megapixels that differs from others and has about 10 MB."""
    random = np.random.default_rng(seed)
    spots = random.integers(40, 216, (8, 12, 3), np.uint8)
    image = np.asarray(Image.fromarray(spots).resize(SIZE, Image.Resampling.BICUBIC))
    grain = random.integers(-36, 37, (SIZE[1] // 2, SIZE[0] // 2, 1), np.int16)
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)
    noisy = (image + grain).clip(0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(path, "JPEG", quality=90)


@dataclass
class Watch:
    """The memory of the processes below one, in MB, as long as `with` lasts."""

    pid: int
    web_each: int = 0
    web_sum: int = 0
    children_sum: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self):
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()

    def watch(self):
        while self.pid and not self.ended.wait(0.1):
            web, children = [], []
            for process in below(self.pid):
                command = read(process, "cmdline").replace("\0", " ")
                if "intake_child" in command:
                    children.append(resident_mb(process))
                elif "gunicorn" in command:
                    web.append(resident_mb(process))
            self.web_each = max(self.web_each, *web, 0)
            self.web_sum = max(self.web_sum, sum(web))
            self.children_sum = max(self.children_sum, sum(children))


def read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return ""


def below(pid):
    """Return a process and all that it started."""
    mine = [pid]
    for path in Path("/proc").glob(f"{pid}/task/*/children"):
        try:
            children = path.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        mine += [found for child in children for found in below(int(child))]
    return mine


def resident_mb(pid):
    lines = read(pid, "status").splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def upload(address, user, password, files, minutes):
    """Upload the files as a person does; return (the page's summary, sentences, seconds)."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{address}/admin/login/?next=/admin/photo_sessions/photo/upload/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", password)
        page.locator("#login-form [type=submit]").click()
        page.set_input_files("photo-drop input[type=file]", files)
        started = time.monotonic()
        page.get_by_role("button", name=f"Add {len(files)} photo").click()
        summary = page.locator("[data-summary]:not(:empty)")
        summary.wait_for(timeout=minutes * 60_000)
        seconds = time.monotonic() - started
        refused = page.locator(".upload:not([data-now=in])").all_inner_texts()
        words = summary.inner_text()
        browser.close()
    return words, refused, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("address", help="of the running site, such as http://127.0.0.1:8000")
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--pid", type=int, default=0, help="of `manage.py serve`")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--minutes", type=int, default=30, help="to wait at most")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-uploads-") as folder:
        files = [Path(folder, f"DSC_{4000 + number}.jpg") for number in range(chosen.count)]
        seed = int(time.time())  # another run brings other pictures
        for number, file in enumerate(files):
            draw(file, [seed, number])
            print(f"Drawn {number + 1} of {chosen.count}", end="\r", flush=True)
        megabytes = sum(file.stat().st_size for file in files) / 1024**2
        print(f"{chosen.count} files, {megabytes / chosen.count:.1f} MB each on average")
        with Watch(chosen.pid) as memory:
            words, refused, seconds = upload(
                chosen.address, chosen.user, chosen.password, files, chosen.minutes
            )
    print(f"{words} {seconds:.0f} s, {seconds / chosen.count:.1f} s a file")
    for sentence in refused:
        print("  ", " ".join(sentence.split()))
    if chosen.pid:
        print(f"web: one process {memory.web_each} MB at most, all together {memory.web_sum} MB")
        print(f"children that open pictures: together {memory.children_sum} MB at most")


if __name__ == "__main__":
    main()
