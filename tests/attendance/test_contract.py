"""Reading one entry of an upload: whatever is sent, the answer names what is wrong and nothing breaks."""

from __future__ import annotations

import json
import random
from uuid import uuid4

import pytest

from education.attendance.contract import MESSAGES, read_entry, read_time
from education.liaison.models import TrainingSession
from tests.attendance.helpers import entry, line

ODD = [None, True, False, 0, -1, 2**40, 1.5, float("nan"), "", "x", "Ёж", "\ud800", "a" * 500, [], {}, [[]], [{}],
       {"a": 1}, "2027-01-20T11:00:00Z", "0001-01-01T00:00:00+14:00", str(uuid4()), "pupil", "count"]  # fmt: skip
FIELDS = ["id", "session", "part", "kind", "base_version", "replaces", "reason", "method", "captured_at", "outcome",
          "started_at", "hands_up", "ad_hoc", "lines", "captured_by"]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_sent_is_read_or_named(seed):
    draw = random.Random(seed)
    for _ in range(50):
        sent = entry(TrainingSession(), lines=[line(), line(3, "staff", None)])
        for name in draw.sample(FIELDS, draw.randrange(1, 5)):
            sent[name] = draw.choice(ODD)
        if isinstance(sent["lines"], list) and sent["lines"] and draw.random() < 0.5:
            sent["lines"][0] = {
                "audience": draw.choice(ODD),
                "year_group": draw.choice(ODD),
                "actual": draw.choice(ODD),
            }
        reading = read_entry(sent)
        assert (reading.submission is None) == bool(reading.problems)
        assert {problem.code for problem in reading.problems} <= set(MESSAGES)


def test_no_text_that_was_sent_is_kept_unless_it_is_a_code():
    for name in FIELDS:
        sent = {**entry(TrainingSession()), name: "Alice in 5B was upset", "note": "Alice in 5B was upset"}
        reading = read_entry(sent)
        assert "Alice" not in json.dumps(reading.submission.content() if reading.submission else reading.id)


def test_the_order_of_lines_and_the_zone_of_times_do_not_make_it_another_content():
    sent = entry(TrainingSession(), captured_at="2027-07-01T11:00:00Z", lines=[line(1), line(2, year="6")])
    same = {**sent, "captured_at": "2027-07-01T12:00:00+01:00", "lines": sent["lines"][::-1]}
    first, second = read_entry(sent).submission, read_entry(same).submission
    assert first and second and first.content() == second.content()


@pytest.mark.parametrize(
    "change",
    [{"lines": [line(29)]}, {"part": "Hall"}, {"method": "estimated"}, {"base_version": 1},
     {"captured_at": "2027-01-20T11:31:00Z"}, {"outcome": "delivered"}, {"session": str(uuid4())}],
)  # fmt: skip
def test_any_other_value_makes_it_another_content(change):
    sent = entry(TrainingSession())
    first, second = read_entry(sent).submission, read_entry({**sent, **change}).submission
    assert first and second and first.content() != second.content()


def test_a_time_needs_its_offset():
    assert [read_time(value) for value in ("2027-01-20T11:00:00", "2027-01-20", 5, None)] == [None] * 4
