"""The second step: a code from the phone, or one of the codes on paper."""

import hashlib
import re
import secrets

from django.db import transaction
from django.utils import timezone

from ..models import RecoveryCode, SecondStep, SignInWay
from . import totp

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another
LENGTH = 16  # 79 bits: beyond guessing, so that a plain hash is enough
PHONE_CODE = re.compile(rf"\d{{{totp.DIGITS}}}")
NOT_IN_A_CODE = re.compile(r"[^0-9a-z]")


def of(user):
    """Return the second step of somebody; None where the password is enough."""
    return SecondStep.objects.filter(user=user).first()


@transaction.atomic
def turn_on(user, key, counter):
    """Ask for codes of this key from now on; return new recovery codes, which are shown once."""
    SecondStep.objects.update_or_create(
        user=user, defaults={"key": key, "last_counter": counter, "made_at": timezone.now()}
    )
    return renew_codes(user)


@transaction.atomic
def turn_off(user):
    """Let the password be enough; say whether it was not."""
    RecoveryCode.objects.filter(user=user).delete()
    return bool(SecondStep.objects.filter(user=user).delete()[0])


@transaction.atomic
def renew_codes(user):
    """Replace the recovery codes; return the new ones, of which only hashes are kept."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, digest=digest(code)) for code in codes]
    )
    return ["-".join(code[place : place + 4] for place in range(0, LENGTH, 4)) for code in codes]


def codes_left(user):
    return RecoveryCode.objects.filter(user=user).unused().count()


def passes(user, given):
    """Return the way in that a code opens, and use it up; None for a wrong one."""
    given = NOT_IN_A_CODE.sub("", given.lower())
    if PHONE_CODE.fullmatch(given):
        return SignInWay.PHONE if is_of_phone(user, given) else None
    unused = RecoveryCode.objects.filter(user=user, digest=digest(given)).unused()
    return SignInWay.RECOVERY if unused.update(used_at=timezone.now()) else None


def is_of_phone(user, given):
    """Whether a code stands on the phone now and was not taken before, here or in parallel."""
    step = of(user)
    counter = step and totp.matching_counter(step.key, given, timezone.now().timestamp())
    if counter is None:
        return False
    newer = SecondStep.objects.filter(pk=step.pk, last_counter__lt=counter)
    return bool(newer.update(last_counter=counter))


def digest(code):
    return hashlib.sha256(code.encode()).hexdigest()
