"""The database itself refuses two active commitments of one officer that overlap, on both engines."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from education.ledger.guards import EngineSQL

OVERLAP = (
    "SELECT RAISE(ABORT, 'liaison_commitment_no_overlap') WHERE EXISTS ("
    " SELECT 1 FROM liaison_commitment c WHERE c.officer_id = NEW.officer_id AND c.active"
    " AND c.id IS NOT NEW.id AND c.start_at < NEW.end_at AND NEW.start_at < c.end_at)"
)


class Migration(migrations.Migration):
    dependencies = [("liaison", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        EngineSQL(
            sqlite=[
                "CREATE TRIGGER liaison_commitment_no_overlap_insert BEFORE INSERT ON liaison_commitment"
                f" WHEN NEW.active BEGIN {OVERLAP}; END",
                "CREATE TRIGGER liaison_commitment_no_overlap_update BEFORE UPDATE ON liaison_commitment"
                f" WHEN NEW.active BEGIN {OVERLAP}; END",
            ],
            undo_sqlite=[
                "DROP TRIGGER liaison_commitment_no_overlap_insert",
                "DROP TRIGGER liaison_commitment_no_overlap_update",
            ],
            postgresql=[
                "ALTER TABLE liaison_commitment ADD CONSTRAINT liaison_commitment_no_overlap EXCLUDE USING gist"
                " (officer_id WITH =, tstzrange(start_at, end_at, '[)') WITH &&) WHERE (active)"
            ],
            undo_postgresql=["ALTER TABLE liaison_commitment DROP CONSTRAINT liaison_commitment_no_overlap"],
        ),
    ]
