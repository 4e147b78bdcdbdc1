"""A real mail server for the tests, which refuses, hangs and breaks off as it is told."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

FINE = "250 OK"


class MailServer:
    """What an aiosmtpd server does at each step, and every mail that it got whole.

    at_rcpt, at_data: the reply; after_data: what happens instead of it, a coroutine of the server.
    """

    def __init__(self):
        self.mails = []
        self.recover()

    def recover(self):
        self.at_rcpt = self.at_data = FINE
        self.after_data = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.at_rcpt == FINE:
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.at_data == FINE:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.mails[-1].envelope = (envelope.mail_from, envelope.rcpt_tos)
        if self.after_data:
            await self.after_data(server)
        return self.at_data

    async def break_off(self, server):
        server.transport.abort()

    async def hang(self, server):
        await asyncio.sleep(30)  # ended with the server


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(server, **options):
    """Run a mail server; give its port."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def silent_server():
    """Run a server that takes connections and says nothing, not even its greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
