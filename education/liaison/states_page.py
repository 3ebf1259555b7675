"""docs/states.md, written from the table of transitions so that it can't go stale."""

from __future__ import annotations

from pathlib import Path

from education.liaison.states import OWNERS, TRANSITIONS, VisitState

PLACE = Path(__file__).resolve().parents[2] / "docs/states.md"
HEAD = """# States of a visit

Written by `manage.py write_states` from `education/liaison/states.py`; a test fails when the two differ. A move that
is not in the table is refused. What follows a delivered visit (recorded, disputed, signed off) belongs to its
registers. A draft is no visit yet: a teacher's answers, kept for 24 hours in a table of their own. Nothing is held for it
and nobody is told.
"""
DRAFT = """    [*] --> draft: teacher
    draft --> requested: teacher
    draft --> [*]: clock, after 24 hours"""


def page() -> str:
    """The whole page as Markdown: a drawing, the states, the moves."""
    drawing = "\n".join(
        f"    {move.source or '[*]'} --> {move.target}: {', '.join(move.who)}" for move in TRANSITIONS
    )
    ends = "\n".join(
        f"    {state} --> [*]" for state in VisitState if not any(t.source == state for t in TRANSITIONS)
    )
    states = "\n".join(f"| `{state}` | {state.label} | {OWNERS[state].label} |" for state in VisitState)
    moves = "\n".join(
        f"| {f'`{move.source}`' if move.source else '–'} | `{move.target}` | {', '.join(who.label for who in move.who)} |"
        f" {'yes' if move.needs_reason else 'no'} | `{move.event}` |"
        f" {', '.join(f'`{mail}`' for mail in move.mails) or 'none'} |"
        for move in TRANSITIONS
    )
    return f"""{HEAD}
```mermaid
stateDiagram-v2
{DRAFT}
{drawing}
{ends}
```

| state | on screen | who has to act |
|---|---|---|
{states}

| from | to | who | with a reason | event | mails |
|---|---|---|---|---|---|
{moves}
"""
