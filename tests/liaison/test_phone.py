"""A visit booked by a coordinator: for a school that rang by the same rules, and at a venue that is no school."""

from __future__ import annotations

import datetime as dt
import html
import re
from uuid import uuid4

import pytest
from django.core import mail

from education.attendance.queries import accepted_lines
from education.figures.actions import load_definitions
from education.figures.models import Definition
from education.figures.periods import parse
from education.figures.queries import TRAINED, total
from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import diary
from education.liaison.actions import GroupAsked, planning
from education.liaison.actions.request import OPEN_REQUESTS_PER_SCHOOL
from education.liaison.errors import NotYours, QuotaReached, Refused, SlotTaken
from education.liaison.models import Commitment, SessionType, Visit
from education.people.roles import Role
from education.schools import policies as school_policies
from education.schools.actions.venues import FIRST_NUMBER, point_near, spaced_postcode
from education.schools.models import School, Venue
from education.schools.queries import find_schools
from tests import factories
from tests.liaison.cast import DAY, TEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, play):
    play.coordinator.is_demo = True  # no second factor to show in every test
    play.coordinator.save()
    client.force_login(play.coordinator)
    return client


@pytest.fixture
def library(play):
    """A venue in the school's own place, made as the coordinators make it."""
    School.objects.filter(pk=play.school.pk).update(
        postcode="TS24 0XX", latitude=54.7, longitude=-1.2, locality=factories.locality()
    )
    play.school.refresh_from_db()
    row = Venue(
        name="Harbour Library",
        street="2 Quay Street",
        town="Harbour",
        postcode="TS24 0AB",
        locality=play.school.locality,
    )
    return planning.keep(row=row, by=play.coordinator)


def call(play, **changes):
    return {
        "submission": str(uuid4()), "session_type": play.type.pk, "day": DAY.isoformat(), "start": "10:00",
        "year_0": "5", "expected_0": "28", "override": "", "safeguarding_lead_email": "lead@school.example",
        **changes,
    }  # fmt: skip


def test_a_school_that_rang_names_its_safeguarding_lead_who_is_written_to(desk, play):
    address = f"/cms/visits/new/?urn={play.school.urn}"
    page = desk.post(address, call(play, safeguarding_lead_email="")).content.decode()
    assert ("Ask for it: we write to them before anybody comes." in page, Visit.objects.count()) == (True, 0)
    with pytest.raises(Refused, match="safeguarding lead"):
        rang(play, safeguarding_lead_email=" ")
    assert desk.post(address, call(play)).status_code == 303
    outbox.send_due()
    assert ["lead@school.example"] in [message.to for message in mail.outbox]


def test_what_is_over_and_what_is_at_a_venue_needs_none(desk, play, library):
    late = call(play, safeguarding_lead_email="", override="recorded_late", day="2026-12-01")
    assert desk.post(f"/cms/visits/new/?urn={play.school.urn}", late).status_code == 303
    there = call(play, safeguarding_lead_email="")
    assert desk.post(f"/cms/visits/new/?urn={library.urn}", there).status_code == 303


def rang(play, **more):
    return play.ask(by=play.coordinator, rang=True, **more)


def test_by_the_rules_it_is_confirmed_at_once_without_a_teacher(desk, play):
    desk.post(f"/cms/visits/new/?urn={play.school.urn}", call(play, needs=["projector"], please_ring="on"))
    visit = Visit.objects.get()
    assert (visit.state, visit.teacher, visit.needs, visit.please_ring) == (
        "confirmed",
        None,
        ["projector"],
        True,
    )
    first = Event.objects.get(kind="visit_requested")
    assert (first.data["as"], first.data["override"]) == ("coordinator", "")


@pytest.mark.parametrize(
    ("day", "start"),
    [("2027-01-04", "10:00"), ("2027-01-20", "07:00"), ("2027-02-20", "10:00"), ("2027-08-11", "10:00")],
    ids=["too soon", "before hours", "a Saturday", "out of term"],
)
def test_the_rules_hold_without_a_reason_and_not_with_one(play, day, start):
    when = {"day": dt.date.fromisoformat(day), "start": dt.time.fromisoformat(start)}
    with pytest.raises(SlotTaken):
        rang(play, **when)
    assert rang(play, **when, override="school_rang").state == "requested"


def test_the_list_at_the_desk_is_what_the_rules_let_it_book(desk, play):
    page = desk.get(f"/cms/visits/new/?urn={play.school.urn}&type={play.type.code}&sessions=2&month=2027-01")
    shown = re.findall(r"day=([\d-]+)&amp;start=([\d:]+)#visit", page.content.decode())
    free = diary.free_for(play.school, play.type, dt.date(2027, 1, 1), dt.date(2027, 1, 31), 2)
    assert shown == [(s.day.isoformat(), f"{s.time:%H:%M}") for s in free]
    day, start = shown[0]
    chosen = desk.get(
        f"/cms/visits/new/?urn={play.school.urn}&type={play.type.code}&sessions=2&day={day}&start={start}"
    )
    assert f'value="{day}"' in chosen.content.decode()
    assert f'value="{start}"' in chosen.content.decode()


def test_a_time_that_is_not_free_is_answered_with_three_that_are_one_press_away(desk, play):
    play.ask()
    address = f"/cms/visits/new/?urn={play.school.urn}"
    page = desk.post(address, call(play))
    offered = re.findall(r'name="at" value="([^"]+)"', page.content.decode())
    assert len(offered) == 3
    sent = desk.post(address, call(play, at=offered[0]))
    assert sent.status_code == 303
    visit = Visit.objects.get(state="confirmed")
    assert f"{visit.day}T{visit.sessions.get().start_time:%H:%M}" == offered[0]


def test_several_sessions_go_into_one_call(desk, play):
    two = {"way": "classes", "year_1": "6", "expected_1": "30"}
    desk.post(f"/cms/visits/new/?urn={play.school.urn}", call(play, **two))
    assert [f"{s.start_time:%H:%M}" for s in Visit.objects.get().sessions.order_by("start_at")] == [
        "10:00",
        "11:00",
    ]


def test_too_many_in_one_room_are_refused_with_what_would_go(desk, play):
    page = desk.post(f"/cms/visits/new/?urn={play.school.urn}", call(play, expected_0="90"))
    assert "in 2 sessions of 45, 45" in html.unescape(page.content.decode())
    assert Visit.objects.count() == 0


def test_a_named_officer_is_asked_for_by_the_rules_too(play):
    far = factories.make_officer()
    far.covers.clear()
    School.objects.filter(pk=play.school.pk).update(locality=factories.locality())
    play.school.refresh_from_db()
    play.officer.covers.add(play.school.locality)
    with pytest.raises(Refused) as refusal:
        rang(play, officers=[far])
    assert refusal.value.code == "officer_not_suitable"
    rang(play, officers=[far], override="school_rang")
    rang(play, officers=[play.officer], start=dt.time(13))
    assert list(Commitment.objects.order_by("id").values_list("officer", flat=True)) == [
        far.pk,
        play.officer.pk,
    ]


def test_instead_of_a_named_officer_only_their_own_times_are_offered(play):
    other = factories.make_officer()
    rang(play, officers=[play.officer])
    with pytest.raises(SlotTaken) as refusal:
        rang(play, officers=[play.officer])
    assert (DAY, TEN) not in {(near.day, near.time) for near in refusal.value.nearest}
    assert rang(play, officers=[other]).sessions.get().commitments.get().officer == other


def test_no_quota_of_the_school_counts_for_the_desk_and_it_counts_for_the_school(play):
    for later in range(1, 1 + OPEN_REQUESTS_PER_SCHOOL):
        play.ask(day=DAY + dt.timedelta(weeks=later))
    with pytest.raises(QuotaReached):
        play.ask(start=dt.time(13))
    assert rang(play, start=dt.time(13)).teacher is None


def test_only_a_coordinator_books_for_others(play):
    for somebody in (play.teacher, factories.staff(Role.SUPERVISOR)):
        with pytest.raises(NotYours):
            play.ask(by=somebody, rang=True)


def test_a_venue_has_a_number_of_its_own_and_a_point(play, library):
    assert (library.urn, library.is_venue, library.authority) == (
        FIRST_NUMBER,
        True,
        play.school.locality.authority,
    )
    assert (library.latitude, library.longitude) == (54.7, -1.2)
    again = planning.keep(
        row=Venue(name="Hall", street="1", town="Harbour", postcode="TS24 0AC", locality=library.locality),
        by=play.coordinator,
    )
    assert again.urn == FIRST_NUMBER + 1
    library.name = "Harbour Library and Hall"
    assert planning.keep(row=library, by=play.coordinator).urn == FIRST_NUMBER


def test_its_point_is_the_nearest_that_a_postcode_says(play, library):
    near = factories.school(
        "Near", postcode="TS24 0AB", latitude=54.8, longitude=-1.0, locality=library.locality
    )
    far = factories.school(
        "Far", postcode="TS25 1AA", latitude=54.0, longitude=-2.0, locality=library.locality
    )
    assert point_near("TS24 0AB", library.locality) == (near.latitude, near.longitude)
    assert point_near("TS25 9ZZ", library.locality) == (far.latitude, far.longitude)
    assert point_near("TS99 9ZZ", factories.locality("Yarm")) == (None, None)


@pytest.mark.parametrize(
    ("typed", "kept"), [("ts240ab", "TS24 0AB"), (" TS24  0AB ", "TS24 0AB"), ("TS24", ""), ("a house", "")]
)
def test_a_postcode_is_written_one_way(typed, kept):
    assert spaced_postcode(typed) == kept


def test_the_same_rules_and_ways_hold_at_a_venue(play, library):
    visit = rang(play, school=library)
    assert visit.school.pk == library.pk
    free = {s.time for s in diary.free_for(play.school, play.type, DAY, DAY)}
    assert dt.time(11) not in free  # the officer still has to drive back from the library
    assert dt.time(12, 30) in free
    with pytest.raises(SlotTaken):
        rang(play, start=dt.time(11))


def test_no_list_of_schools_has_a_venue_in_it_and_nobody_claims_one(play, library, client):
    assert find_schools("harbour library") == []
    assert library.pk not in School.objects.open().values_list("pk", flat=True)
    with pytest.raises(school_policies.Refused):
        school_policies.check_may_claim(factories.person(), School.objects.get(pk=library.pk))
    client.force_login(factories.person())
    assert client.get(f"/book/school/{library.urn}/").status_code == 404


def test_the_desk_keeps_the_list_and_a_closed_venue_is_not_offered(desk, play, library):
    row = f"/cms/planning/venues/{library.pk}/"
    fields = {
        "name": "Harbour Library", "street": "2 Quay Street", "town": "Harbour", "postcode": "ts240ab",
        "locality": library.locality_id, "telephone": "", "status": "open",
    }  # fmt: skip
    assert "Harbour Library" in desk.get("/cms/visits/new/").content.decode()
    assert desk.post(row, {**fields, "postcode": "nowhere"}).status_code == 422
    assert desk.post(row, {**fields, "status": "closed"}).status_code == 303
    assert "Harbour Library" not in desk.get("/cms/visits/new/").content.decode()
    assert desk.post(f"/cms/visits/new/?urn={library.urn}", call(play)).status_code == 200
    assert Visit.objects.count() == 0
    assert desk.get(f"/cms/planning/venues/{play.school.pk}/").status_code == 404


def test_the_desk_adds_one_and_books_there(desk, play, library):
    added = {
        "name": "Village Hall", "street": "1 Green", "town": "Harbour", "postcode": "TS24 0AD",
        "locality": library.locality_id, "telephone": "01642 000001", "status": "open",
    }  # fmt: skip
    assert desk.post("/cms/planning/venues/", added).status_code == 303
    hall = Venue.objects.get(name="Village Hall")
    assert desk.post(f"/cms/visits/new/?urn={hall.urn}", call(play)).status_code == 303
    page = desk.get(f"/cms/visits/{Visit.objects.get().reference}/").content.decode()
    assert ("Village Hall, Harbour, TS24 0AD" in page, ">Venue<" in page) == (True, True)


def test_heads_at_a_venue_count_and_a_venue_is_no_school_of_the_figure(play, library, settings):
    session = factories.training_session(
        factories.visit(library, state="delivered", type=play.type), state="delivered"
    )
    assert SessionType.objects.get().counts_toward_figure
    assert accepted_lines(DAY, DAY).count() == 0
    load_definitions()
    found = total(Definition.objects.get(key=TRAINED), parse("calendar-2027", today=dt.date(2028, 2, 1)))
    assert (found.sessions, found.schools, session.school_id) == (1, 0, library.pk)


def test_groups_are_asked_for_by_line(play):
    visit = rang(play, groups=[GroupAsked("5", 28), GroupAsked("6", 30)], start=TEN)
    assert visit.sessions.get().groups.count() == 2
