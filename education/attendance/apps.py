from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "education.attendance"
    label = "attendance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from education.attendance import due, emails  # noqa: F401
