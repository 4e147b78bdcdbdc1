"""What no report of an error shows, neither the mails to technicians nor Django's debug page."""

import re

from django.views.debug import SafeExceptionReporterFilter

SECRET = re.compile(
    r"API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|CODE|DSN|DIGEST", flags=re.IGNORECASE
)
# smtp://user:password@host, wherever it stands: in a setting, in the environment, in a variable.
CREDENTIALS = re.compile(r"(?<=://)[^/@\s'\"]*:[^/@\s'\"]*(?=@)")


class WithoutSecrets(SafeExceptionReporterFilter):
    """Hides by name whatever may let somebody in, and the passwords within addresses."""

    hidden_settings = SECRET

    def is_active(self, request):
        return True  # a debug page is looked at by more people than the one who asked for it

    def cleanse_setting(self, key, value):
        return self.without_credentials(super().cleanse_setting(key, value))

    def get_safe_cookies(self, request):
        return dict.fromkeys(getattr(request, "COOKIES", {}), self.cleansed_substitute)

    def get_post_parameters(self, request):
        return self.without_secrets(super().get_post_parameters(request))

    def get_cleansed_multivaluedict(self, request, multivaluedict):
        found = super().get_cleansed_multivaluedict(request, multivaluedict)
        return self.without_secrets(found)

    def without_secrets(self, parameters):
        """Return posted values without those whose names sound secret."""
        found = [name for name in parameters if SECRET.search(str(name))]
        if not found:
            return parameters
        parameters = parameters.copy()
        for name in found:
            parameters[name] = self.cleansed_substitute
        return parameters

    def get_traceback_frame_variables(self, request, tb_frame):
        found = super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleanse_setting(name, value)) for name, value in found]

    def without_credentials(self, value):
        if isinstance(value, str):
            return CREDENTIALS.sub(self.cleansed_substitute, value)
        return value
