from django.apps import AppConfig
from django.db.models.signals import post_init


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "photo_sessions"  # "sessions" is django.contrib.sessions' label
    verbose_name = "photo sessions"

    def ready(self):
        from . import picture_chores, versions  # noqa: F401

        # imagekit looks at every object that any query makes, for fields of its own: we have none.
        post_init.disconnect(dispatch_uid="ik_spec_field_receivers")
