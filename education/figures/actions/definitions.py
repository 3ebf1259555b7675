"""Definitions as records: each version of the public words is written down once, for ever."""

from __future__ import annotations

from django.db import transaction

from education.figures import queries
from education.figures.definitions import DEFINITIONS
from education.figures.models import Definition
from education.figures.policies import NotAllowedError
from education.ledger import actions as ledger
from education.people.models import User


def as_definition(definition: Definition | str) -> Definition:
    """A definition or the newest version of its key, written down first where that was never done.

    Raises NotAllowedError for an unknown one.
    """
    if isinstance(definition, Definition):
        return definition
    found = queries.current_definition(definition)
    if found is None and definition in {key for key, *_ in DEFINITIONS}:
        load_definitions()
        found = queries.current_definition(definition)
    if found is None:
        raise NotAllowedError(f"There is no definition “{definition}”.")
    return found


def load_definitions(*, by: User | None = None) -> list[Definition]:
    """Write down the definitions that this code can count; a second time changes nothing."""
    made = []
    with transaction.atomic():
        for key, version, title, wording, since in DEFINITIONS:
            row, new = Definition.objects.get_or_create(
                key=key, version=version, defaults={"title": title, "wording": wording, "since": since}
            )
            if new:
                ledger.log(
                    subject="definition", subject_id=f"{key}-{version}", kind="definition_added", by=by
                )
            made.append(row)
    return made
