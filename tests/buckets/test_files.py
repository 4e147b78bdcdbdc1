"""Files in a bucket: their names, and reading them as they come."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from sessions.models import Release
from studio.bucket_address import BucketError
from tests import bucket_server

bucket_server.needed()


def test_two_files_never_get_the_same_name(address, asked):
    names = {default_storage.save("masters/2026/master.jpg", ContentFile(b"x")) for _ in range(5)}

    assert len(names) == 5
    assert set(asked) == {"PutObject"}
    long = default_storage.save(f"originals/{'x' * 300}.jpeg", ContentFile(b"x"), max_length=100)
    assert len(long) <= 100
    assert long.endswith(".jpeg")


def test_a_name_is_as_short_as_a_folder_needs_it_that_the_studio_may_move_to(address):
    release = Release(sitter="Mei", signed_on="2026-01-02")
    release.document.save("あ" * 90 + ".pdf", ContentFile(b"signed"), save=False)

    assert len(release.document.name.encode()) < 150
    assert release.document.name.endswith(".pdf")


def test_a_file_is_read_as_it_comes_and_anywhere(address, asked):
    data = bytes(range(256)) * 4096  # a megabyte
    default_storage.store_as("originals/a.bin", ContentFile(data))
    asked.clear()

    with default_storage.open("originals/a.bin") as file:
        assert file.size == len(data)
        assert (file.seek(0, io.SEEK_END), file.seek(0)) == (len(data), 0)
        assert b"".join(iter(lambda: file.read(100_000), b"")) == data
        assert asked == ["GetObject"]
        file.seek(700_001)
        assert file.read(5) == data[700_001:700_006]
        assert len(asked) == 2
        file.seek(len(data))
        assert file.read() == b""


def test_an_answer_that_breaks_off_is_taken_up_again(address, monkeypatch):
    from botocore.exceptions import ResponseStreamingError

    data = bytes(range(256)) * 1024
    default_storage.store_as("originals/a.bin", ContentFile(data))
    with default_storage.open("originals/a.bin") as file:
        assert file.read(70_000) == data[:70_000]
        stream = file.file.raw

        def broken(buffer):
            raise ResponseStreamingError(error="reset")

        monkeypatch.setattr(stream.body, "readinto", broken)
        assert file.read() == data[70_000:]


def test_a_file_that_became_another_is_not_joined_to_it(address):
    default_storage.store_as("originals/a.bin", ContentFile(b"a" * 300_000))
    with default_storage.open("originals/a.bin") as file:
        file.read(10)
        default_storage.store_as("originals/a.bin", ContentFile(b"b" * 300_000))
        file.file.raw.let_go()

        with pytest.raises(BucketError, match="PreconditionFailed"):
            file.read()


def test_what_is_not_there_is_not_found(address):
    for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask("originals/none.jpg")
    assert not default_storage.exists("originals/none.jpg")
    default_storage.delete("originals/none.jpg")
    assert default_storage.listdir("originals") == ([], [])
