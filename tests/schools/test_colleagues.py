"""Colleagues vouch and remove; no chain grows from an impostor, and nobody looks into another school."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from education.ledger import clock, outbox
from education.ledger.models import Event
from education.people.roles import Role
from education.schools import actions, policies, queries
from education.schools.models import Membership, School
from education.schools.policies import NotYours, Refused
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def teacher(school):
    """Approved by a coordinator's call."""
    return factories.membership(factories.person(first_name="Ann", last_name="Approved"), school)


@pytest.fixture
def waiting(school):
    user = factories.person("new@school.example", first_name="Nia", last_name="New")
    return actions.claim_school(user=user, school=school, by=user)


def coordinator():
    return factories.staff(Role.COORDINATOR)


def sent() -> dict[str, set[str]]:
    outbox.send_due()
    found: dict[str, set[str]] = {}
    for message in mail.outbox:
        found.setdefault(message.subject, set()).add(message.to[0])
    return found


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def people(school, *rest) -> str:
    return "/".join(("/book/school", str(school.urn), "colleagues", *(str(part) for part in rest), ""))


def test_an_approved_teacher_vouches_for_a_colleague(school, teacher, waiting):
    other = factories.membership(of=school)
    elsewhere = factories.membership()
    done = actions.vouch_for(membership=waiting, by=teacher.user)
    assert (done.state, done.proof, done.decided_by) == ("approved", "colleague", teacher.user)
    assert dt.timedelta(days=364) < done.expires_at - clock.now() <= dt.timedelta(days=365)
    event = Event.objects.get(kind="membership_vouched")
    assert (event.actor, event.subject_id) == (teacher.user.public_id, str(waiting.public_id))
    found = sent()
    assert found["You can book visits now"] == {waiting.user.email}
    assert found["A colleague can now book for your school"] == {teacher.user.email, other.user.email}
    assert elsewhere.user.email not in {m.to[0] for m in mail.outbox}
    assert list(queries.vouched_lately(since=clock.now() - dt.timedelta(days=1))) == [done]


def test_nobody_vouches_for_themselves(teacher, waiting):
    with pytest.raises(NotYours):
        actions.vouch_for(membership=waiting, by=waiting.user)
    with pytest.raises(NotYours):
        actions.vouch_for(membership=teacher, by=teacher.user)


def test_nobody_vouches_at_another_school(waiting):
    with pytest.raises(NotYours):
        actions.vouch_for(membership=waiting, by=factories.membership().user)


@pytest.mark.parametrize("role", list(Role))
def test_staff_do_not_vouch(waiting, teacher, role):
    with pytest.raises(NotYours):
        actions.vouch_for(membership=waiting, by=factories.staff(role))


def test_an_expired_or_ended_approval_vouches_for_nobody(teacher, waiting):
    Membership.objects.filter(pk=teacher.pk).update(expires_at=clock.now())
    with pytest.raises(NotYours):
        actions.vouch_for(membership=waiting, by=teacher.user)
    Membership.objects.filter(pk=teacher.pk).update(state="ended")
    with pytest.raises(NotYours):
        actions.vouch_for(membership=waiting, by=teacher.user)
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_who_was_vouched_for_vouches_and_removes_nobody(school, teacher, waiting):
    """The chain is one link long: an impostor who got in on somebody's word brings no second one."""
    actions.vouch_for(membership=waiting, by=teacher.user)
    third = factories.person()
    claim = actions.claim_school(user=third, school=school, by=third)
    for act in (
        lambda: actions.vouch_for(membership=claim, by=waiting.user),
        lambda: actions.end_membership(membership=teacher, by=waiting.user),
    ):
        with pytest.raises(Refused, match="A colleague vouched for you"):
            act()
    # The control: the same claim, the word of somebody whom a coordinator checked.
    assert actions.vouch_for(membership=claim, by=teacher.user).state == "approved"


def test_only_who_was_checked_by_a_coordinator_counts_as_a_colleagues_proof(school, teacher, waiting):
    assert "colleague" in policies.proofs_for(waiting)
    Membership.objects.filter(pk=teacher.pk).update(proof="colleague")
    assert "colleague" not in policies.proofs_for(waiting)
    assert list(queries.colleagues(waiting)) == []


def test_the_first_teacher_of_a_school_has_nobody_to_vouch(waiting):
    assert policies.proofs_for(waiting) == ["telephone", "authority"]


def test_five_colleagues_in_thirty_days_and_no_sixth(school, teacher):
    claims = []
    for _ in range(6):
        user = factories.person()
        claims.append(actions.claim_school(user=user, school=school, by=user))
    for claim in claims[:4]:
        actions.vouch_for(membership=claim, by=teacher.user)
    actions.end_membership(membership=claims[0], by=teacher.user)
    with pytest.raises(Refused, match="five colleagues in thirty days"):
        actions.vouch_for(membership=claims[5], by=teacher.user)
    with pytest.raises(Refused, match="five colleagues in thirty days"):
        actions.end_membership(membership=claims[1], by=teacher.user)


def test_a_closed_schools_teacher_vouches_for_nobody(school, teacher, waiting):
    school.status = "closed"
    school.save()
    with pytest.raises(Refused, match="has closed"):
        actions.vouch_for(membership=waiting, by=teacher.user)


def test_a_colleague_or_a_coordinator_removes_a_teacher_who_has_left(school, teacher):
    gone, gone_too = factories.membership(of=school), factories.membership(of=school)
    ended = actions.end_membership(membership=gone, by=teacher.user)
    assert (ended.state, ended.decided_by) == ("ended", teacher.user)
    assert Event.objects.get(kind="membership_removed").actor == teacher.user.public_id
    actions.end_membership(membership=gone_too, by=coordinator())
    assert sent() == {"You no longer book for a school": {gone.user.email, gone_too.user.email}}
    decided = queries.decided_claims(since=clock.now() - dt.timedelta(days=1))
    assert {link.decided_by for link in decided if link.pk == gone.pk} == {teacher.user}


def test_a_colleague_does_not_throw_out_a_claim(teacher, waiting):
    with pytest.raises(Refused, match="nothing to end"):
        actions.end_membership(membership=waiting, by=teacher.user)


def test_the_page_shows_who_waits_with_their_address_and_vouching_asks_once_more(
    client, school, teacher, waiting
):
    client.force_login(teacher.user)
    text = page(client.get(people(school)))
    assert "Nia New" in text
    assert "new@school.example" in text
    address = people(school, waiting.public_id, "vouch")
    assert "Does Nia New work at your school?" in page(client.get(address))
    waiting.refresh_from_db()
    assert waiting.state == "requested"
    answer = client.post(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, people(school))
    text = page(client.get(people(school)))
    assert "confirmed by Ann Approved" in text
    assert "new@school.example" not in text


def test_who_may_not_vouch_sees_no_address_and_no_name_of_who_waits(client, school, teacher, waiting):
    Membership.objects.filter(pk=teacher.pk).update(proof="colleague")
    client.force_login(teacher.user)
    text = page(client.get(people(school)))
    assert "A colleague vouched for you" in text
    assert "Nia New" not in text
    assert "new@school.example" not in text


def test_a_coordinators_name_is_not_told_to_teachers(client, school, teacher):
    by = coordinator()
    by.first_name, by.last_name = "Cora", "Coordinator"
    by.save()
    factories.membership(of=school, proof="colleague", decided_by=by)
    client.force_login(teacher.user)
    assert "Cora" not in page(client.get(people(school)))


def test_removing_asks_once_more(client, school, teacher):
    gone = factories.membership(of=school)
    client.force_login(teacher.user)
    address = people(school, gone.public_id, "remove")
    assert "Has Pat Person left?" in page(client.get(address))
    gone.refresh_from_db()
    assert gone.state == "approved"
    assert client.post(address).status_code == 303
    gone.refresh_from_db()
    assert gone.state == "ended"


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_schools_colleagues_are_as_missing_as_nobodys(client, school, teacher, waiting, method):
    """Same status, same body, same size, whatever is there."""
    client.force_login(factories.membership().user)
    ask = getattr(client, method)
    missing = ask(people(School(urn=123456), uuid4(), "vouch"))
    assert missing.status_code == 404
    for rest in ((waiting.public_id, "vouch"), (teacher.public_id, "remove")):
        answer = ask(people(school, *rest))
        assert (answer.status_code, answer.content) == (404, missing.content)
    if method == "get":
        assert client.get(people(school)).content == missing.content
    waiting.refresh_from_db()
    assert waiting.state == "requested"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_of_another_school_is_missing_under_ones_own(client, school, teacher, method):
    client.force_login(teacher.user)
    theirs = factories.membership(state="requested")
    approved = factories.membership()
    for link, act in ((theirs, "vouch"), (approved, "remove"), (teacher, "remove")):
        assert getattr(client, method)(people(school, link.public_id, act)).status_code == 404
    assert set(Membership.objects.values_list("state", flat=True)) == {"approved", "requested"}


@pytest.mark.parametrize("state", ["requested", "refused", "ended"])
def test_who_is_not_approved_sees_no_colleague(client, school, teacher, state):
    user = factories.person()
    factories.membership(user, school, state=state)
    factories.sign_in_fresh(client, user)
    assert client.get(people(school)).status_code == 404


def test_the_desk_shows_who_was_vouched_for_and_by_whom(client, school, teacher, waiting):
    actions.vouch_for(membership=waiting, by=teacher.user)
    factories.sign_in_fresh(client, coordinator())
    text = page(client.get("/cms/teachers/"))
    assert "Vouched for by a colleague in the last thirty days" in text
    assert "Ann Approved" in text.partition("Vouched for by a colleague")[2]
    assert "Whom this teacher vouched for" in page(client.get(f"/cms/teachers/{teacher.public_id}/"))


@pytest.mark.django_db(transaction=True)
def test_six_words_at_the_same_moment_are_five():
    teacher = factories.membership()
    claims = []
    for _ in range(6):
        user = factories.person()
        claims.append(actions.claim_school(user=user, school=teacher.school, by=user))
    barrier = Barrier(6)

    def vouch(claim) -> bool:
        try:
            barrier.wait()
            actions.vouch_for(membership=claim, by=teacher.user)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(vouch, claims))
    assert answers.count(True) == 5
    assert Membership.objects.filter(proof="colleague", state="approved").count() == 5
