"""The last guard before a figure is published: the very files, attacked once more and together with all earlier ones."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from education.figures import files, queries, verify
from education.figures.build import cells_of, linked_releases
from education.figures.counts import Line
from education.figures.disclosure.linked import Linked, Ranges, Release, headline_cells
from education.figures.disclosure.protect import without_tables
from education.figures.disclosure.rules import BlockedError, Rules
from education.figures.models import Definition


def reattack(made: Mapping[str, bytes], lines: Sequence[Line], definition: Definition, rules: Rules) -> None:
    """Raise BlockedError unless the files hold by themselves and give nothing away beside the earlier releases."""
    try:
        for _ in verify.check(made):
            pass
    except verify.CheckError as error:
        raise BlockedError(f"The files do not hold, so nothing is published: {error}")
    document = json.loads(made[files.JSON])
    start, end = (dt.date.fromisoformat(document["period"][key]) for key in ("start", "end"))
    earlier = linked_releases(queries.history(definition), start, end)
    attack(document, lines, earlier, start, end, rules)


def attack(
    document: Mapping[str, object],
    lines: Sequence[Line],
    earlier: Sequence[Release],
    start: dt.date,
    end: dt.date,
    rules: Rules,
) -> None:
    """The linked attack on a document as it was written; raises BlockedError with the first cell that is too sure."""
    cells = cells_of(document["tables"])  # type: ignore[arg-type]
    if not cells:
        return
    release = Release(str(document["id"]), start, end, lines, (*headline_cells(lines), *cells))
    linked = Linked([*earlier, release])
    mine = [
        (number, cell)
        for number, (owner, cell) in enumerate(linked.cells)
        if owner == linked.new and not cell.headline
    ]
    hidden = {number for number, cell in mine if cell.value is None}
    for number, cell in mine:
        truth = linked.value(linked.index[number])
        if cell.value is not None and cell.value != truth:
            raise BlockedError(f"A cell says {cell.value:,} and the counts {truth:,}: nothing is published.")
        if cell.value is not None and rules.unsafe(linked.heads_by_school(linked.index[number])):
            raise BlockedError("A cell of few people or schools is shown: nothing is published.")
    targets = [*linked.hidden_now(hidden), *linked.hidden_before(), *linked.differences(rules)]
    program, ranges = linked.program(hidden), Ranges(targets)
    for target in targets:
        if not ranges.narrower(program, target, rules.threshold):
            continue
        if ranges.narrower(program, target, without_tables(linked, [target], rules)[target.name]):
            raise BlockedError(
                f"Somebody could work out to within {ranges.width(target):.0f} what is hidden"
                f" ({target.name}): nothing is published."
            )
