"""One call, one visit: somebody who is not approved files one request, learns nothing, and is settled at once."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from education.attendance.models import Register
from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import invites, queries
from education.liaison.actions import (
    approve_and_confirm,
    cancel_visit,
    confirm_visit,
    decline_visit,
    record_outcome,
    withdraw_visit,
)
from education.liaison.actions.filing import ClassAsked, HalfDay
from education.liaison.actions.one_call import proposals
from education.liaison.errors import NotYours, Refused, SlotTaken, Stale, SubmissionReused
from education.liaison.models import Commitment, TrainingSession, Visit
from education.liaison.states import Who
from education.people.roles import Role
from education.schools import actions as schools
from education.schools.models import Membership, SchoolDay
from tests import factories
from tests.liaison.cast import DAY
from tests.liaison.filing import LESSONS, filed_for, filing_form

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NINE = dt.time(9)


@pytest.fixture
def newcomer(play):
    """Somebody whose claim to the school waits."""
    user = factories.person("new@school.example", first_name="Nia", last_name="New")
    schools.claim_school(user=user, school=play.school, by=user)
    return user


def filed(play, by, **more) -> Visit:
    return filed_for(play.school, by, DAY, **more)


def settle(play, visit, **more) -> Visit:
    values = {
        "proof": "telephone",
        "day": DAY,
        "start": NINE,
        "version": visit.version,
        "by": play.coordinator,
        **more,
    }
    return approve_and_confirm(visit=visit, **values)


def form(**more) -> dict[str, str]:
    return filing_form(DAY.isoformat(), **more)


def test_a_request_is_written_down_and_takes_nobodys_time(play, newcomer):
    visit = filed(play, newcomer)
    assert (visit.state, visit.teacher, visit.day) == ("awaiting_approval", newcomer, DAY)
    assert [str(one) for one in visit.filing.classes.all()] == ["Year 5 A: 28", "Year 5 B: 27"]
    assert (Commitment.objects.count(), TrainingSession.objects.count()) == (0, 0)
    assert Event.objects.get(kind="visit_filed").actor == newcomer.public_id
    outbox.send_due()
    [sent] = [m for m in mail.outbox if "what happens next" in m.subject]
    assert (sent.to, sent.attachments) == ([newcomer.email], [])
    assert "nothing is promised" in sent.body


def test_one_request_a_person_and_school(play, newcomer):
    filed(play, newcomer)
    with pytest.raises(Refused, match="answer that one first"):
        filed(play, newcomer)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.visit(play.school, teacher=newcomer, state="awaiting_approval")
    other = factories.person()
    schools.claim_school(user=other, school=play.school, by=other)
    assert filed(play, other).state == "awaiting_approval"


def test_the_same_form_twice_is_one_request_and_with_other_answers_none(play, newcomer):
    submission = uuid4()
    first = filed(play, newcomer, submission=submission)
    assert filed(play, newcomer, submission=submission) == first
    with pytest.raises(SubmissionReused):
        filed(play, newcomer, submission=submission, classes=[ClassAsked("4", "", 20)])
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("state", [None, "approved", "refused", "ended"])
def test_only_somebody_who_waits_files(play, state):
    user = factories.person()
    if state:
        factories.membership(user, play.school, state=state)
    with pytest.raises(NotYours):
        filed(play, user)


@pytest.mark.parametrize(
    "change",
    [
        {"classes": []},
        {"classes": [ClassAsked("5", "", 20)] * 7},
        {"classes": [ClassAsked("9", "", 20)]},
        {"classes": [ClassAsked("5", "Ann", 20)]},
        {"classes": [ClassAsked("5", "", 61)]},
        {"half_days": []},
        {"half_days": [HalfDay(DAY, "morning")] * 2},
        {"half_days": [HalfDay(DAY + dt.timedelta(days=n), "morning") for n in range(-2, 2)]},
        {"half_days": [HalfDay(dt.date(2027, 1, 5), "morning")]},
        {"half_days": [HalfDay(dt.date(2027, 1, 23), "morning")]},
        {"half_days": [HalfDay(DAY, "evening")]},
        {"lessons": {**LESSONS, "ends": dt.time(8)}},
        {"lessons": {**LESSONS, "break_ends": None}},
        {"day_telephone": "ask for Ann"},
        {"needs": ["she cries"]},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(play, newcomer, change):
    with pytest.raises(Refused) as refusal:
        filed(play, newcomer, **change)
    assert refusal.value.sentence.endswith(".")
    assert Visit.objects.count() == 0


def mask(text: str) -> str:
    text = re.sub(r"BK-\w{5}|[0-9a-f]{8}-[0-9a-f-]{27}", "·", text)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "·", text)


def test_a_full_and_an_empty_diary_give_the_same_answers_and_the_same_questions(play, newcomer, client):
    """Nothing about officers' time is read, so neither words nor work can tell what is free."""
    seen = []
    client.force_login(newcomer)
    address = f"/book/request/{play.school.urn}/"
    # The first round only warms what the project remembers.
    for number, busy in enumerate((False, False, True)):
        if busy:
            play.ask(start=dt.time(9))
            play.ask(start=dt.time(13))
        with CaptureQueriesContext(connection) as asked:
            before = client.get(address)
            sent = client.post(address, form(submission=str(UUID(int=number + 1))))
            after = client.get(sent.headers["Location"])
        assert (before.status_code, sent.status_code, after.status_code) == (200, 303, 200)
        assert [q for q in asked if re.search(r"liaison_(commitment|officer|workinghours)", q["sql"])] == []
        seen.append((mask(before.content.decode()), mask(after.content.decode()), len(asked)))
        withdraw_visit(visit=Visit.objects.get(state="awaiting_approval"), by=newcomer)
        assert not re.search(r"\b(09|1[0-5]):(00|15|30|45)\b", re.sub(r"<input[^>]*>", "", seen[-1][1]))
    assert seen[1] == seen[2]


def test_the_form_keeps_what_was_typed_and_says_what_to_do(play, newcomer, client):
    client.force_login(newcomer)
    answer = client.post(
        f"/book/request/{play.school.urn}/", form(size_1="", day_0="2027-01-05", ends="08:00")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Enter how many people you expect.", "Choose weekdays from 18 January 2027 on"):
        assert text.count(sentence) == 2
    assert 'value="lead@school.example"' in text
    assert Visit.objects.count() == 0


def test_who_does_not_wait_for_the_school_finds_no_form(play, newcomer, client):
    address = f"/book/request/{play.school.urn}/"
    for user in (play.teacher, factories.person(), play.coordinator):
        client.force_login(user)
        missing = client.get("/book/request/123456/")
        for method in (client.get, client.post):
            answer = method(address, form())
            assert (answer.status_code, len(answer.content)) == (404, len(missing.content))


def test_a_second_visit_to_the_form_shows_what_was_filed(play, newcomer, client):
    visit = filed(play, newcomer)
    client.force_login(newcomer)
    answer = client.get(f"/book/request/{play.school.urn}/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/visits/{visit.reference}/")


def test_what_was_filed_is_seen_by_its_filer_and_the_desk_alone(play, newcomer, client):
    visit = filed(play, newcomer)
    address = f"/visits/{visit.reference}/"
    for user, status in (
        (newcomer, 200),
        (play.teacher, 404),
        (factories.person(), 404),
        (play.officer.user, 404),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert (visit in queries.visits_for(user)) == (status == 200)
    client.force_login(newcomer)
    assert client.get(f"{address}invite.ics").status_code == 404
    # Whoever waits sees nothing of the school's other visits.
    others = play.confirmed(day=dt.date(2027, 1, 21))
    assert client.get(f"/visits/{others.reference}/").status_code == 404
    assert others.reference not in client.get("/visits/").content.decode()


def test_the_filer_takes_it_back_and_may_file_again(play, newcomer, client):
    visit = filed(play, newcomer)
    client.force_login(newcomer)
    address = f"/visits/{visit.reference}/cancel/"
    assert "Withdraw this request?" in client.get(address).content.decode()
    assert client.post(address, {"version": 0}).headers["Location"] == "/visits/"
    visit.refresh_from_db()
    assert visit.state == "withdrawn"
    assert client.get(f"/visits/{visit.reference}/").status_code == 404
    assert filed(play, newcomer).state == "awaiting_approval"


def test_a_refused_claim_declines_its_request_and_a_withdrawn_one_takes_it_back(play, newcomer):
    visit = filed(play, newcomer)
    schools.refuse_membership(membership=Membership.objects.get(user=newcomer), by=play.coordinator)
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == ("declined", "not_proved")
    again = schools.claim_school(user=newcomer, school=play.school, by=newcomer)
    second = filed(play, newcomer)
    schools.end_membership(membership=again, by=newcomer)
    second.refresh_from_db()
    assert second.state == "withdrawn"


def test_one_action_approves_the_teacher_and_confirms_every_class(play, newcomer):
    visit = filed(play, newcomer)
    assert [[plan.key for plan in plans] for _, plans in proposals(visit)] == [
        ["2027-01-20T09:00", "2027-01-20T09:15", "2027-01-20T09:30"]
    ]
    done = settle(play, visit)
    link = Membership.objects.get(user=newcomer)
    assert (done.state, link.state, link.proof, link.decided_by) == (
        "confirmed",
        "approved",
        "telephone",
        play.coordinator,
    )
    sessions = list(done.sessions.all())
    assert [(s.start_time, s.end_time) for s in sessions] == [
        (dt.time(9), dt.time(10)), (dt.time(10, 45), dt.time(11, 45)),
    ]  # fmt: skip
    assert [(g.year, g.expected) for s in sessions for g in s.groups.all()] == [("5", 28), ("5", 27)]
    assert set(Commitment.objects.values_list("kind", "active", "officer")) == {
        ("session", True, play.officer.pk)
    }
    assert SchoolDay.objects.get(school=play.school).lunch_starts == dt.time(12)
    outbox.send_due()
    found = {(m.subject.split(" ")[0], m.to[0]) for m in mail.outbox}
    assert {
        ("Your", newcomer.email),
        ("Booking", "lead@school.example"),
        ("Session", play.officer.user.email),
    } <= found


def test_a_visit_of_two_sessions_has_one_invite_two_registers_and_one_cancellation(play, newcomer, settings):
    done = settle(play, filed(play, newcomer))
    start, end = invites.times(Visit.objects.with_rows().get(pk=done.pk))
    assert (start, end) == (
        dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC), dt.datetime(2027, 1, 20, 11, 45, tzinfo=dt.UTC),
    )  # fmt: skip
    mine = list(queries.sessions_of(play.officer.user, DAY, DAY))
    assert len(mine) == 2
    settings.FAKE_NOW = "2027-01-20T12:00"
    record_outcome(session=mine[0], delivered=True, by=play.officer.user)
    done.refresh_from_db()
    assert done.state == "confirmed"
    record_outcome(session=mine[1], delivered=False, by=play.officer.user, reason="no_audience")
    done.refresh_from_db()
    assert done.state == "delivered"
    assert Register.objects.count() <= 2


def test_cancelling_frees_every_class(play, newcomer):
    done = settle(play, filed(play, newcomer))
    cancel_visit(visit=done, reason="timetable", by=newcomer, as_=Who.TEACHER)
    assert set(Commitment.objects.values_list("active", flat=True)) == {False}
    assert set(TrainingSession.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_start_that_went_to_somebody_else_changes_nothing_at_all(play, newcomer):
    visit = filed(play, newcomer)
    play.ask(start=dt.time(9))
    with pytest.raises(SlotTaken):
        settle(play, visit)
    assert Membership.objects.get(user=newcomer).state == "requested"
    assert proposals(visit)[0][1] == []
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.sessions.count()) == ("awaiting_approval", 0, 0)


@pytest.mark.parametrize(
    "change",
    [{"proof": ""}, {"proof": "letter"}, {"day": DAY + dt.timedelta(days=1)}, {"start": dt.time(11)}],
)
def test_without_a_possible_proof_or_a_proposed_start_nothing_happens(play, newcomer, change):
    visit = filed(play, newcomer)
    with pytest.raises(Refused):
        settle(play, visit, **change)
    assert Membership.objects.get(user=newcomer).state == "requested"
    assert Commitment.objects.count() == 0


def test_an_old_page_is_refused(play, newcomer):
    visit = filed(play, newcomer)
    with pytest.raises(Stale):
        settle(play, visit, version=7)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COORDINATOR])
def test_nobody_but_a_coordinator_settles(play, newcomer, role):
    visit = filed(play, newcomer)
    for by in (factories.staff(role), newcomer, play.teacher):
        with pytest.raises(NotYours):
            settle(play, visit, by=by)
        with pytest.raises(Refused):
            confirm_visit(visit=visit, version=0, by=by)


def test_a_request_of_somebody_approved_meanwhile_needs_no_second_proof(play, newcomer):
    visit = filed(play, newcomer)
    schools.vouch_for(membership=Membership.objects.get(user=newcomer), by=play.teacher)
    assert settle(play, visit, proof="").state == "confirmed"


def test_declining_the_request_leaves_the_claim_to_be_decided(play, newcomer):
    visit = filed(play, newcomer)
    decline_visit(visit=visit, reason="no_officer", by=play.coordinator)
    assert Membership.objects.get(user=newcomer).state == "requested"
    outbox.send_due()
    [sent] = [m for m in mail.outbox if "can’t come this time" in m.subject]
    assert (sent.to, sent.attachments) == ([newcomer.email], [])


def test_the_desk_shows_the_way_to_prove_the_person_and_settles_in_one_post(play, newcomer, client):
    visit = filed(play, newcomer)
    factories.sign_in_fresh(client, play.coordinator)
    assert visit.reference in client.get("/cms/visits/?state=awaiting_approval").content.decode()
    address = f"/cms/visits/{visit.reference}/"
    text = client.get(address).content.decode()
    for part in (
        "Ring 01642000000",
        "Year 5 A: 28",
        "09:00 Year 5 A: 28, 10:45 Year 5 B: 27, until 11:45",
        "Approve and confirm",
    ):
        assert part in text
    wrong = client.post(f"{address}approve/", {"version": "0", "at": "soon", "proof": "telephone"})
    assert wrong.status_code == 303
    answer = client.post(
        f"{address}approve/", {"version": "0", "at": "2027-01-20T09:00", "proof": "telephone"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    client.force_login(newcomer)
    text = client.get(f"/visits/{visit.reference}/").content.decode()
    assert "10:45 to 11:45" in text


def test_settling_asks_for_a_proof_of_who_one_is(play, newcomer, client):
    visit = filed(play, newcomer)
    factories.sign_in_fresh(client, play.coordinator, 900)
    form_ = {"version": "0", "at": "2027-01-20T09:00", "proof": "telephone"}
    answer = client.post(f"/cms/visits/{visit.reference}/approve/", form_)
    assert answer.headers["Location"].startswith("/accounts/")
    assert Membership.objects.get(user=newcomer).state == "requested"


def test_a_supervisor_sees_the_request_and_no_button(play, newcomer, client):
    visit = filed(play, newcomer)
    client.force_login(factories.staff(Role.SUPERVISOR))
    text = client.get(f"/cms/visits/{visit.reference}/").content.decode()
    assert "Year 5 A: 28" in text
    assert "Approve and confirm" not in text


def test_a_post_without_the_token_files_nothing(play, newcomer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(newcomer)
    assert strict.post(f"/book/request/{play.school.urn}/", form()).status_code == 403
    assert Visit.objects.count() == 0
