"""The access log can only grow; what is twelve months old may go."""

from django.db import migrations

from education.ledger.guards import kept_for_twelve_months


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_access_log")]
    operations = [kept_for_twelve_months("ledger_accessevent")]
