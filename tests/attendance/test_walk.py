"""Officers and supervisors at random: whatever they do, nothing is lost and both ways of adding agree."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from education.attendance.actions import (
    mark_not_recorded,
    record_entry,
    reopen,
    set_aside,
    settle,
    sign_off,
)
from education.attendance.models import Entry, Register
from education.attendance.queries import accepted_entries, open_proposals
from education.attendance.states import transition
from education.ledger.clock import today
from education.ledger.models import Event
from education.liaison.errors import Refused
from tests import factories
from tests.attendance.helpers import begun_session, submission, supervisor, total

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ROOMS = ["", "Hall", "Classroom 1"]


def sum_of_the_log() -> int:
    counting: dict[str, int] = {}
    for event in Event.objects.filter(subject="register").order_by("id"):
        if event.kind == "entry_accepted":
            counting.pop(event.data["replaces"] or "", None)
            counting[event.data["entry"]] = sum(line["actual"] for line in event.data["lines"])
        elif event.kind == "entry_voided":
            counting.pop(event.data["entry"], None)
    return sum(counting.values())


@pytest.mark.parametrize("seed", range(4))
def test_forty_random_steps(seed):
    draw = random.Random(seed)
    session, officer = begun_session()
    colleague, judges = factories.make_officer(), [supervisor(), supervisor()]
    factories.commitment(colleague, session)
    acknowledged: dict[UUID, str] = {}
    state, today_ = "due", today()

    def send() -> None:
        register = Register.objects.filter(session=session).first()
        version = register.version if register else 0
        known = list(Entry.objects.exclude(kind="outcome")) if draw.random() < 0.3 else []
        change = {}
        if known:
            named = draw.choice(known)
            kind = draw.choice(["correction", "void"])
            change = {"kind": kind, "replaces": str(named.pk), "reason": "miscount", "part": named.part,
                      **({"lines": []} if kind == "void" else {})}  # fmt: skip
        else:
            change = {"part": draw.choice(ROOMS)}
        base = draw.choice([version, version, max(0, version - 1), 0])
        item = submission(session, draw.randrange(20, 30), base_version=base, **change)
        result = record_entry(submission=item, by=draw.choice([officer, colleague.user]))
        assert result.status in ("accepted", "proposal", "review")
        acknowledged[item.id] = result.receipt

    def decide() -> None:
        register = Register.objects.filter(session=session).first()
        if register is None:
            return
        waiting, by = list(open_proposals(register)), draw.choice(judges)
        try:
            verb = draw.choice(["sign", "settle", "aside", "give up", "reopen"])
            if verb == "sign":
                sign_off(register=register, by=by)
            elif verb == "give up":
                mark_not_recorded(register=register, by=by, reason="paper_lost")
            elif verb == "reopen":
                reopen(register=register, by=by, reason="miscount")
            elif waiting:
                chosen = draw.choice(
                    [*waiting, *[e for e in accepted_entries(register) if e.part == waiting[0].part]]
                )
                if verb == "aside":
                    set_aside(register=register, part=chosen.part, by=by, reason="other")
                else:
                    settle(register=register, part=chosen.part, by=by, reason="other", choice=chosen)
        except Refused:
            pass

    for _ in range(40):
        draw.choice([send, send, decide, decide])()
        register = Register.objects.filter(session=session).first()
        if register:
            assert register.state == state or transition(state, register.state), (state, register.state)
            state = register.state
            assert (register.state in ("due", "not_recorded")) <= (total() == 0)
        assert total() == sum_of_the_log()
        assert dict(Entry.objects.values_list("id", "receipt")) == acknowledged
    assert session.day == today_
