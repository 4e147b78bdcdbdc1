"""Clients that send a byte now and then: others get their pages all the same."""

import socket
import threading
from contextlib import suppress

import pytest

from .load import HOST, load

COUNT = 50
HEAD = "{} /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n"
KINDS = {
    "in the head": HEAD.format("GET", 0) + "X-Slow: ",
    "in a form": HEAD.format("POST", 20_000) + "\r\nname=",
    "in an upload": HEAD.format("POST", 3_000_000) + "\r\nname=",
}


def drip(client, ending):
    while not ending.wait(0.5):
        with suppress(OSError):
            client.sendall(b"a")


@pytest.mark.parametrize("where", KINDS)
def test_fifty_slow_clients_stop_nobody(site, counted, where):
    ending = threading.Event()
    clients = [socket.create_connection((HOST, site.port)) for _ in range(COUNT)]
    threads = [threading.Thread(target=drip, args=[each, ending]) for each in clients]
    for client, thread in zip(clients, threads, strict=True):
        client.sendall(KINDS[where].encode())
        thread.start()
    try:
        with load(site) as writes:
            writes.reach(8)
    finally:
        ending.set()
        for client, thread in zip(clients, threads, strict=True):
            thread.join()
            client.close()

    counted(f"{COUNT} clients slow {where}", writes)
