"""Handing a person's record over and emptying it, across all rooms."""

from __future__ import annotations

from django.db import transaction

from education.liaison.actions import forget_person
from education.people.actions import ask_for_erasure, empty_person
from education.people.actions.emptying import addresses_of
from education.people.models import User
from education.schools.actions import end_membership
from education.schools.models import Membership
from home.copies.erased import remember
from home.privacy.queries import is_staff, open_work


class StillAtWorkError(Exception):
    """A member of staff has open work; `sentences` say what has to be handed over."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@transaction.atomic
def erase(*, person: User, by: User | None, reason: str) -> User:
    """End a person's links to schools, take their contact details out of visits and empty their row.

    Counts, dates and the event log stay and name nobody. Raises StillAtWorkError. `reason`: asked, unused, command.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    work = open_work(person)
    if work:
        raise StillAtWorkError(work)
    for membership in Membership.objects.live().filter(user=person):
        end_membership(membership=membership, by=person)
    forget_person(person=person, addresses=addresses_of(person), by=by)
    emptied = empty_person(person=person, by=by, reason=reason)
    transaction.on_commit(lambda: remember(emptied.public_id))
    return emptied


@transaction.atomic
def ask_to_be_deleted(*, person: User, by: User) -> bool:
    """A teacher's record is emptied at once (True); a member of staff's when an administrator agrees (False)."""
    if not is_staff(person):
        erase(person=person, by=by, reason="asked")
        return True
    work = open_work(person)
    if work:
        raise StillAtWorkError(work)
    ask_for_erasure(person=person, by=by)
    return False
