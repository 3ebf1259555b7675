from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "education.schools"
    label = "schools"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from education.schools import due, emails  # noqa: F401
