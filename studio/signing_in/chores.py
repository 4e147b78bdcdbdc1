"""What is forgotten about signing in, and when."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from .. import chores
from ..models import SignIn
from . import brakes

KEPT = timedelta(days=365)


@chores.every(timedelta(days=1))
def forget_old_sign_ins():
    SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    brakes.remove_old()


@chores.every(timedelta(days=1))
def remove_ended_sessions():
    call_command("clearsessions")
