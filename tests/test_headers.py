"""Headers: what browsers are told to keep to, and what an observatory would say of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from django.urls import reverse

from tests import forked

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "a-long-key-of-production-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "studio.example",
    "HTTPS": "1",
}
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
}
PUBLIC = ["/", "/headshot-vs-portrait/", "/sessions/", "/galleries/", "/inquire/", "/nowhere/"]
DESK = ["/admin/", "/admin/login/", "/admin/new-password/", "/admin/account/", "/admin/nowhere/"]
MACHINES = ["/robots.txt", "/sitemap.xml", "/feed/", "/healthz", "/favicon.ico"]
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "data:", "blob:"}


@pytest.fixture
def https(settings):
    with override_settings(**HTTPS):
        yield


def policy_of(response):
    """Return {directive: {source}}."""
    found = response["Content-Security-Policy"]
    directives = [each.split() for each in found.split(";") if each.strip()]
    assert len({name for name, *_ in directives}) == len(directives)
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.parametrize("path", PUBLIC + DESK + MACHINES)
def test_every_answer_carries_the_policy_and_the_headers(admin_client, path):
    response = admin_client.get(path)

    policy = policy_of(response)
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == {"'self'"}
    assert not set().union(*policy.values()) & (BROAD | UNSAFE)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    for feature in ["camera", "microphone", "geolocation", "payment", "usb"]:
        assert f"{feature}=()" in response["Permissions-Policy"]


def test_nothing_is_left_out_of_the_policy():
    assert set(django_settings.CONTENT_SECURITY_POLICY) == {"DIRECTIVES"}


def test_a_form_with_an_editor_has_one_nonce_for_its_import_map(admin_client):
    url = reverse("admin:pages_page_change", args=[1])
    first, second = admin_client.get(url), admin_client.get(url)

    for response in (first, second):
        policy = policy_of(response)
        nonce = next(each for each in policy["script-src"] if each.startswith("'nonce-"))
        assert policy["script-src"] == {"'self'", nonce}
        assert policy["style-src"] == {"'self'"}
        inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.content.decode())
        code = [each for each in inline if "application/json" not in each]
        assert [("importmap" in each, nonce[7:-1] in each) for each in code] == [(True, True)]
    assert first["Content-Security-Policy"] != second["Content-Security-Policy"]


@pytest.mark.parametrize("path", PUBLIC + DESK)
def test_no_page_holds_code_or_styles(admin_client, path):
    html = admin_client.get(path).content.decode()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|src=\"data:", html)
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert "src=" in attributes or "ld+json" in attributes


def test_public_pictures_may_stand_on_other_sites(client, db):
    response = client.get("/media/r/nothing-headshot-00000000-320.jpg")

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


# https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring, as far as one answer
# tells: bonuses count from 90 points on. Redirects and preload lists need the site on the internet.


def score(response):
    """Return the points of the HTTP Observatory for an answer over https."""
    penalties, bonuses = [], []
    for each in (csp, framing, referrer, hsts, sniffing, cookies, sharing, resources, scripts):
        points = each(response)
        (bonuses if points > 0 else penalties).append(points)
    base = 100 + sum(penalties)
    return base + sum(bonuses) if base >= 90 else base


def csp(response):
    if "Content-Security-Policy" not in response:
        return -25
    policy = policy_of(response)
    default = policy.get("default-src", {"*"})
    script, style, objects = (
        policy.get(name, default) for name in ("script-src", "style-src", "object-src")
    )
    if script & (BROAD | {"'unsafe-inline'", "data:"}) or objects & BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for each in policy.values() for source in each):
        return -20
    if "'unsafe-eval'" in script | style:
        return -10
    if style & (BROAD | {"'unsafe-inline'", "data:"}):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def framing(response):
    ancestors = policy_of(response).get("frame-ancestors")
    if ancestors and not ancestors & BROAD:
        return 5
    return 0 if response.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def referrer(response):
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    if "Referrer-Policy" not in response:
        return 0
    return 5 if response["Referrer-Policy"] in private else -5


def hsts(response):
    found = re.search(r"max-age=(\d+)", response.get("Strict-Transport-Security", ""))
    if found is None:
        return -20
    return 0 if int(found[1]) >= 15_768_000 else -10


def sniffing(response):
    return 0 if response.get("X-Content-Type-Options") == "nosniff" else -5


def cookies(response):
    if not response.cookies:
        return 0
    for name, morsel in response.cookies.items():
        if "session" in name.lower() and not (morsel["secure"] and morsel["httponly"]):
            return -40
        if not morsel["secure"] or morsel["samesite"] not in ("Strict", "Lax"):
            return -20
    return 5


def sharing(response):
    return -50 if response.get("Access-Control-Allow-Origin") == "*" else 0


def resources(response):
    policy = response.get("Cross-Origin-Resource-Policy")
    return {None: 0, "same-origin": 10, "same-site": 10}.get(policy, -20)


def scripts(response):
    sources = re.findall(r"<script[^>]* src=\"([^\"]+)\"", response.content.decode())
    return 0 if all(source.startswith("/") for source in sources) else -50


@pytest.mark.parametrize("path", ["/", "/headshot-vs-portrait/", "/inquire/", "/admin/login/"])
def test_the_observatory_gives_more_than_an_a(client, db, https, path):
    response = client.get(path, secure=True)

    assert response.status_code == 200
    assert score(response) >= 125


def test_plain_http_leads_to_https(client, db, https):
    response = client.get("/sessions/?use=linkedin")

    assert response.status_code == 301
    assert response.url == "https://testserver/sessions/?use=linkedin"


def test_the_cookies_of_the_desk_are_for_https_and_this_host_alone():
    code = "from studio import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    command = [sys.executable, "-c", code]

    found = subprocess.run(
        command, cwd=ROOT, env=PRODUCTION, capture_output=True, text=True, check=True
    )

    assert found.stdout.split() == ["__Host-session", "True"]


def test_signing_in_sets_no_cookie_for_scripts_or_plain_http(https, client, django_user_model):
    django_user_model.objects.create_user("lena", password="a north window", is_staff=True)

    with override_settings(SESSION_COOKIE_NAME="__Host-session"):
        fields = {"username": "lena", "password": "a north window"}
        found = client.post("/admin/login/", fields, secure=True).cookies

    assert {"__Host-session", "studio-browser"} <= set(found)
    for name in ("__Host-session", "studio-browser"):
        assert found[name]["secure"] is True
        assert found[name]["httponly"] is True
        assert found[name]["samesite"] == "Lax"
    assert (found["__Host-session"]["path"], found["__Host-session"]["domain"]) == ("/", "")


def deployed(tmp_path, **variables):
    """Run the deployment check where static files were collected; return what it says."""
    (tmp_path / "staticfiles").mkdir()
    manifest = {"version": "1.1", "paths": {"a.css": "a.1.css"}}
    (tmp_path / "staticfiles" / "staticfiles.json").write_text(json.dumps(manifest))
    environment = {
        **PRODUCTION,
        "STUDIO_DATA": str(tmp_path),
        "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
        "PAGE_FILES": "https://studio.example",
        **variables,
    }
    return forked.manage(environment, "check", "--deploy", "--fail-level", "WARNING")


def test_the_deployment_check_is_silent(tmp_path):
    code, said = deployed(tmp_path)

    assert code == 0, said
    assert "WARNINGS" not in said


@pytest.mark.parametrize(
    ("variables", "number"),
    [
        ({"HTTPS": "0"}, "studio.W042"),
        ({"ALLOWED_HOSTS": "", "PAGE_FILES": ""}, "studio.W043"),
        ({"EMAIL_URL": ""}, "studio.W044"),
        ({"PAGE_FILES": "https://www.studio.example"}, "studio.W045"),
    ],
)
def test_the_deployment_check_names_what_was_forgotten(tmp_path, variables, number):
    code, said = deployed(tmp_path, **variables)

    assert code == 1
    assert re.findall(r"\((\w+\.[EW]\d+)\)", said) == [number]
