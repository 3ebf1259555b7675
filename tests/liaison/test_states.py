"""The table of transitions: complete, obeyed and written down; and no field of a visit takes free text."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models, transaction

from education.ledger.models import Event, OutboxMessage
from education.ledger.outbox import MAKERS
from education.liaison import states_page, words
from education.liaison.actions.messages import KINDS, WITHOUT_A_MOVE
from education.liaison.actions.moves import move
from education.liaison.emails import SUBJECTS
from education.liaison.errors import Refused
from education.liaison.models import Commitment, Group, TrainingSession, Visit
from education.liaison.states import HOLDING_TIME, OWNERS, TRANSITIONS, VisitState, Who, transition
from education.people.roles import Role
from tests import factories

TEMPLATES = Path(__file__).resolve().parents[2] / "templates/emails/liaison"


@pytest.mark.parametrize("state", list(VisitState))
def test_each_state_has_an_owner_a_label_words_and_a_way_in(state):
    assert OWNERS[state].label
    assert state.label
    assert words.TAGS[state]
    assert words.NEXT[state]
    assert any(step.target == state for step in TRANSITIONS)


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: step.event)
def test_each_move_has_an_event_somebody_and_mails_that_exist_or_none(step):
    assert step.event
    assert step.who
    assert set(step.mails) <= KINDS
    assert bool(step.mails) == (step.event != "visit_delivered")


def test_each_mail_is_caused_by_a_move_and_has_a_subject_a_maker_and_words():
    moved = {kind for step in TRANSITIONS for kind in step.mails}
    assert moved | WITHOUT_A_MOVE == set(KINDS) == set(SUBJECTS)
    assert moved & WITHOUT_A_MOVE == set()
    assert (
        {kind for kind in KINDS if (TEMPLATES / f"{kind}.txt").exists()} == set(KINDS) == KINDS & set(MAKERS)
    )


def test_each_move_is_in_the_table_once():
    assert len({(step.source, step.target) for step in TRANSITIONS}) == len(TRANSITIONS)


def people(visit):
    officer = factories.make_officer()
    teacher = factories.person()
    factories.membership(teacher, visit.school)
    return {Who.TEACHER: teacher, Who.CLAIMANT: visit.teacher, Who.COORDINATOR: factories.staff(Role.COORDINATOR), Who.OFFICER: officer.user,
            Who.CLOCK: None}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("source", list(VisitState))
def test_only_moves_of_the_table_happen_and_time_is_taken_only_by_the_states_that_take_it(source):
    for target, who in product(VisitState, Who):
        with transaction.atomic():
            visit = factories.visit(state=source, safeguarding_lead_email="lead@school.example")
            session = factories.training_session(visit)
            step = transition(source, target)
            # A filing takes no time until it is confirmed: the action writes the time, then moves.
            waits = source == VisitState.AWAITING_APPROVAL
            written = source in HOLDING_TIME or (waits and step and who in step.who and target == "confirmed")
            kind = "hold" if waits or source == VisitState.REQUESTED else "session"
            cast = people(visit)
            factories.commitment(factories.make_officer(), session, kind=kind, active=bool(written))
            before = OutboxMessage.objects.count()
            if step and who in step.who:
                move(visit=visit, target=target, as_=who, by=cast[who], reason="other")
                event = Event.objects.get(subject_id=str(visit.public_id))
                assert (event.kind, event.data["from"], event.data["to"]) == (step.event, source, target)
                sent = set(
                    OutboxMessage.objects.order_by("created_at").values_list("kind", flat=True)[before:]
                )
                assert sent == set(step.mails)
            else:
                with pytest.raises(Refused):
                    move(visit=visit, target=target, as_=who, by=cast[who], reason="other")
                assert not Event.objects.filter(subject_id=str(visit.public_id)).exists()
            visit.refresh_from_db()
            active = Commitment.objects.filter(session__visit=visit, active=True)
            assert active.exists() == (visit.state in HOLDING_TIME)
            assert active.filter(kind="session").exists() == (visit.state in {"confirmed", "delivered"})
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_move_with_a_reason_is_refused_without_one():
    for step in TRANSITIONS:
        if step.needs_reason:
            visit = factories.visit(state=step.source)
            for reason in ("", "because the class was tired"):
                with pytest.raises(Refused):
                    move(
                        visit=visit,
                        target=step.target,
                        as_=step.who[0],
                        by=people(visit)[step.who[0]],
                        reason=reason,
                    )


def test_the_page_of_states_is_what_the_table_says(tmp_path, monkeypatch, capsys):
    assert states_page.PLACE.read_text(encoding="utf-8") == states_page.page(), "run manage.py write_states"
    monkeypatch.setattr(
        "education.liaison.management.commands.write_states.PLACE", tmp_path / "docs/states.md"
    )
    call_command("write_states")
    assert (tmp_path / "docs/states.md").read_text(encoding="utf-8") == states_page.page()


PLAIN = (models.IntegerField, models.DateField, models.TimeField, models.BooleanField, models.UUIDField,
         models.ForeignKey, models.EmailField)  # fmt: skip
MINTED = {"reference", "submission_digest"}
CHECKED = {"day_telephone": 20, "needs": None}


def free_text(model):
    return {
        field.name
        for field in model._meta.get_fields()
        if field.concrete and not isinstance(field, PLAIN) and not getattr(field, "choices", None)
    }


def test_no_field_of_a_visit_takes_free_text():
    assert free_text(Visit) == MINTED | set(CHECKED)
    assert Visit._meta.get_field("day_telephone").max_length == CHECKED["day_telephone"]
    assert [free_text(model) for model in (TrainingSession, Group, Commitment)] == [set(), set(), set()]


@pytest.mark.parametrize("model", [Visit, TrainingSession, Group, Commitment])
def test_no_field_is_a_text_box(model):
    assert [f.name for f in model._meta.get_fields() if isinstance(f, models.TextField)] == []
