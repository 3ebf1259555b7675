"""A sentence ready to be used beside the number, and wordings that would say something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def ready(document: Mapping[str, Any]) -> str:
    """One sentence for an article or a speech, true as it stands."""
    head = document["headline"]
    values = {
        "publisher": document["publisher"],
        "period": document["period"]["name"],
        "total": f"{head['total']:,}",
        "children": f"{head['children']:,}",
        "parents": f"{head['parents']:,}",
        "sessions": f"{head['sessions']:,}",
    }
    if document["demonstration"]:
        return (
            _(
                "In the %(period)s, children took %(children)s places and parents and carers %(parents)s, together"
                " %(total)s, in %(sessions)s sessions of %(publisher)s about staying safe online; these counts are invented."
            )
            % values
        )
    if document["status"] == "provisional":
        return (
            _(
                "In the %(period)s, children took %(children)s places and parents and carers %(parents)s, together"
                " %(total)s, in %(sessions)s sessions of %(publisher)s about staying safe online; the figure is provisional."
            )
            % values
        )
    return (
        _(
            "In the %(period)s, children took %(children)s places and parents and carers %(parents)s, together"
            " %(total)s, in %(sessions)s sessions of %(publisher)s about staying safe online."
        )
        % values
    )


def never(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Wordings that are wrong for this figure, each with what is wrong with it."""
    head, period = document["headline"], document["period"]
    total, children = f"{head['total']:,}", f"{head['children']:,}"
    low, high = document["range"]["lower"], document["range"]["upper"]
    found = [
        (
            _("“%(total)s people”") % {"total": total},
            _("These are places: somebody who came twice took two."),
        ),
        (
            _("“%(total)s children”") % {"total": total},
            _("Parents and carers are in it; children took %(children)s places.") % {"children": children},
        ),
        (
            _("“this year”"),
            _("Say which year: the %(period)s.") % {"period": period["name"]},
        ),
    ]
    if low is not None and head["children"]:
        found.insert(
            2,
            (
                _("“%(children)s different children”") % {"children": children},
                _("Nobody knows: between %(low)s and %(high)s.") % {"low": f"{low:,}", "high": f"{high:,}"},
            ),
        )
    if document["status"] == "provisional":
        found.append((_("“the final figure”"), _("Registers may still come in or be corrected.")))
    return found
