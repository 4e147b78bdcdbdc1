"""What comes with the project to run it elsewhere: Dockerfile, compose.yaml, unit of systemd."""

import re
import shutil
import socket
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from studio.management.commands import serve

ROOT = settings.BASE_DIR
OF_THE_SITE = ["prepare", "web", "worker"]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_the_image_takes_only_what_is_there_and_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--" not in line]

    assert copied == [["requirements.txt", "requirements-grown.txt"], ["."]]
    assert all((ROOT / name).exists() for names in copied for name in names)
    user = [line for line in lines if line.startswith("USER ")][-1]
    assert user == "USER studio"
    assert lines.index(user) > max(n for n, line in enumerate(lines) if line.startswith("COPY"))


def test_no_secret_and_no_data_get_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert {".*", "media/*", "db.sqlite3*", "backups"} <= set(ignored)
    assert not [line for line in ignored if line.startswith("!")]


def test_no_container_of_the_site_may_do_more_than_it_needs(services):
    for name in OF_THE_SITE:
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
        assert "ports" not in service  # Caddy alone is seen from outside
    assert all(service["read_only"] for service in services.values())


def test_the_commands_of_the_containers_are_those_of_the_site(services):
    for name in OF_THE_SITE:
        words = " ".join(services[name]["command"])
        for command in re.findall(r"manage\.py (\S+)", words):
            assert command in get_commands()
    assert "python:studio.web_server" in services["web"]["command"]
    assert "studio.wsgi" in services["web"]["command"]


def test_every_setting_of_the_containers_is_explained(services):
    explained = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)

    for name in OF_THE_SITE:
        assert set(services[name]["environment"]) <= set(explained)


def test_the_proxy_that_is_believed_is_in_the_network_of_the_containers():
    whole = yaml.safe_load((ROOT / "compose.yaml").read_text())
    [config] = whole["networks"]["default"]["ipam"]["config"]

    assert whole["services"]["web"]["environment"]["TRUSTED_PROXIES"] == config["subnet"]


def test_caddy_reads_what_the_worker_writes_and_no_more(services):
    mounted = dict(volume.split(":")[:2] for volume in services["caddy"]["volumes"])

    assert mounted["page-files"] == "/srv/studio/page-files"
    assert "studio" not in mounted
    assert "page-files:/data/page-files" in services["worker"]["volumes"]


def test_the_unit_is_understood_by_systemd(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    text = (ROOT / "deploy" / "studio.service").read_text()
    unit = tmp_path / "studio.service"
    unit.write_text(text.replace("/opt/studio/.venv/bin/python", "/bin/sh"))

    verified = subprocess.run([program, "verify", unit], capture_output=True, text=True)

    assert [line for line in verified.stderr.splitlines() if "studio.service" in line] == []
    assert verified.returncode == 0


def test_systemd_hears_when_the_site_serves(tmp_path, monkeypatch):
    unit = (ROOT / "deploy" / "studio.service").read_text()
    assert "Type=notify" in unit
    assert "NotifyAccess=all" in unit  # it is not `serve` that says so, but gunicorn below it
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    command = [sys.executable, "-m", "gunicorn", "--config", "python:tests.quick_server"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(60)
        server = serve.Command().start([*command, "--bind", "127.0.0.1:0", "tests.quick_server"])
        try:
            assert b"READY=1" in systemd.recv(1000)
        finally:
            serve.Command().end([server])


def test_every_setting_of_the_example_is_read_as_it_stands():
    """A shell, compose and the site itself would each read bare signs in their own way."""
    for line in (ROOT / ".env.example").read_text().splitlines():
        if setting := re.fullmatch(r"# ([A-Z_]+)=(.*)", line):
            assert re.fullmatch(r"[^\s<>\"'$&;|()]+|\"[^\"$]+\"", setting[2]), line
