"""The force's own authorities and localities, from its data."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction

from education.ledger.actions import Actor, log
from education.schools.force import force
from education.schools.models import LocalAuthority, Locality

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def load_force(*, by: Actor | None = None) -> int:
    """Make the force's authorities and localities what its data says; returns how many rows were new or changed."""
    changed = 0
    for area in force().authorities:
        authority, more = _set(
            LocalAuthority,
            {"code": area.code},
            {"name": area.name, "slug": area.slug, "ons_code": area.ons_code, "in_force": True},
        )
        changed += more
        for place in area.places:
            changed += _set(
                Locality,
                {"slug": place.slug},
                {"authority": authority, "name": place.name, "postcode_districts": list(place.districts)},
            )[1]
    if changed:
        log(
            subject="force", subject_id="places", kind="force_loaded", by=by,
            actor_kind="" if by else "command", data={"rows": changed},
        )  # fmt: skip
    return changed


def _set(model: type[M], key: dict[str, Any], values: dict[str, Any]) -> tuple[M, int]:
    """Make or change one row, and say whether that was needed."""
    row, made = model._default_manager.get_or_create(**key, defaults=values)
    differs = [] if made else [name for name, value in values.items() if getattr(row, name) != value]
    for name in differs:
        setattr(row, name, values[name])
    if differs:
        row.save(update_fields=differs)
    return row, int(made or bool(differs))
