"""Migration operations for guards that only the database itself can hold, on both engines."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations.base import Operation


class EngineSQL(Operation):
    """Run SQL for the engine at hand; Django's state is untouched, so `makemigrations --check` stays clean."""

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        *,
        sqlite: Sequence[str] = (),
        postgresql: Sequence[str] = (),
        undo_sqlite: Sequence[str] = (),
        undo_postgresql: Sequence[str] = (),
    ) -> None:
        self.sqlite, self.postgresql = list(sqlite), list(postgresql)
        self.undo_sqlite, self.undo_postgresql = list(undo_sqlite), list(undo_postgresql)

    def state_forwards(self, app_label, state) -> None:
        """The guards are not part of Django's model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self._run(schema_editor, self.sqlite, self.postgresql)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self._run(schema_editor, self.undo_sqlite, self.undo_postgresql)

    @staticmethod
    def _run(schema_editor, sqlite: list[str], postgresql: list[str]) -> None:
        statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Guards held by the database itself"


def append_only(table: str) -> EngineSQL:
    """The database refuses UPDATE and DELETE of a row of `table`, whoever asks."""
    name = f"{table}_append_only"
    return EngineSQL(
        sqlite=[
            f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {table} BEGIN"
            f" SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ],
        undo_sqlite=[f"DROP TRIGGER {name}_{verb}" for verb in ("update", "delete")],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def kept_for_twelve_months(table: str, moment: str = "at") -> EngineSQL:
    """The database refuses every UPDATE of `table` and the DELETE of a row whose `moment` is not a year old."""
    name, problem = f"{table}_kept", f"{table} is append-only for twelve months"
    return EngineSQL(
        sqlite=[
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{problem}'); END",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} WHEN OLD.{moment} > datetime('now', '-12 months')"
            f" BEGIN SELECT RAISE(ABORT, '{problem}'); END",
        ],
        undo_sqlite=[f"DROP TRIGGER {name}_{verb}" for verb in ("update", "delete")],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' AND OLD.{moment} <= now() - interval '12 months' THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION '{problem}' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )
