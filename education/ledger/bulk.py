"""Many rows at once by plain SQL, on PostgreSQL by COPY: far faster than building a model object for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from education.ledger.actions import Actor, event_hash
from education.ledger.clock import now
from education.ledger.models import Event

AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.UUIDField)


def reserve_ids(model: type[models.Model], number: int) -> Sequence[int]:
    """Numbers for new rows of a table with a counted key; nobody else gets them.

    PostgreSQL's sequence gives them out. SQLite has one writer at a time, so the caller's immediate transaction
    keeps them.
    """
    _in_transaction()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, number],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
    return range(first, first + number)


def insert_rows(
    model: type[models.Model],
    *,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    constant: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows given as tuples in the order of `columns` (field names, or `…_id`).

    `constant` holds what is the same in every row; any other field takes its default. The database's own
    constraints and triggers hold as ever; validators and signals do not run.
    """
    _in_transaction()
    given = {_field(model, name).attname: name for name in columns}
    fixed = {_field(model, name).attname: value for name, value in (constant or {}).items()}
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) or field.attname in given
    ]
    rest = [field for field in fields if field.attname not in given]
    tail = tuple(
        field.get_db_prep_save(
            fixed[field.attname] if field.attname in fixed else field.get_default(), connection
        )
        for field in rest
    )
    ordered = [_field(model, name) for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or field.attname) for field in [*ordered, *rest])
    marks = ", ".join(["%s"] * (len(ordered) + len(rest)))
    makers = [_preparer(field) for field in ordered]
    into = f"{quote(model._meta.db_table)} ({names})"
    ready = _prepared(rows, makers, tail)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(ready))  # noqa: S608 - our own names


def log_many(
    *,
    subject: str,
    kind: str,
    by: Actor | None,
    entries: Sequence[tuple[object, Mapping[str, Any]]],
    actor_kind: str = "",
) -> None:
    """Append one event to the chain of each of many subjects; otherwise as `ledger.actions.log`.

    `entries` are a subject's id and its data, which must be plain JSON; what comes first is logged first.
    """
    _in_transaction()
    ids = [str(subject_id) for subject_id, _ in entries]
    chains = Event.objects.filter(subject=subject, subject_id__in=ids).order_by("id")
    heads: dict[str, str] = dict(chains.values_list("subject_id", "hash"))
    moment, actor = now(), by.public_id if by else None
    common = {
        "at": moment, "actor": actor, "actor_kind": actor_kind or ("person" if by else "system"),
        "subject": subject, "kind": kind,
    }  # fmt: skip
    hashed = common | {
        "at": moment.astimezone(dt.UTC).isoformat(timespec="microseconds"), "actor": str(actor or "")
    }  # fmt: skip
    rows = []
    for subject_id, (_, data) in zip(ids, entries, strict=True):
        previous = heads.get(subject_id, "")
        body = hashed | {"subject_id": subject_id, "data": data}
        heads[subject_id] = event_hash(previous=previous, body=body)
        rows.append((subject_id, data, previous, heads[subject_id]))
    insert_rows(Event, columns=["subject_id", "data", "previous_hash", "hash"], rows=rows, constant=common)


def _prepared(
    rows: Iterable[Sequence[Any]], makers: Sequence[Callable[[Any], Any] | None], tail: tuple[Any, ...]
) -> Iterator[list[Any]]:
    made = [(place, make) for place, make in enumerate(makers) if make]
    for row in rows:
        if len(row) != len(makers):
            raise ValueError(f"A row of {len(row)} values for {len(makers)} columns.")
        ready = [*row, *tail]
        for place, make in made:
            ready[place] = make(ready[place])
        yield ready


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]


def _preparer(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of this field is handed to the database; None: as it is."""
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and connection.vendor == "sqlite":
        return lambda value: None if value is None else value.hex
    if isinstance(target, AS_IT_IS):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Rows in bulk belong in a transaction.")
