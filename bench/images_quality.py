"""Say how many bytes the site's encoders take for the same quality, with sharp's beside them.

    python bench/images_quality.py PHOTO.jpg … [--sharp NODE_MODULES] [--width 640]

Each photograph is shrunk once, and every setting encodes these very pixels in four qualities. What
comes out is judged by SSIMULACRA2 (90 very high, 70 high, 50 medium); bytes between two qualities
are interpolated. Needs the package ssimulacra2, which is not among the site's own: install it
beside Pillow in an environment of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import ssimulacra2
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from sessions import encoding

AVIF, JPEG = (50, 56, 62, 68), (66, 72, 78, 84)
TARGETS = (70, 74, 78)
ENCODE = """
const [modules, source, cases] = JSON.parse(process.argv[1]);
const sharp = require(modules + "/sharp");
sharp.concurrency(1);
(async () => {
  const seconds = [];
  for (const [format, options, path] of cases) {
    const before = process.cpuUsage();
    await sharp(source)[format](options).toFile(path);
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  console.log(JSON.stringify(seconds));
})();
"""


def ours():
    """Return {name: [(format, options)]} of the site's settings in several qualities."""
    jpeg = encoding.OPTIONS["JPEG"]
    return {
        "site, AVIF at once": [("AVIF", encoding.OPTIONS["AVIF"] | {"quality": q}) for q in AVIF],
        "site, AVIF when idle": [("AVIF", encoding.SLIM | {"quality": q}) for q in AVIF],
        "site, JPEG": [("JPEG", jpeg | {"qtables": [encoding.quantization(q)] * 2}) for q in JPEG],
    }


def peers():
    found = {
        f"sharp, AVIF effort {effort}": [
            ("avif", {"quality": q, "effort": effort, "chromaSubsampling": "4:2:0"}) for q in AVIF
        ]
        for effort in (0, 3)
    }
    found["sharp, JPEG"] = [("jpeg", {"quality": q, "progressive": True}) for q in JPEG]
    found["sharp, JPEG, mozjpeg"] = [("jpeg", {"quality": q, "mozjpeg": True}) for q in JPEG]
    return found


def measure(photo, choices, folder):
    """Return {name: [(bytes, SSIMULACRA2, CPU seconds)]} for one photograph."""
    image = Image.open(photo).convert("RGB")
    if image.width > choices.width:
        size = (choices.width, round(image.height * choices.width / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    image.info.clear()
    reference = Path(folder, "reference.png")
    image.save(reference)
    results = {}
    for name, cases in ours().items():
        for format, options in cases:
            path, before = Path(folder, f"ours.{format.lower()}"), time.process_time()
            image.save(path, format, **options)
            seconds = time.process_time() - before
            results.setdefault(name, []).append(judged(path, reference, seconds))
    if choices.sharp:
        for name, cases in peers().items():
            results[name] = by_sharp(cases, choices, folder, reference)
    return results


def by_sharp(cases, choices, folder, reference):
    paths = [Path(folder, f"{number}.{case[0]}") for number, case in enumerate(cases)]
    tasks = [(*case, str(path)) for case, path in zip(cases, paths, strict=True)]
    modules = str(Path(choices.sharp).resolve())
    command = ["node", "-e", ENCODE, json.dumps([modules, str(reference), tasks])]
    seconds = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [judged(path, reference, each) for path, each in zip(paths, seconds, strict=True)]


def judged(path, reference, seconds):
    shown = path.with_suffix(".png")
    Image.open(path).convert("RGB").save(shown)
    score = float(ssimulacra2.compute_ssimulacra2(str(reference), str(shown)))
    return path.stat().st_size, score, seconds


def bytes_at(target, points):
    sizes, scores, _ = zip(*points, strict=True)
    return float(np.exp(np.interp(target, scores, np.log(sizes))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--sharp", help="the folder node_modules in which sharp is installed")
    parser.add_argument("--width", type=int, default=640)
    choices = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-quality-") as folder:
        found = [measure(photo, choices, folder) for photo in choices.photos]
    print(f"{'kB of all at SSIMULACRA2':26}" + "".join(f"{n:>8}" for n in TARGETS) + "   CPU s")
    for name in found[0]:
        kilobytes = [sum(bytes_at(t, each[name]) for each in found) / 1000 for t in TARGETS]
        seconds = sum(point[2] for each in found for point in each[name]) / len(AVIF)
        print(f"{name:26}" + "".join(f"{kb:8.0f}" for kb in kilobytes) + f"{seconds:8.2f}")


if __name__ == "__main__":
    main()
