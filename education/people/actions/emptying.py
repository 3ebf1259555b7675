"""Emptying a person's row: the name goes, the opaque id and every count stay."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from education.ledger.actions import log_access
from education.ledger.clock import now, real_now
from education.ledger.forgetting import forget_address
from education.ledger.models import AccessEvent
from education.ledger.outbox import NOBODY
from education.people.models import FORMER, StaffChange, User

OURS = ("education.", "home.")


@transaction.atomic
def empty_person(*, person: User, by: User | None, reason: str) -> User:
    """Take name, address, password, second factors, sessions and roles out of a person's row; a repeat does nothing.

    `reason` is a code for the access log: asked, unused or command. Links to schools and contact details in visits
    belong to rooms above; `home.privacy.actions.erase` does all of it.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.emptied_at:
        return person
    nobody = f"{person.public_id.hex}{NOBODY}"
    for address in addresses_of(person):
        forget_address(address)
        _replace_address(address, nobody)
    _end_sessions(person)
    _remove_what_is_theirs(person)
    StaffChange.objects.filter(user=person).update(email=f"{person.public_id.hex}{NOBODY}")
    person.groups.clear()
    person.user_permissions.clear()
    person.first_name = person.last_name = ""
    person.email = nobody
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = person.erasure_asked_at = None
    person.emptied_at = now()
    person.save()
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).update(label=FORMER, data={})
    log_access(kind=AccessEvent.Kind.PERSON_EMPTIED, person=person, by=by, about=reason)
    return person


@transaction.atomic
def ask_for_erasure(*, person: User, by: User) -> User:
    """Note that a member of staff asked to be deleted; an administrator does it from the audit page."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erasure_asked_at is None and by.pk == person.pk:
        person.erasure_asked_at = now()
        person.save(update_fields=["erasure_asked_at"])
        log_access(kind=AccessEvent.Kind.ERASURE_REQUESTED, person=person, by=by)
    return person


def addresses_of(person: User) -> list[str]:
    """Every e-mail address that we know the person by, in lower case."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({address.lower() for address in (person.email, *known) if address})


def _replace_address(address: str, nobody: str) -> None:
    """In every other table of this room that holds it, such as an invitation."""
    for model in apps.get_app_config("people").get_models():
        for field in model._meta.local_fields if model is not User else []:
            if isinstance(field, models.EmailField):
                held = model._default_manager.filter(**{f"{field.name}__iexact": address})
                held.update(**{field.name: nobody})


def _end_sessions(person: User) -> None:
    """On every device, at once."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    for stored in Session.objects.filter(expire_date__gt=real_now()).iterator(500):
        if str(stored.get_decoded().get("_auth_user_id", "")) == str(person.pk):
            stored.delete()


def _remove_what_is_theirs(person: User) -> None:
    """Rows of others' tables that exist for this person alone: addresses, keys, preferences, comments."""
    for profile in UserProfile.objects.filter(user=person):
        if profile.avatar:
            profile.avatar.delete(save=False)
    for relation in User._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model.__module__.startswith(OURS) or relation.many_to_many:
            continue
        if relation.on_delete is models.CASCADE:
            model._default_manager.filter(**{relation.field.name: person}).delete()
