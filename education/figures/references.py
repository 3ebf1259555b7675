"""Figures that pages refer to: what a reader is shown, and what their editor has to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from education.figures import queries
from education.figures.models import Snapshot

BLOCK = "figure"  # the name under which every body offers the block


@dataclass(frozen=True)
class Reference:
    """A snapshot that a page names, and the newest standing one of its period where that is another."""

    snapshot: Snapshot
    newer: Snapshot | None

    @property
    def shown(self) -> Snapshot | None:
        """What readers see: the newest; nothing when it was withdrawn and nothing took its place."""
        return self.newer or (None if self.snapshot.is_withdrawn else self.snapshot)

    @property
    def state(self) -> str:
        """In one word what is wrong with it, empty when nothing is."""
        if self.snapshot.is_withdrawn:
            return "withdrawn"
        return "superseded" if self.newer else ""

    @property
    def warning(self) -> str:
        """What the editor should do about it, empty when nothing."""
        if not self.state:
            return ""
        said = f"{self.snapshot.slug} was {'withdrawn' if self.state == 'withdrawn' else 'corrected'}"
        if self.newer:
            return (
                f"{said}. Readers see {self.newer.slug} in its place:"
                " choose that, and read the words around it again."
            )
        return f"{said} and nothing took its place. Readers see that it was withdrawn: take the figure out."


def everything() -> list[Reference]:
    """Every snapshot with the one that took its place, newest first; one query."""
    found = list(queries.published().defer("document"))
    newest: dict[tuple[str, str], Snapshot] = {}
    for item in found:
        key = (item.definition.key, item.period_key)
        if not item.is_withdrawn and (key not in newest or newest[key].number < item.number):
            newest[key] = item
    made = []
    for item in found:
        latest = newest.get((item.definition.key, item.period_key))
        made.append(Reference(item, latest if latest and latest.number > item.number else None))
    return made


def find(slug: str) -> Reference | None:
    """One snapshot by name with the one that took its place; None when there never was one."""
    snapshot = queries.published().defer("document").filter(slug=slug).first()
    return Reference(snapshot, queries.newer(snapshot)) if snapshot else None


def slugs_in(value: Any) -> Iterator[str]:
    """The snapshots that a stream's raw content names, however deep."""
    if isinstance(value, Mapping):
        if value.get("type") == BLOCK and isinstance(value.get("value"), Mapping):
            yield str(value["value"].get("snapshot", ""))
        for inner in value.values():
            yield from slugs_in(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from slugs_in(inner)


def fields_with_figures(model: type[Page]) -> list[StreamField]:
    """The bodies of a page type that offer the block."""
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, StreamField) and BLOCK in getattr(field.stream_block, "child_blocks", {})
    ]


def slugs_of(page: Page) -> list[str]:
    """The snapshots that a page names, each once, in their order."""
    found: dict[str, None] = {}
    for field in fields_with_figures(type(page)):
        found.update(dict.fromkeys(slugs_in(getattr(page, field.name).get_prep_value())))
    return list(found)


def warnings(page: Page) -> list[str]:
    """What its editor has to know about the figures on a page."""
    found = (find(slug) for slug in slugs_of(page))
    return [reference.warning for reference in found if reference and reference.warning]


@dataclass(frozen=True)
class Use:
    """A page that names a figure, live or in its draft."""

    page: Page
    draft: bool
    reference: Reference


def uses() -> list[Use]:
    """Every use of a figure on any page, those that need work first; the report of the desk."""
    known = {reference.snapshot.slug: reference for reference in everything()}
    found = []
    types: list[type[Page]] = get_page_models()
    for model in filter(fields_with_figures, types):
        for page in model.objects.all().order_by("title"):
            live = slugs_of(page) if page.live else []
            draft = slugs_of(page.get_latest_revision_as_object()) if page.has_unpublished_changes else []
            found += [Use(page, False, known[slug]) for slug in live if slug in known]
            found += [Use(page, True, known[slug]) for slug in draft if slug in known and slug not in live]
    return sorted(found, key=lambda use: (not use.reference.warning, use.page.title))
