"""Everything that is held on a person, found by walking every table rather than by a list that grows old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from education.ledger.clock import now
from education.liaison.models import SessionType, Visit
from education.people.actions.emptying import addresses_of
from education.people.models import User
from education.schools.models import School

# Keys to the account and proofs against tampering: handing them over would help nobody but a thief.
WITHHELD = frozenset({
    "password", "session_key", "key", "token", "secret", "hash", "previous_hash", "payload_hash",
    "submission_digest",
})  # fmt: skip
WITHHELD_OF = {"mfa.Authenticator": {"data"}}
NAMED = (School, SessionType, Visit)
Row = dict[str, Any]


def held_on(person: User) -> dict[str, Any]:
    """What is held on a person: by table, each row with its fields; other people in it stay unnamed."""
    return {
        "made_at": now().isoformat(timespec="seconds"),
        "person": str(person.public_id),
        "note": "Passwords, keys and checksums are left out. Other people are not named.",
        "held": {model._meta.label: [_row(row, person) for row in rows] for model, rows in tables(person)},
    }


def tables(person: User) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    """Each table with rows about a person, and those rows."""
    addresses = addresses_of(person)
    for model in apps.get_models():
        wanted = _about(model, person, addresses)
        if wanted and not model._meta.proxy and model is not Session:
            rows = list(model._default_manager.filter(wanted).distinct().order_by("pk"))
            if rows:
                yield model, rows


def _about(model: type[models.Model], person: User, addresses: list[str]) -> Q:
    """The condition that finds a person in a table: a link, the opaque id, or an address."""
    label, public_id = model._meta.label, str(person.public_id)
    wanted = Q(pk=person.pk) if model is User else Q()
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if field.related_model is User:
            wanted |= Q(**{field.name: person})
        elif isinstance(field, models.UUIDField) and not field.primary_key:
            wanted |= Q(**{field.name: person.public_id})
        elif isinstance(field, models.EmailField):
            for address in addresses:
                wanted |= Q(**{f"{field.name}__iexact": address})
    if label in ("ledger.Event", "ledger.OutboxMessage"):
        wanted |= Q(subject_id=public_id)
    if label == "ledger.Event":
        wanted |= Q(data__teacher=public_id)
    if label == "ledger.AccessEvent":
        wanted |= Q(kind="contact_viewed", about__in=_theirs(person))
    if label == "wagtailcore.ModelLogEntry":
        wanted |= Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    return wanted


def _theirs(person: User) -> list[str]:
    """What the log calls a visit or a claim of this person."""
    claims = person.memberships.values_list("public_id", flat=True)
    return [*person.visits.values_list("reference", flat=True), *(str(key) for key in claims)]


def _row(row: models.Model, person: User) -> Row:
    held: Row = {}
    withheld = WITHHELD | WITHHELD_OF.get(row._meta.label, set())
    for field in row._meta.concrete_fields:
        if field.name not in withheld and not isinstance(field, models.BinaryField):
            held[field.name] = _value(row, field, person)
    if isinstance(row, User):
        held["groups"] = sorted(row.groups.values_list("name", flat=True))
    return held


def _value(row: models.Model, field: models.Field[Any, Any], person: User) -> Any:
    raw = getattr(row, field.attname)
    if raw is not None and field.name in ("actor", "person") and isinstance(field, models.UUIDField):
        return "you" if raw == person.public_id else "another person"
    if field.name == "chain":
        return raw if raw.startswith(person.public_id.hex) else "another person's"
    if raw is None or not field.is_relation:
        return str(raw) if isinstance(field, models.FileField) else raw
    if field.related_model is User:
        return "you" if raw == person.pk else "another person"
    if field.related_model in NAMED:
        return str(getattr(row, field.name))
    return f"{field.related_model._meta.verbose_name} {raw}"  # type: ignore[union-attr]
