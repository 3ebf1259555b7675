"""What a draft of a help record would change, above its form: the second person approves what they can see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import Panel

from education.content.models.second import OWN

UNREAD = OWN | {"sort_order", "translation_key"}


@dataclass(frozen=True)
class Change:
    """One field: what readers have now, and what they would have; empty where nothing stands."""

    name: str
    before: str
    after: str


def what_changes(draft: models.Model) -> list[Change]:
    """Every field in which a draft differs from the record that shows, in the order of the fields."""
    live = type(draft)._default_manager.filter(pk=draft.pk).first()
    if live is None:
        return []
    before, after = dict(_lines(live)), dict(_lines(draft))
    names = dict.fromkeys([*before, *after])
    found = [Change(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [change for change in found if change.before != change.after]


def _lines(record: models.Model) -> Iterator[tuple[str, str]]:
    """A record's own fields, then those of what stands in it, each by a name that people know."""
    yield from _fields(record, "")
    for relation in get_all_child_relations(type(record)):
        rows = list(getattr(record, relation.get_accessor_name()).all())
        kind = str(relation.related_model._meta.verbose_name).removeprefix("help ")
        for number, row in enumerate(rows, 1):
            for name, text in _fields(row, relation.field.name):
                yield f"{kind.capitalize()} {number}, {name[:1].lower()}{name[1:]}", text


def _fields(row: models.Model, parent: str) -> Iterator[tuple[str, str]]:
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name == parent or field.name in UNREAD:
            continue
        value = getattr(row, field.name)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        label = str(field.verbose_name)
        yield f"{label[:1].upper()}{label[1:]}", str(value or "")


class ChangesPanel(Panel):
    """Stands above the form while the newest draft says something else than what shows."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc,name-defined]
        template_name = "content/desk/changes_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.changes)

        @cached_property
        def changes(self) -> list[Change]:
            return what_changes(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "changes": self.changes}
