from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for changes of public pages; keep inline scripts out of the desk; register retention and audit."""
        from home import desk, fresh, retention  # noqa: F401
        from home.privacy import hooks  # noqa: F401

        fresh.listen()
        desk.start_choosers_without_inline_scripts()
