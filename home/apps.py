from django.apps import AppConfig


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
