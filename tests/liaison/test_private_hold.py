"""The best fit of a filed request is held for three working days, and only the desk can tell."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import queries
from education.liaison.actions import (
    approve_and_confirm,
    decline_visit,
    hand_over,
    hold_best,
    hold_due,
    lapse_due,
    private_hold,
    take_time,
    withdraw_visit,
)
from education.liaison.actions.filing import HalfDay
from education.liaison.actions.one_call import held_for, proposals
from education.liaison.errors import SlotTaken
from education.liaison.models import Commitment, TrainingSession, Visit
from education.liaison.tasks import hold_privately
from education.schools import actions as schools
from education.schools.models import Membership
from tests import factories
from tests.liaison.cast import DAY
from tests.liaison.filing import filed_for

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HELD_UNTIL = dt.datetime(2027, 1, 7, 9, tzinfo=dt.UTC)


def newcomer(play, school=None):
    user = factories.person()
    schools.claim_school(user=user, school=school or play.school, by=user)
    return user


@pytest.fixture
def nia(play):
    return newcomer(play)


def filed(play, by, **more) -> Visit:
    return filed_for(play.school, by, DAY, **more)


def active() -> int:
    return Commitment.objects.filter(active=True).count()


def test_the_worker_holds_the_first_fit_with_one_stretch_a_class_and_no_session(play, nia):
    visit = filed(play, nia)
    assert active() == 0
    assert hold_privately.call(str(visit.public_id)) is True
    rows = Commitment.objects.order_by("start_at")
    utc = dt.UTC
    assert [(r.kind, r.start_at, r.end_at, r.expires_at, r.session, r.filing) for r in rows] == [
        ("hold", dt.datetime(2027, 1, 20, 8, 45, tzinfo=utc), dt.datetime(2027, 1, 20, 10, 45, tzinfo=utc),
         HELD_UNTIL, None, visit.filing),
        ("hold", dt.datetime(2027, 1, 20, 10, 45, tzinfo=utc), dt.datetime(2027, 1, 20, 12, tzinfo=utc),
         HELD_UNTIL, None, visit.filing),
    ]  # fmt: skip
    assert (TrainingSession.objects.count(), held_for(visit)) == (0, ("2027-01-20T09:00", HELD_UNTIL))


def test_what_is_held_is_busy_for_everybody_else(play, nia):
    hold_best(visit=filed(play, nia))
    with pytest.raises(SlotTaken):
        play.ask(start=dt.time(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(
            officer=play.officer, kind="leave", start_at=dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC),
            end_at=dt.datetime(2027, 1, 20, 10, tzinfo=dt.UTC),
        )  # fmt: skip
    assert play.ask(start=dt.time(13)).state == "requested"


def test_twice_is_once_and_the_clock_job_catches_up(play, nia, capsys):
    visit = filed(play, nia)
    call_command("tick", all=True)
    assert "hold_filed: 1 filed requests held" in capsys.readouterr().out
    assert (hold_best(visit=visit), hold_due(), active()) == (False, 0, 2)


def test_the_next_half_day_is_held_when_the_first_does_not_fit(play, nia):
    play.ask(start=dt.time(9))
    later = DAY + dt.timedelta(days=1)
    visit = filed(play, nia, half_days=[HalfDay(DAY, "morning"), HalfDay(later, "afternoon")])
    hold_best(visit=visit)
    assert held_for(visit) == (f"{later}T13:00", HELD_UNTIL)


def test_with_no_fit_nothing_is_held_and_the_next_round_looks_again(play, nia):
    taken = play.ask(start=dt.time(9))
    visit = filed(play, nia)
    assert (hold_best(visit=visit), held_for(visit)) == (False, None)
    withdraw_visit(visit=taken, by=play.teacher)
    assert hold_due() == 1


def test_it_ends_by_itself_after_three_working_days_and_is_not_held_again(play, nia, settings):
    friday = DAY + dt.timedelta(days=2)
    visit = filed(play, nia, half_days=[HalfDay(friday, "morning")])
    hold_best(visit=visit)
    settings.FAKE_NOW = "2027-01-07T08:59"
    assert (lapse_due(), active(), held_for(visit) is None) == (0, 2, False)
    settings.FAKE_NOW = "2027-01-07T09:00"
    assert held_for(visit) is None
    assert (
        play.ask(start=dt.time(9), day=friday).state == "requested"
    )  # the writer frees it, no clock job is needed
    visit.refresh_from_db()
    assert (visit.state, visit.version, Commitment.objects.private().count()) == ("awaiting_approval", 0, 0)
    assert hold_due() == 0


def test_the_clock_frees_what_has_run_out(play, nia, settings):
    hold_best(visit=filed(play, nia))
    settings.FAKE_NOW = "2027-01-08T09:00"
    assert (lapse_due(), active()) == (1, 0)


def test_one_hold_a_school_however_many_wait(play, nia):
    hold_best(visit=filed(play, nia))
    second = filed(play, newcomer(play), half_days=[HalfDay(DAY, "afternoon")])
    assert (hold_best(visit=second), hold_due(), active()) == (False, 0, 2)


def test_strangers_can_never_take_more_than_so_many_times_together(play, monkeypatch):
    monkeypatch.setattr(private_hold, "HELD_AT_ONCE", 2)
    for days in (0, 1, 2, 5):
        school = factories.school()
        filed_for(school, newcomer(play, school), DAY + dt.timedelta(days=days))
    assert (hold_due(), hold_due()) == (2, 0)
    monkeypatch.setattr(private_hold, "HELD_AT_ONCE", 4)
    assert hold_due() == 2  # the control: only the limit kept the others out


def mask(text: str) -> str:
    text = re.sub(r"BK-\w{5}|[0-9a-f]{8}-[0-9a-f-]{27}", "·", text)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "·", text)


def test_the_filer_sees_and_waits_the_same_whether_something_is_held_or_not(play, nia, client):
    """Same words, same questions to the database, same mail: reading, their own data, and taking it back."""
    client.force_login(nia)
    seen = []
    for number, hold in enumerate((False, False, True)):
        visit = filed(play, nia)
        if hold:
            assert hold_best(visit=visit)
        page = f"/visits/{visit.reference}/"
        with CaptureQueriesContext(connection) as asked:
            answers = [client.get(page), client.get("/visits/"), client.get(f"{page}cancel/")]
            back = client.post(f"{page}cancel/", {"version": 0})
        mail.outbox.clear()
        outbox.send_due()
        seen.append((
            [mask(a.content.decode()) for a in answers], back.status_code, back.headers["Location"], len(asked),
            sorted(m.subject.replace(visit.reference, "·") for m in mail.outbox),
        ))  # fmt: skip
        visit.refresh_from_db()
        assert (number, visit.state, active()) == (number, "withdrawn", 0)
    assert seen[1] == seen[2]


def test_a_colleague_an_officer_and_the_filers_own_data_show_no_trace(play, nia, client):
    visit = filed(play, nia)
    hold_best(visit=visit)
    for user in (play.teacher, play.officer.user):
        client.force_login(user)
        assert client.get(f"/visits/{visit.reference}/").status_code == 404
    assert list(queries.sessions_of(play.officer.user, DAY, DAY)) == []
    factories.sign_in_fresh(client, nia)
    answer = client.post("/accounts/data/", {"action": "download"})
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"held_privately" not in told
    assert b"08:45" not in told
    assert Event.objects.filter(kind="visit_held_privately", actor=None).count() == 1


def test_refusing_declining_and_withdrawing_free_it(play, nia):
    visit = filed(play, nia)
    hold_best(visit=visit)
    decline_visit(visit=visit, reason="no_officer", by=play.coordinator)
    assert active() == 0
    again = filed(play, nia)
    hold_best(visit=again)
    schools.refuse_membership(membership=Membership.objects.get(user=nia), by=play.coordinator)
    assert active() == 0


def test_approving_turns_the_held_time_into_the_visit(play, nia):
    visit = filed(play, nia)
    hold_best(visit=visit)
    assert [[plan.key for plan in plans] for _, plans in proposals(visit)][0][0] == "2027-01-20T09:00"
    done = approve_and_confirm(
        visit=visit, proof="telephone", day=DAY, start=dt.time(9), version=0, by=play.coordinator
    )
    assert done.state == "confirmed"
    rows = Commitment.objects.filter(active=True)
    assert {(r.kind, r.filing_id, r.session.visit_id) for r in rows} == {("session", None, done.pk)}
    assert rows.count() == 2


def test_an_approval_that_fails_leaves_the_hold_where_it_was(play, nia):
    visit = filed(play, nia)
    hold_best(visit=visit)
    with pytest.raises(SlotTaken):
        approve_and_confirm(
            visit=visit, proof="telephone", day=DAY, start=dt.time(11), version=0, by=play.coordinator
        )
    assert (active(), held_for(visit)) == (2, ("2027-01-20T09:00", HELD_UNTIL))


def test_leave_goes_first_and_an_officer_who_leaves_holds_nothing(play, nia):
    visit = filed(play, nia)
    hold_best(visit=visit)
    take_time(
        officer=play.officer, start_at=dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC),
        end_at=dt.datetime(2027, 1, 20, 15, tzinfo=dt.UTC), by=play.officer.user,
    )  # fmt: skip
    assert (held_for(visit), active()) == (None, 1)
    other = filed(play, newcomer(play), half_days=[HalfDay(DAY + dt.timedelta(days=1), "morning")])
    assert hold_best(visit=other)
    hand_over(officer=play.officer, to=None, by=play.coordinator)
    assert held_for(other) is None


def test_the_desk_shows_what_is_held_until_when_and_offers_it_first(play, nia, client):
    visit = filed(play, nia)
    factories.sign_in_fresh(client, play.coordinator)
    address = f"/cms/visits/{visit.reference}/"
    assert "Nothing is held for this request." in client.get(address).content.decode()
    hold_best(visit=visit)
    text = re.sub(r"\s+", " ", client.get(address).content.decode())
    for part in (
        "kept for them until Thursday 7 January, 09:00",
        'value="2027-01-20T09:00" required checked',
        "09:00 Year 5 A: 28, 10:45 Year 5 B: 27, until 11:45",
        "Best fit held, which the teacher does not know",
    ):
        assert part in text


def test_the_database_keeps_private_holds_apart_from_everything_else(play, nia):
    visit = filed(play, nia)
    at = {"start_at": HELD_UNTIL, "end_at": HELD_UNTIL + dt.timedelta(hours=1), "officer": play.officer}
    for wrong in (
        {"kind": "hold"},
        {"kind": "hold", "filing": visit.filing},
        {"kind": "session", "filing": visit.filing, "expires_at": HELD_UNTIL},
        {"kind": "leave", "filing": visit.filing, "expires_at": HELD_UNTIL},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.create(**at, **wrong)
