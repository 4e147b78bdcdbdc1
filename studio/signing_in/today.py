"""What the front page of the desk says about signing in."""

from django.urls import reverse

from .. import desk
from ..models import Studio
from . import second_step


@desk.check("Signing in", Studio)
def password_alone(today):
    if second_step.of(today.user) is None:
        words = "Your password alone opens this desk: add a second step with your phone."
        yield desk.Line(words, reverse("admin:second_step"))


@desk.job("studio.tasks.write_password_mails")
def writing(today, email, site):
    return "Writing a mail with a link to a new password"
