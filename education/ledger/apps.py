from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "education.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the daily record of chain heads."""
        import_module("education.ledger.audit")
