"""manage.py owner: make the account of somebody who runs the studio, or give it a new password."""

import getpass
import os
import sys

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from studio import owners
from studio.signing_in import brakes, second_step

User = get_user_model()
NO_TERMINAL = (
    "There is nobody to ask here. Give --no-input, --username and --email, and the password "
    "in the variable OWNER_PASSWORD."
)


class Command(BaseCommand):
    help = "Make an owner’s account (no superuser); for an existing name, a new password."

    def add_arguments(self, parser):
        parser.add_argument("--username", default="", help="The name to sign in with.")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="Ask nothing: the password is in the variable OWNER_PASSWORD.",
        )
        parser.add_argument(
            "--lost-phone", action="store_true", help="Turn the second step off as well."
        )

    def handle(self, username, email, no_input, lost_phone, **options):
        if not no_input and not sys.stdin.isatty():
            raise CommandError(NO_TERMINAL)
        try:
            user = self.given(username, email) if no_input else self.asked(username, email)
        except (KeyboardInterrupt, EOFError):
            raise CommandError("\nNothing was changed.") from None
        if user is None:
            self.stdout.write("Nothing was changed.")
            return
        if not no_input and not lost_phone and user.pk and second_step.of(user):
            lost_phone = self.has_lost_phone()
        self.save(user, lost_phone)
        self.stdout.write(f"“{user.username}” may sign in at /admin/ as a {owners.GROUP}.")
        if user.is_superuser:
            self.stdout.write("The account keeps the rights of a technician that it has.")

    def given(self, username, email):
        """Return the account of the arguments. Raises CommandError for what is wrong with it."""
        password = os.environ.get("OWNER_PASSWORD", "")
        try:
            user = find(username) or new(username)
            user.email = mail(email, user)
            set_password(user, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return user

    def asked(self, username, email):
        """Ask until everything is right; return the account, None if it is not wanted."""
        user = self.until_right(
            lambda answer: find(answer) or new(answer), username, "Name to sign in with: "
        )
        if user.pk and not self.agrees(user):
            return None
        usual = f" [{user.email}]" if user.email else ""
        user.email = self.until_right(
            lambda answer: mail(answer, user), email, f"Mail address{usual}: "
        )
        while not self.has_password(user):
            pass
        return user

    def until_right(self, take, answer, question):
        """Take the answer given already, or ask; ask again as long as it is refused."""
        while True:
            try:
                return take(answer or input(question))
            except ValidationError as error:
                self.refuse(error)
                answer = ""

    def refuse(self, error):
        for words in error.messages:
            self.stderr.write(words)

    def agrees(self, user):
        self.stdout.write(f"There is an account “{user.username}” already.")
        question = f"Make it a {owners.GROUP} and give it a new password? [y/N] "
        return input(question).strip().lower() in ("y", "yes")

    def has_lost_phone(self):
        question = "Is the phone lost? Turn the second step off as well? [y/N] "
        return input(question).strip().lower() in ("y", "yes")

    def has_password(self, user):
        """Ask for a password; say whether the account has a good one now."""
        password = getpass.getpass("Password (you see nothing while you type): ")
        if password != getpass.getpass("The same password again: "):
            self.stderr.write("The two passwords differ. Once more:")
            return False
        try:
            set_password(user, password)
        except ValidationError as error:
            self.refuse(error)
            return False
        return True

    @transaction.atomic
    def save(self, user, lost_phone):
        user.is_active = user.is_staff = True
        user.save()
        user.groups.add(owners.sync_group())
        brakes.forget(user.username)
        if lost_phone:
            second_step.turn_off(user)


def find(username):
    return User.objects.filter(username=username.strip()).first()


def new(username):
    """Return an unsaved account of this name. Raises ValidationError."""
    username = username.strip()
    if not username:
        raise ValidationError("Give a name to sign in with.")
    User._meta.get_field("username").clean(username, None)
    return User(username=username)


def mail(email, user):
    """Return a mail address; an empty answer keeps the former one. Raises ValidationError."""
    email = email.strip() or user.email
    if not email:
        raise ValidationError("Give a mail address.")
    validate_email(email)
    return email


def set_password(user, password):
    if not password:
        raise ValidationError("The password is empty.")
    validate_password(password, user)
    user.set_password(password)
