from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


def after_migrating(apps: Any, **kwargs: Any) -> None:
    """What a new version gives to editors reaches a site that was loaded before; `apps` as the migrations left them."""
    from django.contrib.auth.management import create_permissions

    from home.actions import bring_up_to_date

    if "pagecheck" in apps.all_models["content"]:
        create_permissions(installed.get_app_config("content"), verbosity=0, apps=apps)
        bring_up_to_date()


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for changes of public pages; make the desk stricter than Wagtail does; register retention and audit."""
        from home import damaged, desk, fresh, retention  # noqa: F401
        from home.privacy import hooks  # noqa: F401

        fresh.listen()
        desk.start_choosers_without_inline_scripts()
        damaged.read_warily()
        post_migrate.connect(after_migrating, sender=self, dispatch_uid="home.after_migrating")
