"""Make the picture files of a photograph with the site's own code, and with sharp beside it.

    python bench/images.py [PHOTO.jpg …] [--sharp NODE_MODULES] [--rounds 5] [--effort 0]

Both make the same 24 files: a headshot 4:5 and a portrait 3:2 in six widths, AVIF and JPEG. The
site's are made by `sessions/making.py` under the names and in the storage of imagekit's specs;
sharp's by one pipeline a file, as its documentation shows, all at once. Each run is a process of
its own that measures itself from the moment when everything is loaded: wall, processor time, most
memory. Rounds go to and fro, and each ratio is taken within its round. Without --sharp (the folder
`node_modules` that has it) the site's figures stand alone. Without photographs, two of 24 and 45
megapixels are drawn.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SHARP = Path(__file__).with_name("images_sharp.js")
WIDTHS = (320, 480, 640, 960, 1280, 1920)
DRAWN = {"24 megapixels": (4000, 6000), "45 megapixels": (5504, 8256)}
RATIOS = {"headshot 4:5": (4, 5), "portrait 3:2": (3, 2)}
OURS, SLIM, PEER = "the site", "the site, idle work", "sharp"


def crops_of(size):
    """Return {cut: box in pixels}: a headshot of 80 % of the largest, and the largest portrait."""
    boxes = {}
    for cut, (across, up) in RATIOS.items():
        unit = min(size[0] // across, size[1] // up)
        unit = int(unit * 0.8) if cut.startswith("headshot") else unit
        width, height = unit * across, unit * up
        left, top = (size[0] - width) // 2, min(size[1] * 12 // 100, size[1] - height)
        boxes[cut] = (left, top, left + width, top + height)
    return boxes


# The site's side, in a process of its own


def make_ours(source, folder, is_slim):
    """Make the files of a photograph as the worker does; print what it took as JSON."""
    photo = set_up(source, folder)
    from sessions import making, slimming

    take = photo.pictures
    if is_slim:
        making.make(photo, tuple(take))
    before, started = used(), time.perf_counter()
    if is_slim:
        for cut in take:
            files = slimming.files_left(SimpleNamespace(photo=photo, done={}), cut)
            making.each_width(photo, [files], slimming.slim_one)
    else:
        making.make(photo, tuple(take))
    wall, cpu = time.perf_counter() - started, used() - before
    report(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def set_up(source, folder):
    """Return a photo that lies in no database, with its master in a storage of its own."""
    os.environ |= {"STUDIO_DATA": folder, "SECRET_KEY": "x" * 60, "HTTPS": "0"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
    import django

    django.setup()
    from PIL import Image

    from sessions import renditions
    from sessions.models import Photo

    shutil.copyfile(source, Path(folder, "media", "master.jpg"))
    with Image.open(source) as image:
        size = image.size
    boxes = crops_of(size)
    photo = Photo(slug="bench", digest="bench", width=size[0], height=size[1], creator="Bench")
    photo.master.name = "master.jpg"
    photo.hand_crops = {
        cut: [n / size[i % 2] for i, n in enumerate(box)] for cut, box in boxes.items()
    }
    photo.pictures = renditions.describe(photo, RATIOS)
    renditions.JPEG_WIDTH = WIDTHS[-1]  # the site itself leaves wide JPEGs to the first request
    for cut, picture in photo.pictures.items():
        left, top, right, bottom = boxes[cut]
        if renditions.box(picture, size) != (left, top, right, bottom):
            raise SystemExit(f"The crop {cut} is not the one that sharp gets.")
        picture["widths"] = [width for width in picture["widths"] if width in WIDTHS]
    return photo


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def report(wall, cpu, megabytes):
    json.dump({"wall": wall, "cpu": cpu, "peak_mb": megabytes}, sys.stdout)


# Both sides, in turn


def run(name, source, choices, folder):
    """Run one side in a folder; return what it reports, with the number of its files and bytes."""
    Path(folder, "media").mkdir()
    if name == PEER:
        command = ["node", str(SHARP), json.dumps(task_of_sharp(source, choices, folder))]
    else:
        command = [sys.executable, __file__, "--one", folder, str(source)]
        command += ["--slim"] if name == SLIM else []
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    told = json.loads(done.stdout)
    files = [*Path(folder, "media", "r").iterdir()]
    for kind in ("avif", "jpg"):
        told[kind] = sum(file.stat().st_size for file in files if file.suffix == f".{kind}")
    return told | {"files": len(files)}


def task_of_sharp(source, choices, folder):
    from PIL import Image

    with Image.open(source) as image:
        boxes = crops_of(image.size)
    out = Path(folder, "media", "r")
    out.mkdir()
    files = []
    for cut, (left, top, right, bottom) in boxes.items():
        region = {"left": left, "top": top, "width": right - left, "height": bottom - top}
        for width in WIDTHS:
            height = round(width * (bottom - top) / (right - left))
            path = str(out / f"{cut.split()[0]}-{width}")
            files.append({"region": region, "width": width, "height": height, "path": path})
    return {
        "modules": str(Path(choices.sharp).resolve()),
        "source": str(source),
        "files": files,
        "avif": {
            "quality": choices.quality,
            "effort": choices.effort,
            "chromaSubsampling": "4:2:0",
        },
        "jpeg": {"quality": choices.jpeg_quality, "progressive": True},
    }


def compare(source, choices):
    names = [OURS, *([PEER] if choices.sharp else []), *([SLIM] if choices.idle else [])]
    results = {name: [] for name in names}
    for number in range(choices.rounds):
        for name in names if number % 2 == 0 else reversed(names):
            with tempfile.TemporaryDirectory(prefix="bench-images-") as folder:
                results[name].append(run(name, source, choices, folder))
        load = os.getloadavg()[0]
        print(f"{source.name}: round {number + 1}, load {load:.1f}", end="\r", file=sys.stderr)
    show(source, results)


def show(source, results):
    base = results.get(PEER, results[OURS])
    print(f"\n{source.name}: medians; ratios to {PEER if PEER in results else OURS}, by round")
    print(f"{'':22}{'wall s':>8}{'CPU s':>8}{'wall x':>8}{'CPU x':>8}{'MB':>6}{'files':>7}   bytes")
    for name, rounds in results.items():

        def median(key, rounds=rounds):
            return statistics.median(each[key] for each in rounds)

        def ratio(key, rounds=rounds):
            pairs = zip(rounds, base, strict=True)
            return statistics.median(mine[key] / other[key] for mine, other in pairs)

        numbers = (
            f"{median('wall'):8.2f}{median('cpu'):8.2f}{ratio('wall'):8.2f}{ratio('cpu'):8.2f}"
        )
        size = f"AVIF {rounds[0]['avif'] // 1024} kB, JPEG {rounds[0]['jpg'] // 1024} kB"
        print(f"{name:22}{numbers}{median('peak_mb'):6.0f}{rounds[0]['files']:7}   {size}")


def draw(folder):
    """Draw a photograph for each size: soft forms under a grain, as heavy as a camera's files."""
    import numpy as np
    from PIL import Image

    for name, (width, height) in DRAWN.items():
        random = np.random.default_rng(7)
        spots = random.integers(40, 216, (14, 9, 3), np.uint8)
        image = np.asarray(Image.fromarray(spots).resize((width, height), Image.Resampling.BICUBIC))
        fine = random.integers(-9, 10, (height, width, 1), np.int16)
        coarse = random.integers(-14, 15, (height // 4, width // 4, 1), np.int16)
        coarse = coarse.repeat(4, axis=0).repeat(4, axis=1)
        path = Path(folder, f"{name}.jpg")
        noisy = (image + fine + coarse).clip(0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(path, "JPEG", quality=95, subsampling=1)
        yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="*", type=Path, help="JPEGs, upright")
    parser.add_argument("--sharp", help="the folder node_modules in which sharp is installed")
    parser.add_argument("--effort", type=int, default=0, help="of sharp's AVIF: 0 is libaom's 9")
    parser.add_argument("--quality", type=int, default=60, help="of sharp's AVIF")
    parser.add_argument("--jpeg-quality", type=int, default=78, help="of sharp's JPEG")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", action="store_true", help="measure the idle work as well")
    parser.add_argument("--one", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--slim", action="store_true", help=argparse.SUPPRESS)
    choices = parser.parse_args()
    if choices.one:
        make_ours(choices.photos[0], choices.one, choices.slim)
        return
    if choices.sharp and not Path(choices.sharp, "sharp").is_dir():
        print(f"There is no sharp in {choices.sharp}: npm install sharp@0.35. Going on without it.")
        choices.sharp = None
    with tempfile.TemporaryDirectory(prefix="bench-photos-") as folder:
        for photo in choices.photos or draw(folder):
            compare(photo.resolve(), choices)


if __name__ == "__main__":
    main()
