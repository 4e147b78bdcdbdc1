from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "photo_sessions"  # "sessions" is django.contrib.sessions' label
    verbose_name = "photo sessions"

    def ready(self):
        from . import picture_chores, versions  # noqa: F401
