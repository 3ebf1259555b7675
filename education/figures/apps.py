from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "education.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have prepared figures go back when somebody leaves."""
        from education.figures import actions  # noqa: F401
