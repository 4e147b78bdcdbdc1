"""Where a request came from, behind proxies that are known, and only those."""

import pytest
from django.test import RequestFactory

from studio.visitors import client_address, sender_hash

pytestmark = pytest.mark.engine_free


def asked_by(remote, forwarded=None):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # no proxy of ours: not believed
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the visitor wrote the first
        ("10.0.0.2", "198.51.100.7, 10.0.0.5", "198.51.100.7"),
        ("10.0.0.2", "junk", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7, junk", "10.0.0.2"),
        ("::ffff:10.0.0.2", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.2", "[2001:db8::7]:4711", "2001:db8::7"),
        ("", None, ""),
    ],
)
def test_only_trusted_proxies_are_believed(settings, remote, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(asked_by(remote, forwarded)) == address


def test_one_network_has_one_hash_that_does_not_show_the_address(settings):
    first = sender_hash(asked_by("2001:db8:1:2::a"))

    assert first == sender_hash(asked_by("2001:db8:1:2:ffff::b"))
    assert first != sender_hash(asked_by("2001:db8:1:3::a"))
    assert sender_hash(asked_by("::ffff:203.0.113.9")) == sender_hash(asked_by("203.0.113.9"))
    assert sender_hash(asked_by("203.0.113.9")) != sender_hash(asked_by("203.0.113.10"))
    assert sender_hash(asked_by("")) == ""
