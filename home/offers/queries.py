"""What newer versions would change here, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from education.content.actions import in_field, shipped_snippets
from education.content.fields import CodesField, StreamField
from education.content.models import HelpOrganisation, HelpSet, LaunchRecord
from education.content.reading import parts_of
from education.content.shipped import Shipped, read_tables
from education.people.models import User
from home.actions import LAUNCH, shipped_pages
from home.models import HomePage

BY_HAND = (HelpOrganisation, HelpSet)
QUIET = frozenset({"slug", "drawing", "search_words", "curriculum_links", "wording", "organisations"})
"""Of these the desk says only that they differ: nobody reads them as a text on the page."""


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
    found = [_offer(place, records[place.shipped.key], finder) for place in places(set(records))]
    return sorted(found, key=lambda offer: (not offer.is_page, offer.key))


def places(keys: set[str]) -> Iterator[Place]:
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
    latest = latest_of(place.found)
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


def latest_of(found: models.Model | None) -> Any:
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
