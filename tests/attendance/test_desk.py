"""The registers desk: what waits, what supervisors decide, and who may not."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from education.attendance.actions import open_register
from education.attendance.models import Entry, Register
from education.ledger.models import Event
from education.liaison.models import TrainingSession
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, entry, send, signed_in, supervisor, total

pytestmark = pytest.mark.django_db

DECISIONS = ["sign-off", "settle", "not-recorded", "reopen"]


def desk(session: TrainingSession, verb: str = "") -> str:
    return f"/cms/registers/{session.public_id}/" + (f"{verb}/" if verb else "")


def decide(user, session: TrainingSession, verb: str, **data: str) -> str:
    """Post a decision and return the sentence that the desk answers with."""
    client = signed_in(user)
    response = client.post(
        desk(session, verb), {name.replace("__", "-"): value for name, value in data.items()}
    )
    assert response.status_code == 303, response.content.decode()
    assert client.get(response["Location"]).status_code == 200
    return "".join(str(message) for message in get_messages(response.wsgi_request))


def disputed() -> tuple[TrainingSession, object, Entry]:
    session, officer = begun_session()
    send(officer, entry(session), entry(session, 31))
    return session, officer, Entry.objects.get(status="proposal")


def test_a_stranger_is_sent_to_sign_in():
    session, _ = begun_session()
    for path in ("/cms/registers/", desk(session), *[desk(session, verb) for verb in DECISIONS]):
        assert Client().get(path)["Location"].startswith(("/accounts/login/", "/cms/login/"))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SUPERVISOR, Role.COORDINATOR)])
def test_other_roles_see_nothing_of_it(role):
    session, officer = begun_session()
    send(officer, entry(session))
    client = signed_in(factories.staff(role))
    for path in ("/cms/registers/", desk(session)):
        response = client.get(path)
        assert (response.status_code, session.school.name in response.content.decode()) == (403, False)


def test_a_coordinator_reads_and_decides_nothing():
    session, officer = begun_session()
    send(officer, entry(session))
    client = signed_in(factories.staff(Role.COORDINATOR))
    assert session.school.name in client.get("/cms/registers/").content.decode()
    assert "Sign off" not in client.get(desk(session)).content.decode()
    for verb in DECISIONS:
        client.post(desk(session, verb), {"version": "1", "reason": "other", "reopen-reason": "other"})
    assert Register.objects.get().state == "recorded"


def test_the_queue_shows_what_is_missing_disputed_and_to_sign_and_nothing_else():
    officer = factories.make_officer()
    sessions = {name: begun_session(officer, start=start, visit=factories.visit(
        factories.school(f"School {name}"), state="confirmed"))[0]
        for name, start in [("missing", "07:00"), ("disputed", "08:30"), ("to sign", "10:00"), ("signed", "17:00")]
    }  # fmt: skip
    send(
        officer.user, entry(sessions["disputed"]), entry(sessions["disputed"], 20), entry(sessions["to sign"])
    )
    html = signed_in(supervisor()).get("/cms/registers/").content.decode()
    states = re.findall(
        r"w-status[^>]*>(Two counts differ|To sign off|Nothing heard yet|Count missing)<", html
    )
    assert re.findall(r"<td>(School [a-z ]+),", html) == [
        "School missing",
        "School disputed",
        "School to sign",
    ]
    assert states == ["Nothing heard yet", "Two counts differ", "To sign off"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_database_the_same_number_of_times(rows, django_assert_max_num_queries):
    officer = factories.make_officer()
    for number in range(rows):
        send(officer.user, entry(begun_session(officer, start=f"{7 + 2 * number:02}:00")[0]))
    client = signed_in(supervisor())
    client.get("/cms/registers/")
    with django_assert_max_num_queries(20) as made:
        client.get("/cms/registers/")
    assert len([q for q in made.captured_queries if "liaison_trainingsession" in q["sql"]]) == 3


def test_signing_off_is_by_somebody_who_did_not_record():
    session, officer = begun_session()
    send(officer, entry(session))
    officer.groups.add(*supervisor().groups.all())
    assert decide(officer, session, "sign-off") == (
        "You recorded this register, so somebody else has to sign it off.")  # fmt: skip
    signer = supervisor()
    assert decide(signer, session, "sign-off", version="1") == "Signed off."
    register = Register.objects.get()
    assert (register.state, register.signed_by, total()) == ("signed_off", signer, 28)


def test_a_register_that_changed_meanwhile_is_not_signed_off():
    session, officer = begun_session()
    send(officer, entry(session), entry(session, 27, base_version=1))
    assert decide(supervisor(), session, "sign-off", version="1").startswith("This register has changed")
    assert Register.objects.get().state == "recorded"


def test_a_dispute_is_settled_by_choosing_the_proposal():
    session, _, proposal = disputed()
    choice = {"part": "Only", "choice": str(proposal.pk), "only__reason": "miscount", "only__version": "1"}
    assert decide(supervisor(), session, "settle", **choice) == "Decided."
    register = Register.objects.get()
    assert (register.state, register.version, total()) == ("recorded", 2, 31)


def test_a_dispute_is_settled_by_keeping_what_counts():
    session, _, _ = disputed()
    kept = Entry.objects.get(status="accepted")
    decide(
        supervisor(),
        session,
        "settle",
        part="Only",
        choice=str(kept.pk),
        only__reason="other",
        only__version="1",
    )
    assert (Register.objects.get().state, total()) == ("recorded", 28)


def test_a_third_count_needs_numbers_and_another_signature():
    session, _, _ = disputed()
    judge, path = supervisor(), desk(session, "settle")
    data = {"part": "Only", "choice": "own", "only-reason": "other", "only-version": "1"}
    response = signed_in(judge).post(path, data | {"only-heads-pupil-5": "many"})
    html = response.content.decode()
    assert (response.status_code, 'value="many"' in html, total()) == (422, True, 28)
    assert decide(judge, session, "settle", **{**data, "only-heads-pupil-5": "30"}) == "Decided."
    assert (Register.objects.get().state, total()) == ("recorded", 30)
    assert decide(judge, session, "sign-off").startswith("You recorded this register")
    assert decide(supervisor(), session, "sign-off") == "Signed off."


def test_settling_without_a_reason_or_a_choice_changes_nothing():
    session, _, proposal = disputed()
    client = signed_in(supervisor())
    for data in ({"choice": str(proposal.pk)}, {"only-reason": "other"}):
        assert (
            client.post(desk(session, "settle"), {"part": "Only", "only-version": "1", **data}).status_code
            == 422
        )
    assert (Register.objects.get().state, total()) == ("disputed", 28)


def test_nobody_settles_a_dispute_about_their_own_count():
    session, officer, proposal = disputed()
    officer.groups.add(*supervisor().groups.all())
    choice = {"part": "Only", "choice": str(proposal.pk), "only__reason": "miscount"}
    assert decide(officer, session, "settle", **choice).startswith("One of these counts is yours")


def test_a_disputed_register_is_not_signed_off():
    session, _, _ = disputed()
    assert decide(supervisor(), session, "sign-off") == "Settle the other counts of this register first."


def test_a_proposal_that_comes_after_the_decision_opens_the_dispute_again():
    session, officer, proposal = disputed()
    decide(supervisor(), session, "settle", part="Only", choice=str(proposal.pk), only__reason="other")
    send(officer, entry(session, 12))
    assert (Register.objects.get().state, total()) == ("disputed", 31)


def test_not_recorded_needs_a_reason_and_is_no_zero():
    session, officer = begun_session()
    send(officer, {**entry(session), "kind": "outcome", "outcome": "delivered", "lines": []})
    assert signed_in(supervisor()).post(desk(session, "not-recorded"), {}).status_code == 422
    data = {"give-up-reason": "paper_lost"}
    said = decide(supervisor(), session, "not-recorded", **data)
    assert (said, Register.objects.get().state, total()) == ("Marked as not recorded.", "not_recorded", 0)
    send(officer, entry(session))
    assert (Register.objects.get().state, total()) == ("recorded", 28)


def test_reopening_needs_a_reason_and_the_number_keeps_counting():
    session, officer = begun_session()
    send(officer, entry(session))
    decide(supervisor(), session, "sign-off")
    assert signed_in(supervisor()).post(desk(session, "reopen"), {}).status_code == 422
    assert decide(supervisor(), session, "reopen", **{"reopen-reason": "miscount"}) == "Opened again."
    register = Register.objects.get()
    assert (register.state, register.signed_by, total()) == ("recorded", None, 28)


def test_a_count_that_came_after_sign_off_is_decided_after_reopening():
    session, officer = begun_session()
    send(officer, entry(session))
    decide(supervisor(), session, "sign-off")
    send(officer, entry(session, 30, base_version=1))
    review, judge = Entry.objects.get(status="review"), supervisor()
    choice = {"part": "Only", "choice": str(review.pk), "only__reason": "miscount"}
    assert decide(judge, session, "settle", **choice) == "This register is signed off. Reopen it first."
    decide(judge, session, "reopen", **{"reopen-reason": "miscount"})
    assert decide(judge, session, "settle", **choice) == "Decided."
    assert (Register.objects.get().state, total()) == ("recorded", 30)


def test_an_accepted_session_that_nobody_booked_counts():
    _, officer = begun_session()
    told = {"school_urn": str(factories.school().urn), "type": "class-talk", "start": "2027-01-20T09:00:00Z"}
    made = factories.training_session(start="09:00")
    sent = entry(made, ad_hoc=told, session="11111111-1111-4111-8111-111111111111")
    send(officer, sent)
    session = TrainingSession.objects.get(source="ad_hoc")
    assert total() == 0
    decide(supervisor(), session, "settle", part="Only", choice=sent["id"], only__reason="other")
    session.refresh_from_db()
    assert (session.state, total()) == ("delivered", 28)


def test_counts_of_a_cancelled_session_can_only_be_set_aside():
    session, officer = begun_session()
    TrainingSession.objects.update(state="cancelled")
    send(officer, entry(session))
    choice = {"part": "Only", "only__reason": "wrong_session"}
    refused = decide(supervisor(), session, "settle", choice=str(Entry.objects.get().pk), **choice)
    assert refused.startswith("This session is “cancelled”")
    assert decide(supervisor(), session, "settle", choice="none", **choice) == "Decided."
    assert session.school.name not in signed_in(supervisor()).get("/cms/registers/").content.decode()


def test_that_it_did_not_take_place_is_no_count_to_choose():
    session, officer = begun_session()
    send(officer, entry(session))
    send(
        officer,
        {**entry(session), "kind": "outcome", "outcome": "not_delivered", "reason": "other", "lines": []},
    )
    said = Entry.objects.get(kind="outcome")
    html = signed_in(supervisor()).get(desk(session)).content.decode()
    assert (said.status, f'value="{said.pk}"' in html) == ("review", False)
    choice = {"part": "Only", "only__reason": "other"}
    assert decide(supervisor(), session, "settle", choice=str(said.pk), **choice).endswith("Set it aside.")
    kept = Entry.objects.get(kind="count")
    assert decide(supervisor(), session, "settle", choice=str(kept.pk), **choice) == "Decided."
    assert (total(), decide(supervisor(), session, "sign-off")) == (28, "Signed off.")


def test_one_whole_count_takes_the_place_of_the_rooms_it_includes():
    session, officer = begun_session()
    send(officer, entry(session, 15, part="Hall"), entry(session, 10, part="Classroom 1"), entry(session, 26))
    whole = Entry.objects.get(part="Only")
    assert (whole.status, total()) == ("proposal", 25)
    decide(supervisor(), session, "settle", part="Only", choice=str(whole.pk), only__reason="other")
    assert total() == 26


def test_the_log_alone_gives_the_same_sum_as_the_registers():
    session, _, proposal = disputed()
    decide(supervisor(), session, "settle", part="Only", choice=str(proposal.pk), only__reason="other")
    counting: dict[str, int] = {}
    for event in Event.objects.filter(subject="register").order_by("id"):
        if event.kind == "entry_accepted":
            counting.pop(event.data["replaces"] or "", None)
            counting[event.data["entry"]] = sum(li["actual"] for li in event.data["lines"])
        elif event.kind == "entry_voided":
            counting.pop(event.data["entry"], None)
    assert sum(counting.values()) == total() == 31


def test_a_session_without_a_register_can_be_opened_at_the_desk():
    session, _ = begun_session()
    assert (
        "Nothing is known yet. That is not zero."
        in signed_in(supervisor()).get(desk(session)).content.decode()
    )
    assert open_register(session=session).state == "due"
