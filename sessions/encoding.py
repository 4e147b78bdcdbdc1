"""How picture files are encoded: chosen by bytes, quality and time, see bench/README.md.

No Django in here: the benches measure these very settings.
"""

# The table that ImageMagick and mozjpeg recommend (N. Robidoux): at the same SSIMULACRA2, files are
# 7 % smaller than with that of the standard.
ROBIDOUX = (
    *(16, 16, 16, 18, 25, 37, 56, 85),
    *(16, 17, 20, 27, 34, 40, 53, 75),
    *(16, 20, 24, 31, 43, 62, 91, 135),
    *(18, 27, 31, 40, 53, 74, 106, 156),
    *(25, 34, 43, 53, 69, 94, 131, 189),
    *(37, 40, 62, 74, 94, 124, 169, 238),
    *(56, 53, 91, 106, 131, 169, 226, 311),
    *(85, 75, 135, 156, 189, 238, 311, 418),
)
JPEG_QUALITY = 78


def quantization(quality):
    """Return the table for a quality from 50 to 100, scaled as libjpeg scales its own."""
    percent = 200 - 2 * quality
    return [min(255, max(1, (number * percent + 50) // 100)) for number in ROBIDOUX]


# The encoder's bytes depend on its number of threads, so that is not left to the machine; several
# tiles would serve more threads, and take 1 % more bytes.
AVIF = {"subsampling": "4:2:0", "max_threads": 1, "autotiling": False}
OPTIONS = {
    # Speed 9 takes a quarter of the time of speed 8, for 10 % more bytes of the same quality.
    "AVIF": {**AVIF, "quality": 61, "speed": 9},
    "JPEG": {
        "qtables": [quantization(JPEG_QUALITY)] * 2,
        "subsampling": "4:2:0",
        "progressive": True,
        "optimize": True,
    },
}
# What replaces the quick AVIF when nothing else is to be done: it looks the same and has 18 % fewer
# bytes, for twelve times the time. Speed 5 would take four times that, for 4 % more.
SLIM = {**AVIF, "quality": 59, "speed": 6}
