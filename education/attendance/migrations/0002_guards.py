"""Entries and their lines can only be added: a correction is another entry."""

from django.db import migrations

from education.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]
    operations = [append_only("attendance_entry"), append_only("attendance_entryline")]
