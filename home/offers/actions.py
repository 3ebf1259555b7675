"""Taking a newer version, or leaving what stands here."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from education.content.actions import Loading, Report, as_shipped
from education.content.models import LaunchRecord
from education.ledger.actions import log
from education.ledger.clock import now
from education.people.models import User
from education.people.roles import Role
from home.offers.queries import BY_HAND, Place, latest_of, places


class NotOfferedError(Exception):
    """It is no longer on offer, or this person may not take it."""


@transaction.atomic
def take(*, key: str, by: User) -> str:
    """Take a newer version: a page's becomes its draft, a text's goes live; returns where an editor finds it.

    Raises NotOfferedError when it is not on offer, when what it is for was deleted, when it is a help record, or when
    somebody who may not publish asks for what would go live at once.
    """
    record, place = _held(key)
    if place.found is None or place.model in BY_HAND:
        raise NotOfferedError("This one is not taken here.")
    if isinstance(place.found, Page):
        draft = as_shipped(latest_of(place.found), place.shipped)
        revision = draft.save_revision(user=by, log_action=True)
        record.digest, record.offered_digest, record.loaded_at = place.shipped.digest, "", now()
        record.revision = revision.pk
        record.save()
        where = reverse("wagtailadmin_pages:edit", args=(place.found.pk,))
    else:
        if not by.has_role(Role.PUBLISHER):
            raise NotOfferedError("A publisher takes this one, since it goes live at once.")
        Loading(by, {key}, Report()).snippet(place.shipped, place.model)
        where = AdminURLFinder(by).get_edit_url(place.found) or ""
    log(subject="content", subject_id=key, kind="newer_version_taken", by=by, data={})
    return where


@transaction.atomic
def keep(*, key: str, by: User) -> None:
    """Leave what stands here as it is; only a version newer still is offered again. Raises NotOfferedError."""
    record, place = _held(key)
    record.digest, record.offered_digest = place.shipped.digest, ""
    record.save(update_fields=["digest", "offered_digest"])
    log(subject="content", subject_id=key, kind="newer_version_left", by=by, data={})


def _held(key: str) -> tuple[LaunchRecord, Place]:
    """The record of an offer, locked, and its place."""
    record = LaunchRecord.objects.select_for_update().filter(key=key).exclude(offered_digest="").first()
    place = next(places({key}), None) if record else None
    if record is None or place is None:
        raise NotOfferedError("This version is no longer on offer.")
    return record, place
