"""What the tables can hold: numbers, codes, times and ids, and never a sentence about anybody."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from education.attendance.models import EntryLine, Register, RegisterPart
from education.attendance.states import COUNTED, OWNERS, TRANSITIONS, RegisterState, transition
from tests.attendance.helpers import begun_session, entry, send, supervisor

DIGESTS = {"payload_hash", "file_sha256", "decisions_sha256", "header_sha256"}
CODES = DIGESTS | {"receipt", "natural_key", "code", "key", "period"}
OURS = {"refusal"}  # a sentence out of our own code about a sheet that is no table
LISTS = {"hands_up", "soft_checks", "payload", "mapping", "columns", "problems"}


def test_no_field_of_this_room_takes_free_text():
    """Text is a choice, a digest or a code; JSON is what the code itself wrote from checked values."""
    fields = [
        field for model in apps.get_app_config("attendance").get_models() for field in model._meta.fields
    ]
    texts = [f for f in fields if isinstance(f, models.CharField | models.TextField)]
    assert {f.name for f in texts if not f.choices} == CODES | OURS
    assert [f.name for f in fields if isinstance(f, models.TextField)] == []
    assert {f.name for f in fields if isinstance(f, models.JSONField)} == LISTS
    assert [
        f.name for f in fields if isinstance(f, models.FileField | models.EmailField | models.URLField)
    ] == []


def test_every_state_of_a_register_has_an_owner_a_label_and_a_way_in():
    assert set(OWNERS) == set(RegisterState)
    assert {t.target for t in TRANSITIONS} | {RegisterState.DUE} == set(RegisterState)
    assert all(state.label and state.label != state.value for state in RegisterState)
    assert len({(t.source, t.target) for t in TRANSITIONS}) == len(TRANSITIONS)


def test_a_missing_move_is_no_move():
    assert transition(RegisterState.NOT_RECORDED, RegisterState.SIGNED_OFF) is None
    assert COUNTED.isdisjoint({RegisterState.DUE, RegisterState.NOT_RECORDED})


@pytest.mark.django_db
@pytest.mark.engine
class TestGuards:
    """Held by the database, whoever writes."""

    def refused(self, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    def test_a_signature_has_a_signer(self):
        session, officer = begun_session()
        send(officer, entry(session))
        self.refused(lambda: Register.objects.update(state="signed_off"))

    def test_not_recorded_has_a_reason(self):
        session, officer = begun_session()
        send(officer, entry(session))
        self.refused(lambda: Register.objects.update(state="not_recorded"))

    def test_a_head_count_is_between_0_and_2000(self):
        session, officer = begun_session()
        send(officer, entry(session))
        known = EntryLine.objects.get()
        self.refused(lambda: EntryLine.objects.create(entry=known.entry, audience="staff", actual=2001))

    def test_a_group_is_counted_once_in_an_entry(self):
        session, officer = begun_session()
        send(officer, entry(session))
        known = EntryLine.objects.get()
        again = {"entry": known.entry, "audience": known.audience, "year": known.year, "actual": 1}
        self.refused(lambda: EntryLine.objects.create(**again))

    def test_an_entry_counts_in_one_room_only(self):
        session, officer = begun_session()
        send(officer, entry(session))
        part = RegisterPart.objects.get()
        self.refused(
            lambda: RegisterPart.objects.create(register=part.register, name="Hall", accepted=part.accepted)
        )

    def test_a_session_has_one_register(self):
        session, officer = begun_session()
        send(officer, entry(session))
        self.refused(lambda: Register.objects.create(session=session))
        assert supervisor().pk
