from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "education.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for sign-ins and for permissions that change."""
        from education.people import access, account_mail, emails, signals  # noqa: F401
        from education.people.staff import emails as staff_emails  # noqa: F401

        access.listen()
