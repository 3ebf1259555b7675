"""A teacher's way from a search to a claim, and the coordinators' desk."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from education.people.roles import Role
from education.schools.models import Membership
from tests import factories
from tests.schools.data import BLNS

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SEARCH = "/book/school/"


@pytest.fixture
def teacher(client):
    user = factories.person()
    factories.sign_in_fresh(client, user)
    return user


@pytest.fixture
def coordinator(client):
    user = factories.staff(Role.COORDINATOR)
    factories.sign_in_fresh(client, user)
    return user


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_addresses_are_the_promised_ones():
    assert reverse("school_search") == "/book/school/"
    assert reverse("school_claim", args=[900001]) == "/book/school/900001/"
    assert reverse("teachers") == "/cms/teachers/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["", "{urn}/", "{urn}/leave/", "{urn}/renew/", "{urn}/code/", "{urn}/colleagues/"]
)
def test_a_stranger_is_sent_to_sign_in(client, method, address):
    path = SEARCH + address.format(urn=factories.school().urn)
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={path}")
    assert Membership.objects.count() == 0


def test_a_teacher_finds_checks_and_claims_a_school(client, teacher):
    school = factories.school("Harbour View Primary School")
    factories.school("Harbour View Primary School", town="Yarm", postcode="TS15 0CI")
    found = page(client.get(SEARCH, {"q": "harbour VIEW"}))
    assert found.count('type="radio"') == 2
    assert "Stockton <bdi>TS18 1AA</bdi>" in found
    assert "Yarm <bdi>TS15 0CI</bdi>" in found
    answer = client.get(SEARCH, {"q": "harbour VIEW", "next": "1", "urn": school.urn})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/book/school/{school.urn}/")
    assert "Is this your school?" in page(client.get(answer.headers["Location"]))
    answer = client.post(f"/book/school/{school.urn}/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/book/school/{school.urn}/")
    waiting = page(client.get(answer.headers["Location"]))
    assert "We ring within two working days." in waiting
    assert "Yes, I work here" not in waiting
    membership = Membership.objects.get()
    assert (membership.user, membership.school, membership.state) == (teacher, school, "requested")


def test_going_on_without_a_choice_says_what_to_do_and_keeps_the_question(client, teacher):
    factories.school()
    text = page(client.get(SEARCH, {"q": "harbour", "next": "1"}))
    assert text.count("Choose your school from the list, or look for it again.") == 2
    assert 'value="harbour"' in text
    assert 'href="#id_urn"' in text
    assert 'id="id_urn"' in text


def test_a_school_that_was_not_found_can_not_be_chosen(client, teacher):
    factories.school()
    other = factories.school("Beck School")
    answer = client.get(SEARCH, {"q": "harbour", "next": "1", "urn": other.urn})
    assert answer.status_code == 200
    assert "Choose one of the schools in this list" in page(answer)


def test_no_match_says_what_to_try(client, teacher):
    text = page(client.get(SEARCH, {"q": "nowhere"}))
    assert "No open school in our area matches “nowhere”." in text


def test_hostile_questions_are_shown_as_text_and_break_nothing(client, teacher):
    factories.school()
    text = client.get(SEARCH, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text
    for question in json.loads(BLNS().read_text(encoding="utf-8"))[::7]:
        answer = client.get(SEARCH, {"q": question, "next": "1", "urn": question})
        assert answer.status_code == 200


def test_a_hostile_school_name_is_shown_as_text(client, teacher):
    school = factories.school("Beck <script>alert(1)</script> School")
    for address in (f"{SEARCH}?q=beck", f"{SEARCH}{school.urn}/"):
        text = client.get(address).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("fields", [{"status": "closed"}, {"status": "proposed"}])
def test_a_school_that_is_not_open_does_not_exist_here(client, teacher, fields):
    school = factories.school(**fields)
    for method in (client.get, client.post):
        assert method(f"/book/school/{school.urn}/").status_code == 404
    assert client.get("/book/school/123/").status_code == 404


def test_a_second_claim_is_refused_in_a_sentence(client, teacher):
    school = factories.school()
    client.post(f"/book/school/{school.urn}/")
    assert client.post(f"/book/school/{school.urn}/").status_code == 409
    assert Membership.objects.count() == 1


def test_a_person_asks_to_book_ten_times_a_day_and_nobody_else_is_stopped(client, teacher):
    school = factories.school()
    address = f"/book/school/{school.urn}/"
    told = [client.post(address).status_code for _ in range(11)]
    assert told == [303, *[409] * 9, 429]
    assert 86_000 < int(client.post(address).headers["Retry-After"]) <= 86_400

    factories.sign_in_fresh(client, factories.person())
    assert client.post(address).status_code == 303


def test_the_forces_staff_see_why_they_can_not_claim(client, coordinator):
    school = factories.school()
    text = page(client.get(f"/book/school/{school.urn}/"))
    assert "This account belongs to the force&#x27;s own staff." in text
    assert "Yes, I work here" not in text
    assert client.post(f"/book/school/{school.urn}/").status_code == 409


def test_a_teacher_withdraws_their_own_claim_and_nobody_elses(client, teacher):
    mine = factories.membership(user=teacher, state="requested")
    theirs = factories.membership(state="requested")
    assert client.post(f"/book/school/{theirs.school.urn}/leave/").status_code == 404
    assert client.get(f"/book/school/{mine.school.urn}/leave/").status_code == 405
    assert client.post(f"/book/school/{mine.school.urn}/leave/").status_code == 303
    assert sorted(Membership.objects.values_list("state", flat=True)) == ["ended", "requested"]


def test_where_the_register_has_no_telephone_the_page_does_not_promise_a_call(client, teacher):
    school = factories.school(telephone="")
    address = f"/book/school/{school.urn}/"
    before = page(client.get(address))
    client.post(address)
    after = page(client.get(address))
    assert "we check with the local authority" in before
    assert "so this can take a week" in after
    assert [text for text in (before, after) if "two working days" in text] == []


def test_another_teachers_claim_is_not_shown(client, teacher):
    theirs = factories.membership(state="requested")
    text = page(client.get(f"/book/school/{theirs.school.urn}/"))
    assert "Is this your school?" in text
    assert theirs.school.name not in page(client.get(SEARCH))


def test_a_post_without_the_token_is_refused(teacher):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(teacher)
    school = factories.school()
    assert strict.post(f"/book/school/{school.urn}/").status_code == 403
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_page_costs_the_same_with_one_and_three_schools(client, teacher, rows):
    for _ in range(rows):
        membership = factories.membership(user=teacher)
        factories.membership(user=teacher, of=factories.school("Beck School"), state="requested")
    client.get(SEARCH, {"q": "harbour"})
    with CaptureQueriesContext(connection) as queries:
        text = page(client.get(SEARCH, {"q": "harbour"}))
    assert len([q for q in queries if 'FROM "schools_' in q["sql"]]) == 4
    assert text.count('type="radio"') == rows
    assert membership.school.name in text


DESK = ["/cms/teachers/", "/cms/teachers/{id}/", "/cms/teachers/{id}/end/", "/cms/teachers/{id}/letter/"]


def desk_addresses() -> list[str]:
    membership = factories.membership(state="requested")
    return [address.format(id=membership.public_id) for address in DESK]


def test_a_stranger_at_the_desk_is_sent_to_sign_in(client):
    for address in desk_addresses():
        for method in (client.get, client.post):
            answer = method(address)
            assert (answer.status_code, answer.headers["Location"]) == (
                302,
                f"/accounts/login/?next={address}",
            )


def test_a_teacher_never_sees_the_desk(client, teacher):
    for address in desk_addresses():
        for method in (client.get, client.post):
            assert method(address).status_code in {302, 403}
    assert Membership.objects.get().state == "requested"


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.COORDINATOR, Role.OFFICER)])
def test_other_desk_roles_are_refused(client, role):
    client.force_login(factories.staff(role))
    for address in desk_addresses():
        for method in (client.get, client.post):
            answer = method(address)
            # Wagtail turns a refusal inside its admin into a message on the desk's first page.
            assert (answer.status_code, answer.headers.get("Location", "")) in {(403, ""), (302, "/cms/")}
    assert Membership.objects.get().state == "requested"


def test_the_menu_item_is_for_coordinators_alone(client, coordinator):
    assert "/cms/teachers/" in client.get("/cms/").content.decode()
    client.force_login(factories.staff(Role.ADMINISTRATOR))
    assert "/cms/teachers/" not in client.get("/cms/").content.decode()


def test_a_coordinator_approves_with_a_proof(client, coordinator):
    school = factories.school(telephone="01632 960123", street="1 Beck Row")
    membership = factories.membership(of=school, state="requested")
    assert membership.user.email in page(client.get("/cms/teachers/"))
    address = f"/cms/teachers/{membership.public_id}/"
    text = page(client.get(address))
    assert "01632 960123" in text
    assert "1 Beck Row, Stockton TS18 1AA" in text
    without = client.post(address, {"decision": "approve"})
    assert without.status_code == 422
    assert page(without).count("Choose how you made sure that this person works at the school.") == 2
    answer = client.post(address, {"decision": "approve", "proof": "telephone"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cms/teachers/")
    membership.refresh_from_db()
    assert (membership.state, membership.decided_by) == ("approved", coordinator)
    assert "Approved: Rang the school on the register&#x27;s number" in page(client.get("/cms/teachers/"))


def test_a_coordinator_refuses_and_ends(client, coordinator):
    waiting = factories.membership(state="requested")
    approved = factories.membership()
    assert client.post(f"/cms/teachers/{waiting.public_id}/", {"decision": "refuse"}).status_code == 303
    address = f"/cms/teachers/{approved.public_id}/end/"
    assert "End this link?" in page(client.get(address))
    assert Membership.objects.get(pk=approved.pk).state == "approved"
    assert client.post(address).status_code == 303
    assert sorted(Membership.objects.values_list("state", flat=True)) == ["ended", "refused"]


@pytest.mark.parametrize("decision", ["", "approve-all", "end"])
def test_a_decision_that_does_not_fit_is_answered_in_a_sentence(client, coordinator, decision):
    membership = factories.membership(state="requested")
    answer = client.post(
        f"/cms/teachers/{membership.public_id}/", {"decision": decision, "proof": "telephone"}
    )
    assert answer.status_code == 409
    membership.refresh_from_db()
    assert membership.state == "requested"


def test_a_coordinators_own_claim_shows_no_decision(client, coordinator):
    own = factories.membership(user=coordinator, state="requested")
    address = f"/cms/teachers/{own.public_id}/"
    assert "Your decision" not in page(client.get(address))
    answer = client.post(address, {"decision": "approve", "proof": "telephone"})
    assert (answer.status_code, "This is your own claim." in page(answer)) == (409, True)


def test_a_hostile_name_is_text_at_the_desk(client, coordinator):
    user = factories.person(first_name="<script>alert(1)</script>")
    membership = factories.membership(user=user, state="requested")
    for address in ("/cms/teachers/", f"/cms/teachers/{membership.public_id}/"):
        assert "<script>alert(1)" not in client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_at_the_desk_costs_the_same_with_one_and_three_rows(client, coordinator, rows):
    for _ in range(rows):
        factories.membership(state="requested")
        factories.membership(state="ended")
    Membership.objects.filter(state="ended").update(decided_at=Membership.objects.first().requested_at)
    client.get("/cms/teachers/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/cms/teachers/")
    assert len([q for q in queries if "schools_membership" in q["sql"]]) == 5
