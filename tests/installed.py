"""Programs that tests need and that may not be installed."""

import os
import warnings

import pytest


def needed(found, words):
    """Return what was found; where that is nothing, skip loudly, or fail where all must run."""
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(words)
    warnings.warn(words, stacklevel=2)
    pytest.skip(words)
