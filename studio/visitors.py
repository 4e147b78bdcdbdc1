"""Who asks: the network address of a visitor, behind proxies that are known."""

import hashlib
import hmac
import re
from ipaddress import ip_address, ip_network

from django.conf import settings

PORT = re.compile(r"(\d+\.){3}\d+:\d+|\[[0-9a-fA-F:.]+\](:\d+)?")
IPV6_PREFIX = 64  # what one household or office has to itself


def client_address(request):
    """Return the address a request came from, as text; "" where the server does not say.

    X-Forwarded-For is believed as far as it was written by TRUSTED_PROXIES, from the last on:
    everything before that a visitor can invent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while is_trusted(address) and forwarded:
        before = forwarded.pop().strip()
        if parsed(before) is None:
            break
        address = str(parsed(before))
    return address


def is_trusted(address):
    """Whether an address is that of a proxy of ours."""
    found = parsed(address)
    return found is not None and any(found in network for network in trusted_networks())


def trusted_networks():
    """Return the networks of TRUSTED_PROXIES. Raises ValueError, which studio/checks.py says."""
    return [ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES]


def parsed(text):
    """Return the address of a text, without a port behind it; None if it is none."""
    if PORT.fullmatch(text):
        text = text.rpartition("]")[0][1:] if text.startswith("[") else text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def sender_hash(request):
    """Return a keyed hash of where a request came from, the same for one network; "" if unknown."""
    address = parsed(client_address(request))
    if address is None:
        return ""
    if address.version == 6:
        address = ip_network((address, IPV6_PREFIX), strict=False)
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"sender {address}".encode(), hashlib.sha256).hexdigest()
