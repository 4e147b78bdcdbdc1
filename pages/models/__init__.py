from .blocks import (
    Block,
    CallToAction,
    CropLines,
    Definition,
    Frames,
    Gallery,
    Guide,
    OwnPhoto,
    Packages,
    Photograph,
    Prose,
    Questions,
    Quote,
    Retouching,
    SideBySide,
    Uses,
)
from .page import Page
from .questions import Question
from .shown import Shown

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
