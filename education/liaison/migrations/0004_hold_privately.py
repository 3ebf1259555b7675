"""A hold may be for a filed request that has no session yet; SQLite's guard is put back after the table is rebuilt."""

import django.db.models.deletion
from django.db import migrations, models

from education.ledger.guards import EngineSQL

OVERLAP = (
    "SELECT RAISE(ABORT, 'liaison_commitment_no_overlap') WHERE EXISTS ("
    " SELECT 1 FROM liaison_commitment c WHERE c.officer_id = NEW.officer_id AND c.active"
    " AND c.id IS NOT NEW.id AND c.start_at < NEW.end_at AND NEW.start_at < c.end_at)"
)
MAKE = [
    "CREATE TRIGGER liaison_commitment_no_overlap_insert BEFORE INSERT ON liaison_commitment"
    f" WHEN NEW.active BEGIN {OVERLAP}; END",
    "CREATE TRIGGER liaison_commitment_no_overlap_update BEFORE UPDATE ON liaison_commitment"
    f" WHEN NEW.active BEGIN {OVERLAP}; END",
]
DROP = [
    "DROP TRIGGER IF EXISTS liaison_commitment_no_overlap_insert",
    "DROP TRIGGER IF EXISTS liaison_commitment_no_overlap_update",
]
KINDS = "liaison_commitment_kind_and_session"


class Migration(migrations.Migration):
    dependencies = [("liaison", "0003_one_call_one_visit")]
    operations = [
        EngineSQL(sqlite=DROP, undo_sqlite=MAKE, postgresql=[], undo_postgresql=[]),
        migrations.RemoveConstraint(model_name="commitment", name=KINDS),
        migrations.AddField(
            model_name="commitment",
            name="filing",
            field=models.ForeignKey(
                blank=True,
                help_text="of a private hold, which has no session yet",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="liaison.filing",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("filing__isnull", True), ("kind__in", ["session", "hold"]), ("session__isnull", False)
                )
                | models.Q(
                    ("expires_at__isnull", False),
                    ("filing__isnull", False),
                    ("kind", "hold"),
                    ("session__isnull", True),
                )
                | models.Q(
                    ("filing__isnull", True), ("kind__in", ["leave", "duty"]), ("session__isnull", True)
                ),
                name=KINDS,
            ),
        ),
        EngineSQL(sqlite=MAKE, undo_sqlite=DROP, postgresql=[], undo_postgresql=[]),
    ]
