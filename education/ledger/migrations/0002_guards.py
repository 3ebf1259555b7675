"""The event log can only grow."""

from django.db import migrations

from education.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [append_only("ledger_event")]
