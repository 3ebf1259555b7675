"""Who acts for a school: asked for by the person, decided by somebody else, for a year."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from education.ledger import clock, outbox
from education.ledger.models import Event, OutboxMessage
from education.people.roles import Role
from education.schools import actions, policies, queries
from education.schools.emails import SUBJECTS
from education.schools.models import Membership
from education.schools.policies import NotYours, Refused
from education.schools.states import MOVES, OWNERS, MembershipState
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


# Mails that no move causes: a reminder, a letter on its way, word to the others at the school.
NOTICES = {"membership_expiring", "letter_issued", "colleague_joined"}


def claim(**fields) -> Membership:
    user = factories.person()
    return actions.claim_school(user=user, school=factories.school(**fields), by=user)


def coordinator():
    return factories.staff(Role.COORDINATOR)


def sent() -> list[tuple[str, str]]:
    outbox.send_due()
    return [(m.to[0], m.subject) for m in mail.outbox]


def test_a_claim_waits_is_logged_and_confirmed_by_mail():
    membership = claim()
    assert membership.state == "requested"
    assert list(queries.waiting_memberships(membership.user)) == [membership]
    event = Event.objects.get(subject="membership", subject_id=str(membership.public_id))
    assert (event.kind, event.actor) == ("school_claimed", membership.user.public_id)
    assert sent() == [(membership.user.email, "We have your request to book for a school")]
    assert membership.school.label in mail.outbox[0].body


@pytest.mark.parametrize(("telephone", "promise"), [("01632 960001", True), ("", False)])
def test_the_mail_promises_a_call_only_where_the_register_has_a_number(telephone, promise):
    claim(telephone=telephone)
    outbox.send_due()
    assert ("within two working days we ring" in mail.outbox[0].body) is promise


def test_no_event_names_a_person():
    membership = claim()
    actions.refuse_membership(membership=membership, by=coordinator())
    for row in Event.objects.values():
        assert membership.user.email not in str(row)
        assert membership.user.last_name not in str(row["data"])


def test_an_approval_needs_a_proof_and_lasts_a_year():
    membership = claim()
    with pytest.raises(Refused, match="Choose how you made sure"):
        actions.approve_membership(membership=membership, proof="", by=coordinator())
    done = actions.approve_membership(membership=membership, proof="telephone", by=coordinator())
    assert (done.state, done.proof) == ("approved", "telephone")
    assert dt.timedelta(days=364) < done.expires_at - clock.now() <= dt.timedelta(days=365)
    assert list(queries.approved_memberships(membership.user)) == [membership]
    # The mail about the claim was overtaken before it went out.
    assert sent() == [(membership.user.email, "You can book visits now")]
    assert OutboxMessage.objects.get(kind="membership_claimed").state == "obsolete"


def test_a_refusal_is_mailed_and_the_teacher_may_ask_again():
    membership = claim()
    actions.refuse_membership(membership=membership, by=coordinator())
    assert sent() == [(membership.user.email, "Your request to book for a school")]
    again = actions.claim_school(user=membership.user, school=membership.school, by=membership.user)
    assert (again.state, Membership.objects.count()) == ("requested", 2)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COORDINATOR])
def test_nobody_but_a_coordinator_decides(role):
    membership = claim()
    for by in (factories.staff(role), factories.person()):
        with pytest.raises(NotYours):
            actions.approve_membership(membership=membership, proof="telephone", by=by)
        with pytest.raises(NotYours):
            actions.refuse_membership(membership=membership, by=by)
    membership.refresh_from_db()
    assert membership.state == "requested"


def test_nobody_approves_their_own_claim():
    by = coordinator()
    own = factories.membership(user=by, state="requested")
    with pytest.raises(Refused, match="Another coordinator has to decide it"):
        actions.approve_membership(membership=own, proof="telephone", by=by)
    assert not policies.can_decide(by, own)
    assert policies.can_decide(coordinator(), own)


def test_an_administrator_by_superuser_alone_decides_nothing():
    boss = factories.person(is_superuser=True, is_staff=True)
    with pytest.raises(NotYours):
        actions.approve_membership(membership=claim(), proof="telephone", by=boss)


def test_nobody_asks_in_another_persons_name():
    with pytest.raises(NotYours):
        actions.claim_school(user=factories.person(), school=factories.school(), by=coordinator())


@pytest.mark.parametrize("role", list(Role))
def test_the_forces_own_staff_never_act_for_a_school(role):
    user = factories.staff(role)
    with pytest.raises(Refused, match="the force's own staff"):
        actions.claim_school(user=user, school=factories.school(), by=user)


def test_a_closed_school_can_not_be_claimed_nor_approved():
    user = factories.person()
    with pytest.raises(Refused, match="not open in our area"):
        actions.claim_school(user=user, school=factories.school(status="closed"), by=user)
    membership = claim()
    membership.school.status = "closed"
    membership.school.save()
    with pytest.raises(Refused, match="has closed"):
        actions.approve_membership(membership=membership, proof="telephone", by=coordinator())


def test_one_school_is_asked_for_once_and_three_at_a_time():
    user = factories.person()
    first = factories.school()
    actions.claim_school(user=user, school=first, by=user)
    with pytest.raises(Refused, match="already asked"):
        actions.claim_school(user=user, school=first, by=user)
    for name in ("B", "C"):
        actions.claim_school(user=user, school=factories.school(name), by=user)
    with pytest.raises(Refused, match="three schools already"):
        actions.claim_school(user=user, school=factories.school("D"), by=user)


def test_the_database_itself_refuses_a_second_live_link():
    membership = claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.membership(user=membership.user, of=membership.school)
    factories.membership(user=membership.user, of=membership.school, state="refused")


def test_who_is_approved_need_not_ask_again_until_it_expires():
    membership = factories.membership()
    user, school = membership.user, membership.school
    with pytest.raises(Refused, match="already act"):
        actions.claim_school(user=user, school=school, by=user)
    Membership.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    again = actions.claim_school(user=user, school=school, by=user)
    membership.refresh_from_db()
    assert (membership.state, again.state) == ("ended", "requested")
    assert Event.objects.filter(kind="membership_expired", actor=None).count() == 1


@pytest.mark.parametrize(
    ("fields", "proofs"),
    [
        ({"telephone": "01632 960001", "street": "1 Beck Row"}, ["telephone", "letter", "authority"]),
        ({"telephone": "", "street": "1 Beck Row"}, ["letter", "authority"]),
        ({"telephone": "", "street": "1 Beck Row", "postcode": ""}, ["authority"]),
        ({"telephone": "", "street": ""}, ["authority"]),
    ],
)
def test_only_the_proofs_that_the_registers_entry_allows_are_offered(fields, proofs):
    membership = claim(**fields)
    assert policies.proofs_for(membership) == proofs
    for proof in set(Membership.Proof.values) - set(proofs):
        with pytest.raises(Refused, match="can't be reached in that way"):
            actions.approve_membership(membership=membership, proof=proof, by=coordinator())


def test_a_colleague_vouches_only_while_approved():
    colleague = factories.membership()
    user = factories.person()
    membership = actions.claim_school(user=user, school=colleague.school, by=user)
    assert "colleague" in policies.proofs_for(membership)
    Membership.objects.filter(pk=colleague.pk).update(expires_at=clock.now())
    assert "colleague" not in policies.proofs_for(membership)


def test_a_decided_claim_is_not_decided_twice():
    membership = claim()
    actions.refuse_membership(membership=membership, by=coordinator())
    with pytest.raises(Refused, match="decided this claim already"):
        actions.approve_membership(membership=membership, proof="telephone", by=coordinator())


def test_a_link_is_ended_by_its_owner_or_a_coordinator_and_nobody_else():
    mine, theirs = factories.membership(), factories.membership()
    for stranger in (factories.person(), factories.staff(Role.OFFICER), theirs.user):
        with pytest.raises(NotYours):
            actions.end_membership(membership=mine, by=stranger)
    actions.end_membership(membership=mine, by=mine.user)
    assert sent() == []
    actions.end_membership(membership=theirs, by=coordinator())
    assert sent() == [(theirs.user.email, "You no longer book for a school")]
    with pytest.raises(Refused, match="nothing to end"):
        actions.end_membership(membership=mine, by=mine.user)


def test_a_coordinator_refuses_a_waiting_claim_and_does_not_end_it():
    with pytest.raises(Refused):
        actions.end_membership(membership=claim(), by=coordinator())


def test_every_state_has_an_owner_and_a_label_and_every_mail_is_written():
    assert set(OWNERS) == set(MembershipState)
    assert {m.target for m in MOVES} == set(MembershipState)
    assert {m.mail for m in MOVES if m.mail} | NOTICES == set(SUBJECTS)
    assert all(m.event for m in MOVES)


def test_no_subject_of_a_mail_names_a_school():
    membership = claim(name="Zyzzyva School")
    actions.approve_membership(membership=membership, proof="telephone", by=coordinator())
    actions.end_membership(membership=membership, by=coordinator())
    outbox.send_due()
    assert [m.subject for m in mail.outbox if "Zyzzyva" in m.subject] == []
    assert len(mail.outbox) == 1


def test_a_name_with_markup_stays_plain_in_a_plain_mail():
    membership = claim(name="St Wendreda's & All Hallows <b>School</b>")
    outbox.send_due()
    assert membership.school.label in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_six_claims_at_the_same_moment_are_three():
    user = factories.person()
    schools = [factories.school(f"School {n}") for n in range(6)]
    barrier = Barrier(6)

    def ask(school) -> str:
        try:
            barrier.wait()
            actions.claim_school(user=user, school=school, by=user)
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, schools))
    assert answers.count("") == 3
    assert Membership.objects.waiting().count() == 3
    assert OutboxMessage.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_decide_at_the_same_moment_decide_once():
    membership = claim()
    people = [coordinator(), coordinator()]
    barrier = Barrier(2)

    def decide(by) -> str:
        try:
            barrier.wait()
            if by is people[0]:
                actions.approve_membership(membership=membership, proof="telephone", by=by)
            else:
                actions.refuse_membership(membership=membership, by=by)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, people))
    assert answers == ["done", "refused"]
    assert Event.objects.filter(subject="membership").count() == 2
