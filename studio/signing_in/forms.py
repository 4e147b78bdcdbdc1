"""The forms of signing in. Every one that takes a guess has a brake on it."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from . import brakes, second_step, totp

HELD = "held"  # the code of the error
ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
WRONG_CODE = "That is not a code of now. Look at the phone again: it changes every half minute."


def held(error):
    """Return what a form says while no more guesses are taken."""
    words = f"Too many wrong guesses in a row. For your safety, try again {error.words}."
    return ValidationError(words, code=HELD, params={"seconds": error.seconds})


class PasswordInput(forms.PasswordInput):
    """Never written into the page again, and known to password managers."""

    def __init__(self, autocomplete="current-password"):
        super().__init__(attrs={"autocomplete": autocomplete})


class SignInForm(AdminAuthenticationForm):
    """Name and password."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "Name and password do not belong together. Capitals count in both."
    }

    @sensitive_variables()
    def clean(self):
        name, password = (self.cleaned_data.get(each) for each in ("username", "password"))
        if not (name and password):
            return super().clean()
        try:
            with brakes.on(brakes.password_limits(self.request, name)):
                return super().clean()
        except brakes.Held as error:
            raise held(error) from None


class AskingForm(forms.Form):
    """A form of somebody who is signed in, or nearly so."""

    def __init__(self, data=None, *, request, user):
        super().__init__(data, label_suffix="")
        self.request, self.user = request, user


class CodeForm(AskingForm):
    """A code from the phone, or one from the paper."""

    code = forms.CharField(
        label="Code", max_length=40, widget=forms.TextInput(attrs=ONE_TIME | {"autofocus": True})
    )
    way = None

    @sensitive_variables()
    def clean_code(self):
        limits = brakes.code_limits(self.request, self.user)
        try:
            with brakes.on(limits):
                self.way = second_step.passes(self.user, self.cleaned_data["code"])
                if self.way is None:
                    raise ValidationError(
                        f"{WRONG_CODE} Of the recovery codes, each one works once.", code="wrong"
                    )
        except brakes.Held as error:
            raise held(error) from None
        return ""

    def is_suspicious(self):
        """Whether so many wrong codes came, with the right password, that the owner should know."""
        return brakes.was_reached(brakes.code_limits(self.request, self.user))


class PasswordForm(AskingForm):
    """The password once more, before something that would help a stranger at an open desk."""

    password = forms.CharField(label="Your password", strip=False, widget=PasswordInput())

    @sensitive_variables()
    def clean_password(self):
        check_password(self.user, self.cleaned_data["password"])
        return ""


class NewPhoneForm(PasswordForm):
    """The first code of a phone, which shows that it has the key."""

    code = forms.CharField(
        label="The six digits on the phone", max_length=20, widget=forms.TextInput(attrs=ONE_TIME)
    )
    field_order = ["code", "password"]

    def __init__(self, data=None, *, key, **kwargs):
        super().__init__(data, **kwargs)
        self.key, self.counter = key, None

    @sensitive_variables()
    def clean_code(self):
        given = second_step.NOT_IN_A_CODE.sub("", self.cleaned_data["code"].lower())
        now = timezone.now().timestamp()
        self.counter = totp.matching_counter(self.key, given, now)
        if self.counter is None:
            raise ValidationError(
                f"{WRONG_CODE} If it stays wrong, the clock of the phone may be: let it set the "
                "time by itself."
            )
        return ""


class OwnPasswordForm(SetPasswordForm):
    """A new password, with the one until now."""

    old_password = forms.CharField(
        label="Your password until now", strip=False, widget=PasswordInput()
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["new_password1"].label = "The new one"
        self.fields["new_password2"].label = "The new one again"
        self.fields["new_password2"].help_text = ""

    @sensitive_variables()
    def clean_old_password(self):
        check_password(self.user, self.cleaned_data["old_password"])
        return ""


class ChosenPasswordForm(SetPasswordForm):
    """A new password for somebody who came by the link in a mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["new_password1"].label = "The new password"
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""


class MailForm(forms.Form):
    """Where the link for a new password is to go."""

    email = forms.EmailField(
        label="Your mail address",
        label_suffix="",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def __init__(self, data=None, *, request):
        super().__init__(data)
        self.request = request

    def clean(self):
        if email := self.cleaned_data.get("email"):
            try:
                brakes.take(brakes.mail_limits(self.request, email))
            except brakes.Held as error:
                words = f"That was asked for several times already. Ask again {error.words}."
                raise ValidationError(words, code=HELD, params={"seconds": error.seconds}) from None
        return self.cleaned_data


@sensitive_variables()
def check_password(user, password):
    """Raise ValidationError for a password that is not that of somebody who is signed in."""
    try:
        with brakes.on({brakes.key_of("own password", user.pk): brakes.ACCOUNT}):
            if not user.check_password(password):
                raise ValidationError("That is not your password.", code="wrong")
    except brakes.Held as error:
        raise held(error) from None


def waits(form):
    """Return for how many seconds no more guesses are taken; 0 where they are."""
    errors = (each for found in form.errors.as_data().values() for each in found)
    return max((each.params["seconds"] for each in errors if each.code == HELD), default=0)
