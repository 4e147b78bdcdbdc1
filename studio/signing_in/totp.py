"""The codes that an authenticator app shows: RFC 6238 over RFC 4226. Pure arithmetic."""

import base64
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

DIGITS = 6
PERIOD = 30  # seconds that a code stands on the phone
KEY_BYTES = 20  # RFC 4226, 4: as long as the hash
EARLIER_AND_LATER = 1  # how many periods the clocks of phone and site may differ


def new_key() -> str:
    """Return a new random key in base 32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def code(key: str, counter: int) -> str:
    """Return the code of a key at a counter (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def counter_at(seconds: float) -> int:
    """Return the counter of a moment in Unix time."""
    return int(seconds) // PERIOD


def matching_counter(key: str, given: str, seconds: float) -> int | None:
    """Return the counter near a moment whose code was given; None if none is."""
    now = counter_at(seconds)
    near = range(max(0, now - EARLIER_AND_LATER), now + EARLIER_AND_LATER + 1)
    same = [each for each in near if hmac.compare_digest(code(key, each), given)]
    return max(same, default=None)


def address(key: str, issuer: str, account: str) -> str:
    """Return what the picture for the phone says, in the terms of Google Authenticator's URIs."""
    issuer = issuer.replace(":", " ").strip()
    label = quote(f"{issuer}:{account}", safe=":")
    parameters = {"secret": key, "issuer": issuer, "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"


def grouped(key: str) -> str:
    """Return a key as people type it: in groups of four."""
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))
