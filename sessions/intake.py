"""Taking in an upload: from any file to a clean master, or a sentence why not.

Pictures are opened in a child process with limits only (intake_child.py), never in here.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.conf import settings

logger = logging.getLogger("sessions.pictures")

# On the clock. The work itself has nine seconds of a processor (intake_limits.py); a machine that
# has a lot to do may need longer for them.
SECONDS = 30
EXTENSIONS = {"jpg", "jpeg", "jpe", "png", "webp", "avif", "tif", "tiff", "heic", "heif", "hif"}
RAW_EXTENSIONS = {"arw", "cr2", "cr3", "dng", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2"}
# The child gets no secrets, which stand in other variables.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR")
# Every thread of a decoder would reserve address space of its own.
CHILD_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class UploadRefused(Exception):
    """The upload is not taken. `message` tells its owner why and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


@dataclass
class Intake:
    """An accepted upload. `width` and `height` are the master's, `original_size` is upright."""

    name: str
    original: object  # the upload, at its beginning
    original_digest: str
    master: BytesIO  # JPEG: upright, 8-bit sRGB, no metadata
    digest: str
    width: int
    height: int
    original_size: tuple[int, int]
    format: str
    tone: str  # average colour, "#rrggbb"
    likeness: str = ""  # what stays nearly the same when it is exported again
    facts: dict = field(default_factory=dict)
    faces: list = field(default_factory=list)


def take_in(file):
    """Return the Intake of an uploaded file. Raises UploadRefused."""
    name = Path(file.name).name
    check_name(name)
    check_size(file.size)
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        upload = Path(folder, "upload")
        original_digest = keep(file, upload)
        found = examine(upload, folder)
        master = Path(folder, "master.jpg").read_bytes()
    logger.debug("Took in %s: %s, %s MB at most.", name, found["format"], found.pop("peak_mb"))
    return Intake(
        name=name,
        original=file,
        original_digest=original_digest,
        master=BytesIO(master),
        digest=hashlib.sha256(master).hexdigest()[:16],
        **found | {"original_size": tuple(found["original_size"])},
    )


def check_name(name):
    extension = Path(name).suffix.lstrip(".").lower()
    if extension in RAW_EXTENSIONS:
        raise UploadRefused(
            "This is a camera raw file. Export the picture from your raw converter as JPEG."
        )
    if extension not in EXTENSIONS:
        kind = f"Files ending in .{extension}" if extension else "Files without an ending"
        raise UploadRefused(
            f"{kind} are not taken. Upload a JPEG, PNG, WebP, AVIF, TIFF or HEIC picture."
        )


def check_size(size):
    most = settings.UPLOAD_MAX_BYTES
    if size == 0:
        raise UploadRefused(
            "This file is empty (0 bytes). Copy it from the camera or phone again, then upload it."
        )
    if size > most:
        raise UploadRefused(
            f"This file has {size / 1024**2:,.1f} MB; {most / 1024**2:,.0f} MB is the most. "
            "Export the picture as JPEG, with a long edge of 6,000 pixels or less."
        )


def keep(file, path):
    """Write the upload to the path and rewind it; return its SHA-256."""
    digest = hashlib.sha256()
    with open(path, "wb") as copy:
        for chunk in file.chunks():
            digest.update(chunk)
            copy.write(chunk)
    file.seek(0)
    return digest.hexdigest()


def examine(upload, folder):
    """Have the child examine a file; return its result. Raises UploadRefused."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "sessions.intake_child", upload, folder],
            cwd=Path(__file__).resolve().parent.parent,
            env={k: v for k, v in os.environ.items() if k in PASSED_ON} | CHILD_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("An upload was given up after %s seconds.", SECONDS)
        raise UploadRefused(too_much("time")) from None
    if said := child.stderr.decode(errors="replace").strip():
        logger.warning("While an upload was examined: %s", said[-2000:])
    result = Path(folder, "result.json")
    if not result.exists():
        logger.warning("An upload ended its child process (code %s).", child.returncode)
        raise UploadRefused(too_much("time or memory"))
    found = json.loads(result.read_text())
    if "refused" in found:
        raise UploadRefused(found["refused"])
    return found


def too_much(what):
    return (
        f"This picture takes too much {what} to open; it is damaged, or far larger than needed. "
        "Export it again as an ordinary JPEG, with a long edge of 6,000 pixels or less."
    )
