"""The gate of other forms: every help page can be read in easy read, each line of it with a drawing."""

from __future__ import annotations

from home.gates.shelf import Gate, Shelf

FEWEST, MOST = 5, 16
"""So many lines; fewer leave something out, and more are two pages of paper too many."""


def other_forms(all_: Shelf) -> Gate:
    """Every help page has an easy-read form of a sensible length, and no line of any stands without a drawing."""
    gate = Gate("easy read")
    helping = all_.of("help_pages")
    easy = [item for item in all_.items if item.data.get("easy_read")]
    gate.problems = [f"{item.shipped.key}: not in easy read" for item in helping if item not in easy]
    drawn = 0
    for item in easy:
        lines, key = item.data["easy_read"], item.shipped.key
        drawn += len(lines)
        if not FEWEST <= len(lines) <= MOST:
            gate.problems.append(f"{key}: {len(lines)} lines in easy read, from {FEWEST} to {MOST}")
        bare = [line["lines"][0] for line in lines if not line.get("drawing")]
        gate.problems += [f"{key}: “{text}” has no drawing" for text in bare]
    with_it = sum(item in easy for item in helping)
    gate.figure = (
        f"{with_it} of {len(helping)} help pages, {len(easy) - with_it} other pages, "
        f"{drawn} lines with a drawing each"
    )
    return gate
