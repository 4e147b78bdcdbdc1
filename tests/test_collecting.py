"""Static files are collected anew when there are others, and only then."""

import pytest

from studio import collecting


@pytest.fixture
def collected(settings, tmp_path):
    """Collect a few small files; return their sources and how often that was done."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [sources], tmp_path / "staticfiles"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    collecting.collect()
    return sources, settings.STATIC_ROOT


def css(root):
    return sorted(path.read_text() for path in root.glob("a.*.css"))


@pytest.fixture
def calls(collected, monkeypatch):
    calls = []
    real = collecting.call_command
    monkeypatch.setattr(
        collecting, "call_command", lambda *args, **options: calls.append(real(*args, **options))
    )
    return calls


def test_the_same_sources_are_not_collected_twice(collected, calls):
    collecting.collect()

    assert not calls


def test_a_changed_source_is_collected(collected, calls):
    sources, root = collected
    (sources / "a.css").write_text("a { color: blue }")

    collecting.collect()

    assert "a { color: blue }" in css(root)
    assert len(calls) == 1


def test_a_lost_file_is_collected_again(collected, calls):
    _, root = collected
    next(root.glob("a.*.css")).unlink()

    collecting.collect()

    assert css(root) == ["a { color: red }"]
    assert len(calls) == 1


def test_what_was_interrupted_is_done_again(collected, calls, monkeypatch):
    sources, _ = collected
    (sources / "b.css").write_text("b {}")

    def killed(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "call_command", killed)
        with pytest.raises(KeyboardInterrupt):
            collecting.collect()
    collecting.collect()

    assert len(calls) == 1
