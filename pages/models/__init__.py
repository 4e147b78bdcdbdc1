from .blocks import Block
from .framing_blocks import CropLines, Frames, OwnPhoto, Uses
from .offer_blocks import Guide, Packages, SideBySide
from .page import Page
from .picture_blocks import Gallery, Photograph, Retouching
from .questions import Question
from .shown import Shown
from .word_blocks import CallToAction, Definition, Prose, Questions, Quote

BLOCK_MODELS = [
    Prose,
    SideBySide,
    Frames,
    CropLines,
    OwnPhoto,
    Definition,
    Uses,
    Guide,
    Packages,
    Gallery,
    Photograph,
    Retouching,
    Questions,
    Quote,
    CallToAction,
]

__all__ = [
    "BLOCK_MODELS",
    "Block",
    "Page",
    "Question",
    "Shown",
    *(model.__name__ for model in BLOCK_MODELS),
]
