"""A person's own name."""

from __future__ import annotations

from django.db import transaction

from education.ledger.actions import log
from education.people.models import User


@transaction.atomic
def change_name(*, user: User, first_name: str, last_name: str, by: User) -> User:
    """Write somebody's name; the log says that it changed and by whom, and no name."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if (user.first_name, user.last_name) != (first_name, last_name):
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
        log(subject="person", subject_id=user.public_id, kind="name_changed", by=by)
    return user
