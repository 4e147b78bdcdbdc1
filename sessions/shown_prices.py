"""The prices that somebody saw, carried in a link, signed against change on the way."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core import signing
from django.core.signing import BadSignature

SALT = "shown-prices"


@dataclass(frozen=True)
class ShownPrices:
    """amounts: {number of the package: amount}, in a currency."""

    currency: str = ""
    amounts: dict[int, Decimal] = field(default_factory=dict)

    @classmethod
    def read(cls, signed):
        """Return the prices of a signed text; none at all if it is not ours."""
        try:
            currency, *amounts = signing.Signer(salt=SALT).unsign(signed).split("~")
        except BadSignature:
            return cls()
        pairs = (amount.split("_") for amount in amounts)
        return cls(currency, {int(number): Decimal(amount) for number, amount in pairs})

    @classmethod
    def of(cls, packages, currency):
        """Return the prices of today."""
        return cls(currency, {package.pk: package.current_price for package in packages})

    @property
    def signed(self):
        amounts = (f"{number}_{amount}" for number, amount in self.amounts.items())
        return signing.Signer(salt=SALT).sign("~".join([self.currency, *amounts]))
