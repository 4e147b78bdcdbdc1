from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class StudioConfig(AppConfig):
    name = "studio"

    def ready(self):
        autodiscover_modules("chores")
        autodiscover_modules("exports")
        from . import checks, mail_chores, sentry  # noqa: F401
        from .backups import keeper  # noqa: F401
        from .page_cache import keeping, withdrawing
        from .signing_in import chores, session_life  # noqa: F401

        pre_migrate.connect(keeping.before_migrating, sender=self)
        post_migrate.connect(keeping.after_migrating, sender=self)
        withdrawing.connect()
        sentry.start()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, with the desk as its site."""

    default = False  # or Django could not tell which of the two belongs to "studio"
    default_site = "studio.admin_site.DeskSite"

    def ready(self):
        super().ready()
        autodiscover_modules("desk")
        # studio.desk is what all others register with.
        from . import profile_desk  # noqa: F401
        from .signing_in import today  # noqa: F401
