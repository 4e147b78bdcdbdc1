"""Who may see what is in a bucket."""

import urllib.error
import urllib.request

import pytest
from django.core.files.storage import default_storage, storages
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from sessions import tasks
from studio import bucket_address
from tests import bucket_server

from .conftest import path_of, use

bucket_server.needed()


def test_nothing_in_the_bucket_is_public(make_photo, address, client_of_bucket, server, asked):
    sent = []
    for alias in ("default", "renditions"):
        events = storages[alias].client.meta.events
        events.register("before-parameter-build.s3", lambda params, **rest: sent.append(params))
    photo = make_photo()
    tasks.make_renditions.call(photo.pk)

    assert [each for each in sent if "Body" in each]
    assert not [each for each in sent if "ACL" in each]
    for name in (photo.original.name, path_of(photo)[7:]):
        grants = client_of_bucket.get_object_acl(Bucket="studio", Key=address.path(name))["Grants"]
        assert {each["Grantee"]["Type"] for each in grants} == {"CanonicalUser"}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://{server}/studio/{address.path(name)}")


@pytest.mark.parametrize("debug", [True, False])
def test_a_report_of_an_error_on_the_way_shows_no_secret(settings, monkeypatch, debug):
    settings.DEBUG = debug
    secret = "-".join(["hush", "hush"])  # put together here: a report quotes the code
    use(settings, bucket_address.parsed(f"s3+http://key:{secret}@127.0.0.1:9/studio"))
    try:
        storages["renditions"].client.list_objects_v2(Bucket="studio")
    except Exception as error:
        report = ExceptionReporter(
            RequestFactory().get("/"), type(error), error, error.__traceback__
        )

    del secret
    text = report.get_traceback_html()
    assert "EndpointConnectionError" in text
    assert "-".join(["hush", "hush"]) not in text
    assert "-".join(["hush", "hush"]) not in repr(settings.STORAGES)


def test_the_desk_hands_out_originals_as_they_came(desk, make_photo, address, client, asked):
    photo = make_photo()
    name = photo.original.name
    assert photo.original.url == f"/admin/files/{name}"
    asked.clear()

    response = desk.get(photo.original.url)

    with default_storage.open(name) as file:
        assert b"".join(response) == file.read()
    assert asked[0] == "GetObject"
    assert response["Cache-Control"] == "private, no-store"
    assert desk.get("/admin/files/originals/none.jpg").status_code == 404
    client.logout()
    assert client.get(photo.original.url).status_code == 302
