"""nginx before a site whose photographs are in a bucket."""

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage

from sessions import media
from sessions.models import Photo
from studio import bucket_address
from tests import bucket_server
from tests.servers import Server, copy_database, free_port, need, running, running_site

from .conftest import path_of

bucket_files = bucket_server.needed()


def nginx_server(folder, site):
    """Return (command, server): nginx with the two configurations that come with the project."""
    nginx, port = need("nginx", "nginx-light"), free_port()
    for name in ("nginx-site.conf", "nginx-pictures.conf"):
        text = (project.BASE_DIR / "deploy" / name).read_text()
        without_brotli = text.replace("  brotli_static on;", "").replace("/srv/studio", str(folder))
        (folder / name).write_text(without_brotli)
    (folder / "page-files").mkdir()
    (folder / "page-files" / "headers.nginx").touch()
    (folder / "nginx.conf").write_text(f"""
        daemon off; pid {folder}/pid; error_log {folder}/error.log; user root;
        events {{ worker_connections 256; }}
        http {{
          access_log off;
          client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
          fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
          proxy_cache_path {folder}/kept keys_zone=pictures:1m;
          upstream studio {{ server 127.0.0.1:{site.port}; }}
          server {{
            listen 127.0.0.1:{port};
            include {folder}/nginx-site.conf; include {folder}/nginx-pictures.conf;
          }}
        }}""")
    return [nginx, "-c", f"{folder}/nginx.conf", "-p", str(folder)], Server(port)


@pytest.fixture(scope="module")
def copied(tmp_path_factory, django_db_setup, django_db_blocker):
    """A folder with a copy of the tests’ database, made before a test begins a transaction."""
    folder = tmp_path_factory.mktemp("site") / "data"
    with django_db_blocker.unblock():
        copy_database(folder)
    return folder


def test_nginx_keeps_pictures_and_asks_the_site_nothing(copied, db, server, tmp_path):
    url = f"s3+http://key:sec%2Fret@{server}/before"
    data, front = copied, tmp_path / "front"
    front.mkdir()
    address = bucket_address.parsed(url).below(str(data).strip("/"))  # as server_settings.py does
    bucket_server.make(address)
    storage = bucket_files.PrivateBucket(address, "/")
    photo = Photo.objects.public().first()
    with default_storage.open(photo.master.name) as master:
        storage.store_as(photo.master.name, master)
    running_there = running_site(data, workers=1, STORAGE_URL=url)
    with running_there as site:
        command, nginx = nginx_server(front, site)
        with running(command, nginx):
            status, headers, body = nginx.get(path_of(photo))
            storage.delete_all([photo.master.name, path_of(photo)[7:]])
            again, _, same = nginx.get(path_of(photo))
            without = site.get(path_of(photo))[0]
            known = nginx.get(path_of(photo), if_none_match=headers["etag"])[0]

    assert (status, again, without, known) == (200, 200, 404, 304)
    assert headers["cache-control"] == media.FOREVER
    assert same == body
