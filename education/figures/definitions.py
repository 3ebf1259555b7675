"""What the published figures mean, in words for everyone; a change of rule is a new version, never an edit."""

from __future__ import annotations

import datetime as dt

DEFINITIONS: tuple[tuple[str, int, str, str, dt.date], ...] = (
    (
        "children-and-parents-trained",
        1,
        "Children, parents and carers trained to stay safe online",
        "We count places taken: every child, parent or carer who was in the room for a session that our team"
        " ran, once for each session. Somebody who came to two sessions took two places. We keep no names, so"
        " this is not a number of different people, and we never call it one. We count who came, not who was"
        " booked. School staff and other professionals, visits to this website, and sessions that were cancelled"
        " or have no register are left out. Numbers that an officer estimated, or that come from an older"
        " spreadsheet, are in, and their share is shown. A session belongs to the day on which it began.",
        dt.date(2019, 1, 1),
    ),
)
