"""Processes that are killed under load: SIGKILL, as the kernel does when memory is short."""

import signal

from .load import load
from .sites import kill


def test_a_web_process_is_killed(site, counted):
    with load(site) as writes:
        writes.reach(5)
        killed = site.web_processes()[0]
        kill(killed)
        site.wait_for(lambda: len(site.web_processes()) == 2)
        writes.reach(10)

    assert killed not in site.web_processes()
    counted("a web process killed", writes)


def test_the_web_server_is_killed_and_started_again(site, counted):
    with load(site) as writes:
        writes.reach(5)
        killed = site.master()
        kill(killed)
        site.wait_for(lambda: site.master() not in (None, killed) and site.answers("/about/"))
        writes.reach(10)

    assert site.serving.poll() is None
    counted("the web server killed", writes, at_most=30)


def test_the_worker_is_killed_among_mails_and_pictures(site, counted):
    def is_at(task):
        return lambda: (task, "RUNNING") in site.open_jobs()

    def kill_worker():
        killed = site.worker()
        kill(killed)
        site.wait_for(lambda: site.worker() not in (None, killed))

    with load(site, photos=True) as writes:
        writes.reach(1, "photos")
        for _ in range(2):
            site.wait_for(is_at("studio.tasks.deliver"))
            kill_worker()
        writes.reach(1, "photos")
    site.wait_for(is_at("sessions.tasks.make_renditions"))
    kill_worker()

    counted("the worker killed 3 times", writes, pictures=True)


def test_all_is_told_to_end_and_started_again(site, counted):
    with load(site) as writes:
        writes.reach(10)
        site.serving.send_signal(signal.SIGTERM)
        assert site.serving.wait(25) == 0
        site.serve()
        writes.reach(5)

    counted("stopped and started", writes, at_most=60)


def test_serve_itself_is_killed_and_leaves_nothing_behind(site, counted):
    with load(site) as writes:
        writes.reach(10)
        kill(site.serving.pid)
        site.serving.wait()
        site.wait_for(lambda: not site.answers("/healthz"))
        site.serve()  # it finds its address free
        writes.reach(5)

    counted("`serve` killed and started", writes, at_most=60)
