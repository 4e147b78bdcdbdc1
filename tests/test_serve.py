"""`make serve`: where it listens, what it says where it cannot, and how it ends."""

import signal
import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from studio import command_line
from studio.management.commands import serve

pytestmark = pytest.mark.engine_free


@pytest.fixture
def started(monkeypatch):
    """Return the commands that are started, in place of what they do; signals are put back."""
    commands = []
    former = {each: signal.getsignal(each) for each in serve.ENDINGS}
    monkeypatch.setattr(serve.Command, "prepare", lambda self: None)
    monkeypatch.setattr(serve.Command, "start", lambda self, command: commands.append(command))
    monkeypatch.setattr(serve.Command, "watch", lambda self, children, commands: None)
    monkeypatch.setattr(serve.Command, "end", lambda self, children: None)
    monkeypatch.setattr(serve.owners, "exist", lambda: True)
    yield commands
    for number, handler in former.items():
        signal.signal(number, handler)


def free_port(family):
    with socket.socket(family) as probe:
        probe.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "99999", "-1", "80.5", ""])
def test_a_port_is_a_number_up_to_the_last(started, port):
    with pytest.raises(CommandError, match="Write a number up to 65535, such as 8000"):
        call_command("serve", port=port)

    assert started == []


@pytest.mark.parametrize("host", ["::1", "[::1]", "127.0.0.1"])
def test_it_listens_on_either_kind_of_address(started, host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        port = free_port(family)
    except OSError:
        pytest.skip("This machine has no IPv6.")
    out = StringIO()

    call_command("serve", host=host, port=str(port), stdout=out)

    place = f"[::1]:{port}" if ":" in host else f"127.0.0.1:{port}"
    assert started[0][started[0].index("--bind") + 1] == place
    assert f"http://{place}/" in out.getvalue()


def test_a_port_that_is_taken_is_told_from_an_address_that_is_not_here(started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match="Choose another port: make serve PORT="):
            call_command("serve", port=str(port))
    with pytest.raises(CommandError, match="Write an address of this machine"):
        call_command("serve", host="203.0.113.7", port=str(port))

    assert started == []


def test_a_second_ctrl_c_is_not_heard(started):
    call_command("serve", port=str(free_port(socket.AF_INET)), stdout=StringIO())

    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)


def test_ctrl_c_ends_any_command_without_a_traceback(monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line.Utility, "execute", interrupted)

    with pytest.raises(SystemExit) as ended:
        command_line.run(["manage.py", "pictures"])

    assert ended.value.code == 130
