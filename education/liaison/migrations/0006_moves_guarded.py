"""The database itself knows which moves a visit can make, on both engines; the table is education.liaison.states."""

from django.db import migrations

from education.ledger.guards import EngineSQL

MOVES = (
    "awaiting_approval>confirmed", "awaiting_approval>declined", "awaiting_approval>withdrawn", "requested>confirmed",
    "requested>declined", "requested>lapsed", "requested>withdrawn", "confirmed>cancelled_by_school",
    "confirmed>cancelled_by_force", "confirmed>delivered", "confirmed>not_delivered",
)  # fmt: skip
NAME = "liaison_visit_no_such_move"
LEGAL = ", ".join(f"'{move}'" for move in MOVES)
WRONG = f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({LEGAL})"


class Migration(migrations.Migration):
    dependencies = [("liaison", "0005_what_decides_free_times")]
    operations = [
        EngineSQL(
            sqlite=[
                f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state ON liaison_visit WHEN {WRONG}"
                f" BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
            ],
            undo_sqlite=[f"DROP TRIGGER {NAME}"],
            postgresql=[
                f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state ON liaison_visit FOR EACH ROW WHEN ({WRONG})"
                f" EXECUTE FUNCTION {NAME}()",
            ],
            undo_postgresql=[f"DROP TRIGGER {NAME} ON liaison_visit", f"DROP FUNCTION {NAME}()"],
        ),
    ]
