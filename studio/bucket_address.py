"""A bucket: what an address such as STORAGE_URL says, who asks it, what it answers in words.

Any storage that speaks S3: Amazon’s, Cloudflare’s, Hetzner’s, MinIO, Ceph and others.
"""

import errno
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from urllib.parse import parse_qs, unquote, urlsplit

EXAMPLE = "s3://key:secret@s3.example.com/bucket/folder"
HOW_TO_WRITE = (
    f"Write {EXAMPLE}; in the key and the secret, write / as %2F, + as %2B, @ as %40. Where the "
    "storage has regions, add ?region=eu-central-1 at the end."
)
INSTALL = ".venv/bin/pip install -r requirements-grown.txt"
USUAL_REGION = "us-east-1"  # what most storages take that have none
REFUSALS = {
    "NoSuchBucket": "there is no such bucket",
    "404": "there is no such bucket",
    "InvalidAccessKeyId": "it does not know the key",
    "SignatureDoesNotMatch": "the secret does not belong to the key",
    "AccessDenied": "the key may not do that there",
    "403": "the key may not do that there",
    "AuthorizationHeaderMalformed": "it lies in another region",
    "PermanentRedirect": "it lies in another region",
    "301": "it lies in another region",
    "RequestTimeTooSkewed": "the clock of this machine is wrong",
    "SlowDown": "it is asked too often at the moment",
}


class BucketError(OSError):
    """A bucket did not do what was asked of it. In words, to stand within a sentence: where it is,
    and why."""

    def __init__(self, words):
        super().__init__(errno.EIO, words)

    def __str__(self):
        return self.strerror


@dataclass(frozen=True)
class Address:
    """What an address says. In words it is the host and the place: no secret is in it."""

    endpoint: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    name: str
    prefix: str = ""
    region: str = USUAL_REGION

    def __str__(self):
        host = self.endpoint.partition("://")[2]
        return "/".join(filter(None, [host, self.name, self.prefix]))

    def path(self, name):
        return "/".join(filter(None, [self.prefix, name]))

    def below(self, folder):
        """Return the address of a folder in there."""
        return replace(self, prefix=self.path(folder))

    def client(self, **patience):
        """Return boto3’s client. patience: see `config`. Raises ImportError without boto3."""
        import boto3

        return boto3.Session().client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            region_name=self.region,
            config=config(**patience),
        )


def parsed(text):
    """Return the Address in a text. Raises ValueError with words that repeat nothing of it."""
    try:
        parts = urlsplit(text.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ValueError("it has a sign that has to be written otherwise") from None
    name, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in ("s3", "s3+http") or not (parts.hostname and name):
        raise ValueError("it names no bucket")
    if not (parts.username and parts.password):
        raise ValueError("it has no key or no secret")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(
        endpoint=f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}{port}",
        key=unquote(parts.username),
        secret=unquote(parts.password),
        name=name,
        prefix=prefix,
        region=parse_qs(parts.query).get("region", [USUAL_REGION])[0],
    )


def config(connect_s=10, read_s=60, attempts=5):
    """Return botocore’s configuration: how long to wait to be let in, for an answer, how often."""
    from botocore.config import Config

    return Config(
        connect_timeout=connect_s,
        read_timeout=read_s,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        max_pool_connections=32,  # more than a process has threads
        # Servers other than Amazon’s do not know its newer checksums; the transfer has its own.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def lacks_packages(*names):
    """Whether one of the packages is not installed."""
    return any(find_spec(name) is None for name in names)


def failures():
    """Return what boto3 raises."""
    try:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return ()
    return Boto3Error, BotoCoreError, ClientError


def is_silence(error):
    """Whether nobody answered, after some seconds of waiting."""
    from botocore import exceptions

    return isinstance(error, exceptions.ConnectionError | exceptions.ReadTimeoutError)


def refusal_of(error):
    """Return the answer with which a bucket refused, as a ClientError; None if it gave none."""
    from botocore.exceptions import ClientError

    # An upload’s failure is another error, which came of it.
    return next((e for e in (error, error.__context__) if isinstance(e, ClientError)), None)


def reason(error):
    """Return in words what one of the failures was, without keys and addresses."""
    refusal = refusal_of(error)
    if refusal is None:
        return f"it does not answer ({type(error).__name__})"
    said = refusal.response.get("Error", {})
    code = str(said.get("Code", ""))
    words = REFUSALS.get(code, f"it says {code or 'no'}")
    region = said.get("Region")
    return f"{words}: add ?region={region} to its address" if region else words
