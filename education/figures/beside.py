"""Several published figures beside each other, from their files alone: what subtracting them would give away."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from education.figures import files
from education.figures.build import cells_of
from education.figures.counts import AUDIENCES
from education.figures.disclosure.linked import BASE, Cell, Release
from education.figures.disclosure.outsider import attack
from education.figures.disclosure.rules import BlockedError
from education.figures.verify import CheckError, Files, expect

MOST = 12  # figures at once: what each may have corrected in every other grows with the square of them


def check(several: Sequence[Files]) -> Iterator[str]:
    """What held, line by line, of figures of which each holds by itself; raises CheckError at the first that fails.

    The figures are taken in the order in which they came out, each attacked beside all before it.
    """
    expect(
        len(several) <= MOST, f"{len(several)} figures are too many to check beside each other; {MOST} go."
    )
    try:
        yield from _checked(several)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckError(
            f"beside each other: the files are not in the agreed form ({type(error).__name__}: {error})."
        )


def _checked(several: Sequence[Files]) -> Iterator[str]:
    documents = [json.loads(given[files.JSON]) for given in sorted(several, key=_order)]
    ids = [document["id"] for document in documents]
    expect(len(set(ids)) == len(ids), f"beside each other: a figure is given twice ({', '.join(ids)}).")
    for what in ("definition", "publisher", "demonstration"):
        told = {json.dumps(_kind(document, what)) for document in documents}
        expect(len(told) == 1, f"beside each other: they are not of one {what}.")
    yield f"quoted: {_quoted(documents)}"
    yield f"beside each other: {_attacked(documents)}"


def _kind(document: dict[str, Any], what: str) -> Any:
    """What figures have in common that can be subtracted; a definition's wording may have been revised."""
    return document["definition"]["key"] if what == "definition" else document[what]


def _order(given: Files) -> tuple[str, str, str, int]:
    """When a figure was counted; those of one day by the moment they came out, of one moment by period and number."""
    document, package = json.loads(given[files.JSON]), json.loads(given[files.PACKAGE])
    stem, _, number = document["id"].rpartition("-")
    return document["as_at"], package["created"], stem, int(number)


def _quoted(documents: Sequence[dict[str, Any]]) -> str:
    """Whether each revision quotes those that we have as they are."""
    by_id, count = {document["id"]: document for document in documents}, 0
    for document in documents:
        for earlier in document["revisions"]:
            original = by_id.get(earlier["id"])
            if original is None:
                continue
            for what in ("headline", "as_at", "status"):
                expect(
                    earlier[what] == original[what],
                    f"quoted: {document['id']} says of {earlier['id']} another {what} than its own file.",
                )
            count += 1
    return f"{count} earlier figures, each as its own file has it"


def _attacked(documents: Sequence[dict[str, Any]]) -> str:
    threshold = min(document["disclosure"]["threshold"] for document in documents)
    releases = [release(document) for document in documents]
    hidden, narrowest = 0, float("inf")
    for number in range(2, len(releases) + 1):
        try:
            hidden, width = attack(releases[:number], threshold)
        except BlockedError as error:
            together = ", ".join(item.slug for item in releases[:number])
            raise CheckError(f"beside each other ({together}): {error}")
        narrowest = min(narrowest, width)
    if not hidden:
        return f"nothing is hidden in {len(releases)} figures, and no small group comes out between them"
    return f"{hidden} cells are hidden in {len(releases)} figures; the surest is known to within {narrowest:,.0f}"


def release(document: dict[str, Any]) -> Release:
    """A figure as its file has it: its days, its headline and its cells, without what it was counted from."""
    period, head = document["period"], document["headline"]
    first, last = (dt.date.fromisoformat(period[key]) for key in ("start", "end"))
    exact = (
        Cell(BASE, frozenset(["all"]), frozenset([who]), heads, headline=True)
        for who, heads in zip(AUDIENCES, (head["children"], head["parents"]), strict=True)
    )
    return Release(document["id"], first, last, (), (*exact, *cells_of(document["tables"])))
