"""Servers that a bench starts, and what asking them costs."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from statistics import median
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from fill import ROOT, environment

BIND = "127.0.0.1"
ENCODINGS = "gzip, br"
WAIT_SECONDS = 60
MICROSECONDS = {"us": 1, "ms": 1e3, "s": 1e6}
PLAIN = "identity"
GUNICORN = (sys.executable, "-m", "gunicorn", "--log-level", "error")
AS_THE_SITE = ("--config", "python:studio.web_server")  # as `manage.py serve` starts it
# Another site, with as many of both.
GTHREAD = ("--worker-class", "gthread", "--workers", "2", "--threads", "8")


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind((BIND, 0))
        return probe.getsockname()[1]


def program(name):
    """Return the path of a program; end the bench with a word on how to get it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        sys.exit(f"This bench needs {name}: apt-get install wrk nginx-light")
    return found


class Server:
    """A server in processes of its own, below one that leads them.

    command: as a list, or as a shell would read it, with {port}. encodings: those that it is asked
    for.
    """

    def __init__(
        self, name, command, path="/", folder=ROOT, variables=None, port=None, encodings=ENCODINGS
    ):
        self.name, self.path, self.port = name, path, port or free_port()
        if isinstance(command, str):
            command = shlex.split(command)
        self.command = [str(part).replace("{port}", str(self.port)) for part in command]
        self.folder, self.variables = folder, os.environ | (variables or {})
        self.encodings = encodings
        self.process = None
        self.runs = []

    @property
    def url(self):
        return f"http://{BIND}:{self.port}{self.path}"

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=self.variables, start_new_session=True
        )
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"“{self.name}” does not serve {self.url}.")
            time.sleep(0.05)
        return self

    def __exit__(self, *args):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def answers(self):
        with suppress(URLError, OSError):
            try:
                return self.get()[0] == 200
            except HTTPError:
                return False
        return False

    def get(self):
        """Return (status, headers, bytes) of its page."""
        request = Request(self.url, headers={"Accept-Encoding": self.encodings})
        with urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()

    def load(self, connections, seconds):
        """Ask for its page for some seconds; note requests/s, times in µs and CPU µs a request."""
        before = cpu_seconds(self.process.pid)
        words = wrk(self.url, connections, seconds, self.encodings)
        used = cpu_seconds(self.process.pid) - before
        count = int(re.search(r"(\d+) requests in", words)[1])
        if found := re.search(r"Non-2xx or 3xx responses: (\d+)", words):
            sys.exit(f"“{self.name}” answered {found[1]} requests with an error.")
        times = re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", words, re.M)
        run = {f"p{share}": float(value) * MICROSECONDS[unit] for share, value, unit in times}
        run |= {"rps": float(re.search(r"Requests/sec:\s+([\d.]+)", words)[1])}
        run |= {"cpu": 1e6 * used / max(1, count), "connections": connections}
        self.runs.append(run)

    def values(self, name, connections):
        return [run[name] for run in self.runs if run["connections"] == connections]

    def middle(self, name, connections):
        return median(self.values(name, connections))

    def ratio(self, name, connections, other):
        """Return the median of the ratios to another server, each of one round."""
        mine, others = self.values(name, connections), other.values(name, connections)
        return median(a / b for a, b in zip(mine, others, strict=True))

    def memory(self):
        """Return the memory of its largest process, in MB: what it shares counts in full."""
        return max(map(resident, family(self.process.pid)))


def wrk(url, connections, seconds, encodings):
    command = [
        *(program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"),
        *("--latency", "-H", f"Accept-Encoding: {encodings}", url),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def family(pid):
    """Return the numbers of a process and of all below it."""
    found, parents = [pid], {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = each.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(each.parent.name))
    for one in found:
        found.extend(parents.get(one, []))
    return found


def cpu_seconds(pid):
    """Return the CPU seconds of a living family of processes."""
    ticks = 0
    for one in family(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid):
    with suppress(OSError):
        found = re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)
        return int(found[1]) / 1024 if found else 0
    return 0


def site(name, folder, path, encodings=ENCODINGS, **variables):
    """Return the site of a folder under gunicorn."""
    command = [*GUNICORN, "studio.wsgi", "--bind", f"{BIND}:{{port}}", *AS_THE_SITE]
    variables = environment(folder) | variables
    return Server(name, command, path, variables=variables, encodings=encodings)
