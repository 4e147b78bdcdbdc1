"""The prices that somebody saw, carried in a link or a form, signed against change on the way."""

from decimal import Decimal

from django.core import signing
from django.core.signing import BadSignature

from studio.models import money

SALT = "shown-prices"


def sign(packages, currency):
    """Return the present prices of packages as a short signed text: number, amount, currency."""
    amounts = (f"{package.pk}_{package.current_price}" for package in packages)
    return signing.Signer(salt=SALT).sign("~".join([currency, *amounts]))


def read(signed):
    """Return {number of the package: price in words} of a signed text; {} if it is not ours."""
    try:
        currency, *amounts = signing.Signer(salt=SALT).unsign(signed).split("~")
    except BadSignature:
        return {}
    pairs = (amount.split("_") for amount in amounts)
    return {int(number): money(Decimal(amount), currency) for number, amount in pairs}
