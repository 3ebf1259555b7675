from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "education.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from education.content import due, emails  # noqa: F401
