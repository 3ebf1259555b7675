from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "education.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have prepared figures go back when somebody leaves, and embargoed ones released at their hour."""
        from education.figures import actions, due  # noqa: F401
