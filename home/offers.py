"""Newer versions of what the project ships: what they would change here, and taking them without losing what was written.

A page that is taken becomes its draft: an editor reads it, changes it and lets it be published as any other. What stood
before stays in the page's history. A help record is read by two people, so its newer version is shown and never taken here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from education.content.actions import Loading, Report, as_shipped, in_field, shipped_snippets
from education.content.fields import CodesField, StreamField
from education.content.models import HelpOrganisation, HelpSet, LaunchRecord
from education.content.reading import parts_of
from education.content.shipped import Shipped, read_tables
from education.ledger.actions import log
from education.ledger.clock import now
from education.people.models import User
from education.people.roles import Role
from home.actions import LAUNCH, shipped_pages
from home.models import HomePage

BY_HAND = (HelpOrganisation, HelpSet)
QUIET = frozenset({"slug", "drawing", "search_words", "curriculum_links", "wording", "organisations"})
"""Of these the desk says only that they differ: nobody reads them as a text on the page."""


class NotOfferedError(Exception):
    """It is no longer on offer, or this person may not take it."""


@dataclass(frozen=True)
class Change:
    """One field that would change: lines that would go, and lines that would come."""

    field: str
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A newer shipped version of one page or snippet that stands here."""

    key: str
    title: str
    kind: str
    url: str
    edited: bool
    by_hand: bool
    missing: bool
    changes: tuple[Change, ...]

    @property
    def is_page(self) -> bool:
        """Whether it would become a draft."""
        return self.kind == "page"


@dataclass(frozen=True)
class Place:
    """Where something that is shipped stands, if it still does."""

    shipped: Shipped
    model: type[models.Model]
    found: models.Model | None


def waiting() -> int:
    """How many newer versions are on offer."""
    return LaunchRecord.objects.exclude(offered_digest="").count()


def offers(*, by: User) -> list[Offer]:
    """Every newer version on offer, pages first, each with what it would change."""
    records = {r.key: r for r in LaunchRecord.objects.exclude(offered_digest="")}
    finder = AdminURLFinder(by)
    found = [_offer(place, records[place.shipped.key], finder) for place in _places(set(records))]
    return sorted(found, key=lambda offer: (not offer.is_page, offer.key))


def _places(keys: set[str]) -> Iterator[Place]:
    """What is shipped under these keys, with what stands here in its place."""
    home = HomePage.objects.order_by("path").first() if keys else None
    if home is None:
        return
    for shipped in read_tables(LAUNCH / "tree.toml", "home", "home"):
        if shipped.key in keys:
            yield Place(Shipped(shipped.key, {**shipped.data, "slug": home.slug}), HomePage, home)
    for above, model, shipped in shipped_pages():
        if shipped.key in keys:
            parent: Page | None = home
            if above:
                parent = Page.objects.child_of(home).filter(slug=above).first()
            found = parent and model.objects.child_of(parent).filter(slug=shipped.slug).first()
            yield Place(shipped, model, found)
    for kind, shipped in shipped_snippets():
        if shipped.key in keys:
            yield Place(shipped, kind, kind._default_manager.filter(slug=shipped.slug).first())


def _offer(place: Place, record: LaunchRecord, finder: AdminURLFinder) -> Offer:
    latest = _latest(place.found)
    revision = getattr(place.found, "latest_revision_id", None)
    return Offer(
        key=record.key,
        title=str(latest) if latest else place.shipped.slug,
        kind="page" if issubclass(place.model, Page) else "snippet",
        url=(finder.get_edit_url(place.found) or "") if place.found else "",
        edited=revision is not None and revision != record.revision,
        by_hand=place.model in BY_HAND,
        missing=place.found is None,
        changes=tuple(_changes(latest, place)) if latest else (),
    )


def _latest(found: models.Model | None) -> Any:
    """What an editor sees when opening it: its latest draft, or itself."""
    return found.get_latest_revision_as_object() if isinstance(found, Page) else found


def _changes(latest: Any, place: Place) -> Iterator[Change]:
    for name, value in place.shipped.data.items():
        if name in QUIET:
            continue
        field = latest._meta.get_field(name)
        before = _lines(field, getattr(latest, name))
        after = _lines(field, in_field(field, value))
        if before != after:
            told = list(ndiff(before, after))
            gone = tuple(line[2:] for line in told if line.startswith("- "))
            come = tuple(line[2:] for line in told if line.startswith("+ "))
            label = str(field.verbose_name)
            yield Change(label[:1].upper() + label[1:], gone, come)


def _lines(field: Any, value: Any) -> list[str]:
    """A field's text, line by line."""
    if isinstance(field, StreamField):
        return [line for child in value for line in parts_of(child)]
    if isinstance(field, CodesField):
        return [", ".join(value or [])]
    if isinstance(value, models.Model):
        value = getattr(value, "slug", value)
    return [line for line in str("" if value is None else value).split("\n") if line.strip()]


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
        draft = as_shipped(_latest(place.found), place.shipped)
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
    place = next(_places({key}), None) if record else None
    if record is None or place is None:
        raise NotOfferedError("This version is no longer on offer.")
    return record, place
