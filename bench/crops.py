"""Print the automatic crop of every photo in a folder, as JSON.

    python bench/crops.py FOLDER --kind headshot|portrait [--ratio 4:5]

The answer is {file name: [left, top, right, bottom] or null}, in fractions of the upright photo;
null stands for a crop that is declined and for a file that cannot be read.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sessions import framing, heads

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff"}


def main():
    arguments = parse_arguments()
    paths = sorted(p for p in arguments.folder.iterdir() if p.suffix.lower() in SUFFIXES)
    crops, started = {}, time.monotonic()
    for number, path in enumerate(paths, 1):
        crops[path.name] = crop_of_file(path, arguments.kind, arguments.ratio)
        if time.monotonic() - started > 2:
            print(f"\r{number} of {len(paths)}", end="", file=sys.stderr, flush=True)
    if time.monotonic() - started > 2:
        print(file=sys.stderr)
    print(json.dumps(crops, indent=1))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=folder)
    parser.add_argument("--kind", choices=("headshot", "portrait"), required=True)
    parser.add_argument("--ratio", type=pair, help="such as 4:5; a portrait's fits the photo")
    return parser.parse_args()


def folder(text):
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return Path(text)


def pair(text):
    try:
        width, height = (float(part) for part in text.split(":"))
        if 1 / 4 <= width / height <= 4:
            return width, height
    except (ValueError, ZeroDivisionError):
        pass
    raise argparse.ArgumentTypeError(f"{text} is not a ratio such as 4:5")


def crop_of_file(path, kind, ratio):
    try:
        with Image.open(path) as file:
            size = file.size
            if file.getexif().get(ExifTags.Base.Orientation, 1) >= 5:
                size = size[::-1]
            # A JPEG is read at a fraction of its size; the crop is still judged by its own pixels.
            file.draft("RGB", (1920, 1920))
            crop = crop_of_photo(ImageOps.exif_transpose(file), size, kind, ratio)
    except Exception as error:  # whatever a broken file raises, the other files still count
        print(f"{path.name}: {error}", file=sys.stderr)
        return None
    return crop and [crop.left, crop.top, crop.right, crop.bottom]


def crop_of_photo(image, size, kind, ratio):
    faces = heads.find_heads(image)
    others = tuple(face.head for face in faces[1:])
    head = faces[0].head if faces else None
    if kind == "portrait":
        return framing.portrait(size, head, others, ratio)
    if not faces or not faces[0].is_clear:
        return None
    return framing.headshot(size, head, others, ratio or (4, 5))


if __name__ == "__main__":
    main()
