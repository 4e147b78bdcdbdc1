"""`manage.py prepare`: two that start at once on one database do their work one after the other."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command

from studio.management.commands import prepare
from tests import postgres_server
from tests.sites import Site

pytestmark = pytest.mark.engine_free

TWO = """
from threading import Event, Thread
from studio.management.commands.prepare import one_at_a_time

waits, done = Event(), []

def prepare_too():
    with one_at_a_time(lambda words: waits.set()):
        done.append("second")

second = Thread(target=prepare_too)
with one_at_a_time(print):
    second.start()
    assert waits.wait(30)
    done.append("first")
second.join(30)
print(done)
"""


def test_the_second_waits_for_the_first(tmp_path):
    assert Site(tmp_path).run(TWO).strip() == "['first', 'second']"


def test_the_second_waits_for_the_first_on_another_machine_too(tmp_path):
    with postgres_server.server() as database:
        assert Site(tmp_path, database()).run(TWO).strip() == "['first', 'second']"


def test_all_of_it_is_done_alone(monkeypatch):
    steps = []

    @contextmanager
    def alone(say):
        steps.append("alone")
        yield
        steps.append("free")

    monkeypatch.setattr(prepare, "one_at_a_time", alone)
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: steps.append(name))
    monkeypatch.setattr(prepare.owners, "sync_group", lambda: None)
    monkeypatch.setattr(prepare.collecting, "collect", lambda: steps.append("collect"))
    monkeypatch.setattr(prepare.Command, "check", lambda self, **options: None)

    call_command("prepare", verbosity=0)

    assert steps == ["alone", "migrate", "starter", "collect", "free"]
