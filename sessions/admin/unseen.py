"""Why visitors do not see a photo, in two or three words each."""

from django.utils import timezone


def about_consent(photo):
    """Return {words: whether they hold}. Load `release` along."""
    has_ended = photo.release is not None and not photo.release.is_valid
    return {
        "release ended": has_ended,
        "no release": not has_ended and not photo.has_consent,
    }


def about_publishing(photo):
    """Return {words: whether they hold}."""
    is_later = photo.published_at is not None and photo.published_at > timezone.now()
    return {"draft": photo.published_at is None, "not yet on the site": is_later}


def words_for(photo):
    """Return "not on the site now: no release, draft"; "" for a photo that visitors may see."""
    reasons = about_consent(photo) | about_publishing(photo)
    found = ", ".join(words for words, is_so in reasons.items() if is_so)
    return f"not on the site now: {found}" if found else ""
