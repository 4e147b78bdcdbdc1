"""How fast pages are served, side by side with others on this machine.

    python bench/speed.py [--rounds 5] [--seconds 3] [--peers FOLDER] [--folder .bench]

Every server serves an article: the explainer, and one with as many words and pictures as Wagtail’s
where the making of a page is compared. In each round all are asked in turn, so that a neighbour’s
load hits them alike, and every ratio is taken within its round. Needs wrk and nginx. --peers: a
folder with a Wagtail site (peers/wtsite), whose virtual environment is in PERF_VENVS or
/opt/site-bench/venvs; without it, those rows are left out.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import article
import brotli
from fill import FOLDER, ROOT, Sites, environment, manage
from serving import AS_THE_SITE, BIND, GTHREAD, GUNICORN, PLAIN, Server, free_port, program, site

EXPLAINER = "/headshot-vs-portrait/"
ARTICLE = f"/{article.SLUG}/"
WAGTAIL_PAGE = "/journal/preparing-for-your-session/"
MOST_BYTES = 6_000
NGINX = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
{user} worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types; default_type text/html; access_log off; sendfile on;
  tcp_nopush on; keepalive_requests 100000; client_body_temp_path {folder}/b;
  proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  upstream studio {{ server 127.0.0.1:{site}; keepalive 16; }}
  server {{ listen 127.0.0.1:{port}; {server} }}
}}
"""


@dataclass(frozen=True)
class Goal:
    """What a server is to reach: a ratio to another one of a figure."""

    words: str
    of: str
    to: str
    figure: str
    at_least: float = 0
    at_most: float = 0

    def line(self, servers):
        if self.of not in servers or self.to not in servers:
            return f"| {self.words} | not measured | |", True
        ratio = servers[self.of].ratio(self.figure, 16, servers[self.to])
        is_met = ratio >= self.at_least if self.at_least else ratio <= self.at_most
        limit = f"at least {self.at_least}" if self.at_least else f"at most {self.at_most}"
        return f"| {self.words} | {ratio:.3f} | {limit}{'' if is_met else ' – MISSED'} |", is_met


GOALS = [
    Goal("cached page to gunicorn’s constant answer", "cached", "constant", "rps", 0.7),
    Goal("cached page to Wagtail’s cache_page", "cached", "wagtail cached", "rps", 2.5),
    Goal(
        "nginx with page files to nginx with a file, requests/s", "page files", "file", "rps", 0.7
    ),
    Goal("article made anew to Wagtail’s, CPU", "article made anew", "wagtail", "cpu", at_most=0.1),
]


def nginx(name, folder, site_port, server):
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(folder=folder, site=site_port, port=port, server=server, user=user)
    (folder / "nginx.conf").write_text(text)
    command = [program("nginx"), "-c", folder / "nginx.conf", "-p", folder]
    return Server(name, command, EXPLAINER, port=port)


def wagtail(peers):
    """Return the servers of the peers; none where they are not set up."""
    gunicorn = Path(os.environ.get("PERF_VENVS", "/opt/site-bench/venvs")) / "wt/bin/gunicorn"
    if peers is None or not gunicorn.exists():
        print("Without Wagtail: no --peers, or its virtual environment is not there.")
        return []
    command = [gunicorn, "wsgi:application", "--bind", f"{BIND}:{{port}}", *GTHREAD]
    command += ["--keep-alive", "5", "--log-level", "error"]
    options = {"path": WAGTAIL_PAGE, "folder": peers / "peers" / "wtsite"}
    keeping = {"WT_REND": "locmem", "WT_PAGE": "1"}
    return [
        Server("wagtail", command, **options),
        Server("wagtail cached", command, **options, variables=keeping),
    ]


def started(servers, folder, peers):
    """Start all servers one after the other; return them by name."""

    def start(server):
        servers[server.name] = server.__enter__()
        return server

    cached = start(site("cached", folder, EXPLAINER))
    start(site("explainer made anew", folder, EXPLAINER, PAGE_CACHE_MB="0"))
    # Plain, as Wagtail sends it.
    start(site("article made anew", folder, ARTICLE, PLAIN, PAGE_CACHE_MB="0"))
    size = str(len(cached.get()[2]))
    command = [*GUNICORN, "constant", "--bind", f"{BIND}:{{port}}", *AS_THE_SITE]
    variables = {"CONSTANT_BYTES": size, "PYTHONPATH": str(ROOT)}
    start(Server("constant", command, folder=ROOT / "bench", variables=variables))

    text = (ROOT / "deploy" / "nginx-site.conf").read_text().replace("/srv/studio", str(folder))
    before = nginx("page files", folder / "nginx", cached.port, text)
    manage_files(folder, f"http://{BIND}:{before.port}")
    start(before)
    copy = folder / "nginx-file" / EXPLAINER[1:]
    copy.mkdir(parents=True, exist_ok=True)
    for each in (folder / "page-files" / "current" / EXPLAINER[1:]).iterdir():
        (copy / each.name).write_bytes(each.read_bytes())
    plain = f"root {folder}/nginx-file; index index.html; gzip_static on; brotli_static on;"
    start(nginx("file", folder / "nginx-file", cached.port, plain))
    for server in wagtail(peers):
        start(server)
    return servers


def manage_files(folder, origin):
    os.environ["PAGE_FILES"] = origin
    try:
        manage(folder, "page_files")
    finally:
        del os.environ["PAGE_FILES"]


def table(servers):
    yield "| | requests/s | p50 ms | p99 ms | CPU µs a request | p50 ms, 1 connection | MB |"
    yield "|---|---|---|---|---|---|---|"
    for name, server in servers.items():
        figures = [server.middle(figure, 16) for figure in ("rps", "p50", "p99", "cpu")]
        rps, p50, p99, cpu = figures
        one = server.middle("p50", 1)
        yield (
            f"| {name} | {rps:,.0f} | {p50 / 1000:.2f} | {p99 / 1000:.1f} | {cpu:,.0f} "
            f"| {one / 1000:.2f} | {server.memory():.0f} |"
        )


def weight(server):
    """Return the line of what the explainer weighs at its smallest."""
    size = len(brotli.compress(brotli.decompress(server.get()[2]), quality=11))
    is_met = size <= MOST_BYTES
    words = f"at most {MOST_BYTES:,}{'' if is_met else ' – MISSED'}"
    return f"| explainer in Brotli, bytes | {size:,} | {words} |", is_met


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    program("wrk")
    folder = Sites(options.folder).make()["starter"]
    command = [sys.executable, ROOT / "bench" / "article.py", folder]
    subprocess.run(command, env=os.environ | environment(folder), check=True)
    servers = {}
    try:
        started(servers, folder, options.peers and options.peers.resolve())
        for server in servers.values():
            server.get()
        for number in range(1, options.rounds + 1):
            for server in servers.values():
                print(
                    f"Round {number} of {options.rounds}: {server.name:<20}", end="\r", flush=True
                )
                server.load(16, options.seconds)
                server.load(1, 1)
        print(" " * 50, end="\r")
        print("\n".join(table(servers)))
        lines = [*(goal.line(servers) for goal in GOALS), weight(servers["cached"])]
    finally:
        for server in servers.values():
            server.__exit__()
    print("\n| goal | measured | |\n|---|---|---|")
    print("\n".join(line for line, _ in lines))
    sys.exit(not all(is_met for _, is_met in lines))


if __name__ == "__main__":
    main()
