"""Finished pages as files for nginx and Caddy: whole, swapped at once, and never old."""

import os
import subprocess
import sys
import time

import brotli
import pytest
from django.conf import settings as project
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction

from pages.models import Page
from studio.models import Mail
from studio.page_cache import page_files
from studio.page_cache.application import PageCache
from studio.page_cache.page_files import PageFiles
from studio.page_cache.withdrawing import Withdrawing

from .servers import Server, environment, free_port, manage, need, running, running_site
from .shelves import shelf_in
from .test_page_cache import commit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests_keep_the_connection")]
ORIGIN = "http://testserver"
EXPLAINER = "/headshot-vs-portrait/"


@pytest.fixture
def all_files(db, tmp_path, settings):
    settings.PAGE_FILES_DIR = tmp_path / "page-files"
    cache = PageCache(WSGIHandler(), shelf_in(tmp_path / "pages" / "build"), 4_000_000)
    cache.later.do = lambda work: work()
    return PageFiles(cache, settings.PAGE_FILES_DIR, ORIGIN)


@pytest.fixture
def files(all_files, monkeypatch):
    """The same for a few pages: compressing all of them takes seconds."""
    few = ["/", EXPLAINER, "/about/", "/privacy/"]
    monkeypatch.setattr(all_files, "paths", lambda: few)
    return all_files


def test_all_pages_are_written_in_all_encodings(all_files, client):
    reports, files = [], all_files

    count = files.write(lambda *row: reports.append(row))

    assert count > 20
    assert reports[-1][0] == reports[-1][1] >= count
    explainer = files.current / EXPLAINER[1:] / "index.html"
    assert explainer.read_bytes() == client.get(EXPLAINER).content
    compressed = explainer.with_name("index.html.br").read_bytes()
    assert brotli.decompress(compressed) == explainer.read_bytes()
    assert explainer.with_name("index.html.gz").exists()
    assert (files.current / "index.html").exists()
    assert not (files.current / "inquire").exists()
    assert not list(files.folder.glob("part-*"))


def test_files_are_written_when_content_changed_and_only_then(files):
    assert files.is_due()
    files.write()
    first = files.served()
    assert not files.is_due()

    Page.objects.filter(slug="about").update(title="Changed in bulk")
    commit()
    assert files.is_due()
    files.write()

    assert files.served() != first
    assert "Changed in bulk" in (files.current / "about" / "index.html").read_text()
    assert [each.name for each in files.folders()] == [files.served()]


def test_pages_that_stayed_the_same_are_not_compressed_again(files, monkeypatch):
    files.write()
    before = (files.current / "privacy" / "index.html.br").stat().st_ino
    Page.objects.filter(slug="about").update(lead="Changed in bulk")
    commit()

    files.write()

    assert (files.current / "privacy" / "index.html.br").stat().st_ino == before
    assert (files.current / "about" / "index.html.br").stat().st_nlink == 1


def test_a_change_during_the_writing_swaps_nothing(files):
    files.write()
    before = files.served()

    def change(done, total):
        if done == 3:
            Page.objects.filter(slug="about").update(title="Changed in bulk")
            commit()

    Page.objects.filter(slug="about").update(title="Changed before")
    commit()
    assert files.write(change) is None
    assert files.served() == before
    assert not list(files.folder.glob("part-*"))
    assert files.write()


def test_a_disk_that_is_full_swaps_nothing(files, monkeypatch):
    files.write()
    before = files.served()
    Page.objects.filter(slug="about").update(title="Changed in bulk")
    commit()

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(page_files, "write_page", full)
    with pytest.raises(OSError, match="No space"):
        files.write()

    assert files.served() == before
    assert not list(files.folder.glob("part-*"))


def test_a_host_that_is_not_allowed_is_said(all_files, settings):
    all_files.origin = page_files.urlsplit("https://evil.example")

    with pytest.raises(OSError, match="ALLOWED_HOSTS"):
        all_files.write()


@pytest.fixture
def watched(files):
    files.write()
    with connection.execute_wrapper(Withdrawing()):
        yield files


def test_any_write_of_content_takes_the_files_away(watched):
    Page.objects.filter(slug="about").update(title="Changed in bulk")

    assert watched.served() == ""
    watched.write()
    assert watched.served() != ""


def test_reading_and_other_writing_leave_the_files(watched, make_inquiry):
    list(Page.objects.all())
    make_inquiry()
    Mail.objects.create(kind="test", to="a@example.com", subject="A test", text="Hello")

    assert watched.served() != ""


def test_files_put_back_before_the_commit_are_taken_away_after_it(
    watched, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        Page.objects.filter(slug="about").update(title="Changed in bulk")
        watched.swap("as-it-was")

    assert watched.served() == ""


def test_headers_are_written_for_both_servers(files):
    files.write_headers()

    nginx = (files.folder / "headers.nginx").read_text()
    caddy = (files.folder / "headers.caddy").read_text()
    assert 'add_header X-Content-Type-Options "nosniff" always;' in nginx
    assert 'header Cache-Control "public, no-cache"' in caddy
    assert "Content-Security-Policy" in nginx
    assert "Content-Length" not in nginx + caddy


def nginx_server(folder, site, data):
    """Return (command, server): nginx with the configuration that comes with the project."""
    nginx = need("nginx", "nginx-light libnginx-mod-http-brotli-static")
    port = free_port()
    text = (project.BASE_DIR / "deploy" / "nginx-site.conf").read_text()
    (folder / "site.conf").write_text(text.replace("/srv/studio", str(data)))
    (folder / "nginx.conf").write_text(f"""
        load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
        daemon off; pid {folder}/pid; error_log {folder}/error.log; user root;
        events {{ worker_connections 256; }}
        http {{
          include /etc/nginx/mime.types; access_log off;
          client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
          fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
          upstream studio {{ server 127.0.0.1:{site.port}; keepalive 16; }}
          server {{ listen 127.0.0.1:{port}; include {folder}/site.conf; }}
        }}""")
    return [nginx, "-c", f"{folder}/nginx.conf", "-p", str(folder)], Server(port)


def caddy_server(folder, site, data):
    """Return (command, server): Caddy with the configuration that comes with the project."""
    caddy = need("caddy", "caddy")
    port = free_port()
    text = (project.BASE_DIR / "deploy" / "Caddyfile").read_text()
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text)
    variables = [
        f"SITE_ADDRESS=http://127.0.0.1:{port}",
        f"SITE_UPSTREAM=127.0.0.1:{site.port}",
        f"SITE_DATA={data}",
    ]
    command = [caddy, "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]
    return ["env", *variables, *command], Server(port)


@pytest.fixture(scope="module")
def data(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("site") / "data"
        folder.mkdir()
        folder.parent.chmod(0o755)
        with running_site(folder) as site:
            yield site


@pytest.mark.parametrize("configured", [nginx_server, caddy_server])
def test_a_server_before_the_site_answers_with_finished_pages(data, tmp_path, configured):
    command, server = configured(tmp_path, data, data.data)
    variables = {"PAGE_FILES": f"http://127.0.0.1:{server.port}"}
    manage(data.data, "page_files", **variables)
    with running(command, server, env=os.environ | {"HOME": str(tmp_path)}):
        status, headers, body = server.get(EXPLAINER, accept_encoding="gzip, br")
        _, of_the_site, _ = data.get(EXPLAINER, accept_encoding="gzip, br")

        assert status == 200
        assert "cache-status" not in headers  # no answer of the site
        assert headers["content-encoding"] == "br"
        assert headers["content-type"].lower() == of_the_site["content-type"].lower()
        for name in of_the_site.keys() - {"cache-status", "connection", "content-length", "date"}:
            assert name in headers
            if name not in {"etag", "server", "content-security-policy"}:
                assert headers[name] == of_the_site[name] or name == "content-type"
        page = brotli.decompress(body).decode()
        assert f'href="http://127.0.0.1:{server.port}{EXPLAINER}"' in page
        assert server.get(EXPLAINER, if_none_match=headers["etag"])[0] in (200, 304)

        assert server.get("/")[0] == 200
        assert "cache-status" in server.get(f"{EXPLAINER}?utm_source=x")[1]
        assert server.get("/nothing/")[0] == 404
        assert server.get("/about")[0] == 301
        assert server.get("/inquire/")[0] == 200
        assert server.get("/inquire/", "POST", "a=b")[0] in (200, 400)
        assert server.get("/admin/")[0] == 302
        assert server.get(EXPLAINER, "HEAD")[2] == b""
        signed_in = server.get(EXPLAINER, cookie=f"a=b; {project.SESSION_COOKIE_NAME}=x")[1]
        assert "cache-status" not in signed_in or "hit" not in signed_in["cache-status"]

        changed = f"Changed for {configured.__name__}"
        code = f"from pages.models import Page; Page.objects.update(title={changed!r})"
        manage(data.data, "shell", "-c", code, **variables)

        status, headers, body = server.get(EXPLAINER)
        assert (status, changed in body.decode()) == (200, True)
        assert "cache-status" in headers


def test_the_worker_puts_the_files_back(data, tmp_path):
    sql = "UPDATE pages_page SET title = 'Changed from outside' WHERE slug = 'about'"
    code = f"from django.db import connection; connection.cursor().execute({sql!r})"
    manage(data.data, "shell", "-c", code)
    page = data.data / "page-files" / "current" / "about" / "index.html"
    command = [sys.executable, "manage.py", "worker", "--no-startup-delay"]
    variables = environment(data.data, PAGE_FILES=f"http://127.0.0.1:{data.port}")
    worker = subprocess.Popen(command, cwd=project.BASE_DIR, env=variables)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if page.exists() and "Changed from outside" in page.read_text():
                break
            time.sleep(0.2)
        assert "Changed from outside" in page.read_text()
    finally:
        worker.terminate()
        worker.wait(60)
