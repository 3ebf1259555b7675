from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    name = "education.liaison"
    label = "liaison"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from education.liaison import claims, due, emails  # noqa: F401
