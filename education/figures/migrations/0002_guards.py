"""A snapshot and its files are frozen: a revision is another snapshot, a withdrawal is a row of its own."""

from django.db import migrations

from education.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [append_only("figures_snapshot"), append_only("figures_snapshotfile")]
