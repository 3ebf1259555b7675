"""The waiting list: who is asked first, offers that really hold a time, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from education.ledger import outbox
from education.ledger.clock import LONDON, now
from education.ledger.models import Event
from education.liaison import waiting, waiting_queries
from education.liaison.actions import GroupAsked, cancel_visit, hand_over, report_ill, request_visit
from education.liaison.actions import waiting as actions
from education.liaison.actions.lapse import end_offers
from education.liaison.availability import Start
from education.liaison.errors import NotYours, Refused, SlotTaken
from education.liaison.models import Commitment, Visit, WaitingEntry, WaitingOffer
from education.liaison.states import Who
from education.people.roles import Role
from education.schools.models import Membership
from tests import factories
from tests.html import tags

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SOON = dt.date(2027, 1, 12)  # a Tuesday, six working days after the cast's morning: too soon for a booking
DETAILS = {
    "safeguarding_lead_email": "lead@school.example", "day_telephone": "01642 000000", "arrival": "main_reception",
}  # fmt: skip


def wish(play, **more):
    """A wish of the cast's school for one Tuesday; anything may be said otherwise."""
    values = {
        "school": play.school, "session_type": play.type, "groups": [GroupAsked("5", 28)], "delivery": "class",
        "first_day": SOON, "last_day": SOON, "weekdays": [0, 1, 2, 3, 4], "part": "any", "notice_days": 5,
        "by": play.teacher, **more,
    }  # fmt: skip
    return actions.join_waiting_list(**values)


def another(play, name="Far Shore Primary School"):
    """The same cast with another school and its teacher."""
    school, teacher = factories.school(name), factories.person()
    factories.membership(teacher, school)
    return replace(play, school=school, teacher=teacher)


def offered(entry):
    actions.offer_times()
    return WaitingOffer.objects.open().get(entry=entry)


def holds():
    """Open offers, and the active holds that stand behind them."""
    return (
        WaitingOffer.objects.filter(state="open").count(),
        Commitment.objects.filter(active=True, offer__isnull=False).values("offer").distinct().count(),
    )


def test_an_offer_is_a_real_hold_with_a_mail_and_it_is_the_visit_once_it_is_taken(play):
    entry = wish(play)
    offer = offered(entry)
    assert (offer.day, offer.start_time, offer.expires_at) == (
        SOON, dt.time(9, 0), dt.datetime(2027, 1, 5, 9, 0, tzinfo=dt.UTC),
    )  # fmt: skip
    assert holds() == (1, 1)
    outbox.send_due()
    (sent,) = mail.outbox
    assert (sent.to, str(offer.public_id) in sent.body, play.school.name in sent.subject) == (
        [play.teacher.email], True, False,
    )  # fmt: skip
    visit = actions.take_offer(offer=offer, submission=uuid4(), by=play.teacher, **DETAILS)
    held = Commitment.objects.get(active=True)
    assert (visit.state, held.kind, held.session.visit_id, holds()) == (
        "confirmed",
        "session",
        visit.pk,
        (0, 0),
    )
    entry.refresh_from_db()
    assert entry.state == "booked"
    assert actions.take_offer(offer=offer, submission=uuid4(), by=play.teacher, **DETAILS).pk == visit.pk
    outbox.send_due()
    assert {m.subject.split(visit.reference)[-1] for m in mail.outbox[1:]} == {
        " is confirmed", ": what you need to know", ": for your diary",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("made", "start", "until"),
    [
        ("2027-01-04T09:30", "2027-01-12", "2027-01-05T09:30"),
        ("2027-01-04T06:00", "2027-01-12", "2027-01-05T08:00"),
        ("2027-01-04T17:00", "2027-01-12", "2027-01-06T08:00"),
        ("2027-01-08T20:00", "2027-01-19", "2027-01-12T08:00"),  # Friday evening: Monday is theirs
        ("2027-01-10T06:32", "2027-01-19", "2027-01-12T08:00"),  # Sunday
        ("2027-01-04T09:30", "2027-03-01", "2027-01-07T09:30"),  # far off: three days
        ("2027-01-04T20:00", "2027-01-06", "2027-01-05T16:00"),  # soon: the afternoon before
        ("2027-03-25T10:00", "2027-04-07", "2027-03-30T10:00"),  # Easter lies between, and the clocks change
    ],
)
def test_a_school_has_one_whole_working_day_to_answer(made, start, until, settings):
    settings.FAKE_NOW = made
    when = Start(dt.date.fromisoformat(start), dt.time(9), now())
    assert f"{waiting.answer_by(now(), when).astimezone(LONDON):%Y-%m-%dT%H:%M}" == until


def test_what_is_offered_to_one_school_nobody_else_can_have(play):
    offer = offered(wish(play))
    other = another(play)
    with pytest.raises(SlotTaken):
        request_visit(
            school=other.school, session_type=play.type, day=SOON, start=offer.start_time, by=play.coordinator,
            groups=[GroupAsked("5", 20)], submission=uuid4(), override="school_rang",
            safeguarding_lead_email="lead@school.example",
        )  # fmt: skip
    begin = Commitment.objects.get(offer=offer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(
            officer=play.officer, kind="duty", start_at=begin.start_at, end_at=begin.end_at
        )


def test_control_without_the_hold_the_time_is_free(play):
    offer = offered(wish(play))
    actions.decline_offer(offer=offer, by=play.teacher)
    visit = request_visit(
        school=another(play).school, session_type=play.type, day=SOON, start=offer.start_time, by=play.coordinator,
        groups=[GroupAsked("5", 20)], submission=uuid4(), override="school_rang",
            safeguarding_lead_email="lead@school.example",
    )  # fmt: skip
    assert visit.state == "requested"


def test_first_whom_we_cancelled_then_who_had_nobody_then_who_waited_longest(play, settings):
    visited, long_wait, cancelled, fresh = (another(play, f"{name} School") for name in ("A", "B", "C", "D"))
    factories.training_session(
        factories.visit(visited.school, day=dt.date(2026, 11, 2), state="delivered"), state="delivered"
    )
    gone = cancelled.confirmed(day=dt.date(2027, 2, 10))
    cancel_visit(visit=gone, reason="no_officer", by=play.coordinator, as_=Who.COORDINATOR)
    settings.FAKE_NOW = "2026-12-01T09:00"
    first, second = wish(visited), wish(long_wait)
    settings.FAKE_NOW = "2027-01-04T09:00"
    third, fourth = wish(fresh), wish(cancelled)
    order = [(rank.entry.pk, rank.points) for rank in waiting_queries.waiting_in_order()]
    assert order == [(fourth.pk, 1100), (second.pk, 104), (third.pk, 100), (first.pk, 4)]


def test_points_are_the_desks_and_schools_read_the_order(client, play):
    actions.set_rule(cancelled=0, unvisited=5, week=50, by=play.coordinator)
    client.force_login(play.teacher)
    page = client.get(reverse("book_waiting"), {"type": play.type.code}).content.decode()
    assert (
        "Whom we ask first: schools that have waited longest; then schools that nobody has visited for twelve months."
        in page
    )
    with pytest.raises(NotYours):
        actions.set_rule(cancelled=1, unvisited=1, week=1, by=play.teacher)


def test_the_next_school_is_asked_when_one_says_not_this_time_or_nothing(play, settings):
    first, second = wish(play, part="morning"), wish(another(play), part="morning")
    play.officer.daily_cap = 1
    play.officer.save()
    offer = offered(first)
    assert not second.offers.exists()
    actions.decline_offer(offer=offer, by=play.teacher)
    actions.offer_times()
    assert [o.entry_id for o in WaitingOffer.objects.open()] == [first.pk]
    assert WaitingOffer.objects.open().get().start_time != offer.start_time
    settings.FAKE_NOW = "2027-01-05T09:00"
    actions.offer_times()
    assert {o.entry_id for o in WaitingOffer.objects.open()} <= {first.pk, second.pk}
    assert holds() == (1, 1)


def test_two_offers_without_an_answer_end_a_wish_and_its_school_hears_of_both(play, settings):
    entry = wish(play)
    for day in ("05", "06"):
        offered(entry)
        settings.FAKE_NOW = f"2027-01-{day}T09:00"
        assert end_offers() == 1
    entry.refresh_from_db()
    assert (entry.state, holds()) == ("unanswered", (0, 0))
    outbox.send_due()
    texts = [m.body for m in mail.outbox]
    assert sum("You stay on the waiting list" in text for text in texts) == 0
    assert sum("we have taken you off the waiting list" in text for text in texts) == 2
    actions.offer_times()
    assert not WaitingOffer.objects.open().exists()


def test_an_offer_that_has_run_out_is_refused_even_before_the_clock_has_ended_it(play, settings):
    offer = offered(wish(play))
    settings.FAKE_NOW = "2027-01-05T09:00"
    with pytest.raises(Refused, match="not held for you any more"):
        actions.take_offer(offer=offer, submission=uuid4(), by=play.teacher, **DETAILS)
    assert Visit.objects.count() == 0


def test_an_officer_who_is_ill_or_leaves_takes_no_offer_along(play):
    entry = wish(play)
    offer = offered(entry)
    report_ill(officer=play.officer, until=SOON, by=play.coordinator)
    offer.refresh_from_db()
    assert (offer.state, holds()) == ("ended", (0, 0))
    with pytest.raises(Refused, match="not held"):
        actions.take_offer(offer=offer, submission=uuid4(), by=play.teacher, **DETAILS)
    later = wish(play, first_day=dt.date(2027, 1, 18), last_day=dt.date(2027, 1, 22))
    offered(later)
    hand_over(officer=play.officer, to=None, by=play.coordinator)
    assert holds() == (0, 0)


def test_only_days_and_parts_that_suit_and_the_notice_that_was_given(play):
    monday, long_notice = (
        wish(
            play,
            first_day=dt.date(2027, 1, 11),
            last_day=dt.date(2027, 1, 22),
            weekdays=[2],
            part="afternoon",
        ),
        wish(another(play), notice_days=10),
    )
    times = actions.times_for(monday)
    assert {(t.day.weekday(), t.time >= dt.time(12)) for t in times} == {(2, True)}
    assert actions.times_for(long_notice) == []
    assert actions.times_for(WaitingEntry(pk=long_notice.pk, school=play.school, session_type=play.type,
        first_day=SOON, last_day=SOON, weekdays=[1], part="any", notice_days=5))  # fmt: skip


def test_asking_again_changes_the_wish_and_keeps_the_place(play, settings):
    entry = wish(play)
    offer = offered(entry)
    settings.FAKE_NOW = "2027-01-04T12:00"
    again = wish(play, last_day=dt.date(2027, 1, 29), groups=[GroupAsked("6", 25)])
    assert (again.pk, again.created_at, [g.year for g in again.groups.all()]) == (
        entry.pk,
        entry.created_at,
        ["6"],
    )
    offer.refresh_from_db()
    assert (offer.state, holds()) == ("ended", (0, 0))


def test_the_database_holds_one_wish_one_offer_and_no_offer_taken_without_a_visit(play):
    entry = wish(play)
    offer = offered(entry)
    values = {"entry": entry, "day": SOON, "start_time": dt.time(13), "start_at": now(), "made_at": now(),
              "end_at": now() + dt.timedelta(hours=1), "expires_at": now()}  # fmt: skip
    for wrong in (
        lambda: WaitingOffer.objects.create(**values),
        lambda: WaitingOffer.objects.filter(pk=offer.pk).update(state="taken"),
        lambda: WaitingEntry.objects.create(
            school=play.school, session_type=play.type, first_day=SOON, last_day=SOON, created_at=now()
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_who_may_join_take_decline_and_leave(play):
    stranger, other = factories.person(), another(play)
    with pytest.raises(NotYours):
        wish(play, by=stranger)
    entry = wish(play)
    offer = offered(entry)
    for act in (
        lambda: actions.take_offer(offer=offer, submission=uuid4(), by=other.teacher, **DETAILS),
        lambda: actions.decline_offer(offer=offer, by=other.teacher),
        lambda: actions.leave_waiting_list(entry=entry, by=other.teacher),
        lambda: actions.offer_by_hand(entry=entry, day=SOON, start=dt.time(9), by=play.teacher),
    ):
        with pytest.raises(NotYours):
            act()
    actions.leave_waiting_list(entry=entry, by=play.coordinator)
    assert holds() == (0, 0)


def test_a_teacher_who_left_hears_nothing_and_a_colleague_does(play):
    entry = wish(play)
    colleague = factories.membership(of=play.school).user
    Membership.objects.filter(user=play.teacher).update(state="ended")
    offered(entry)
    outbox.send_due()
    assert [m.to for m in mail.outbox] == [[colleague.email]]


def test_a_wish_whose_last_day_has_passed_is_over(play, settings):
    entry = wish(play)
    settings.FAKE_NOW = "2027-01-13T09:00"
    actions.offer_times()
    entry.refresh_from_db()
    assert entry.state == "over"
    kinds = list(
        Event.objects.filter(subject="waiting", subject_id=str(entry.public_id)).values_list(
            "kind", flat=True
        )
    )
    assert kinds == ["waiting_joined", "waiting_over"]


def test_several_classes_wait_as_a_row(play):
    entry = wish(play, groups=[GroupAsked("5", 28), GroupAsked("6", 30)], delivery="classes")
    visit = actions.take_offer(offer=offered(entry), submission=uuid4(), by=play.teacher, **DETAILS)
    assert [(s.start_time, s.groups.get().year) for s in visit.sessions.all()] == [
        (dt.time(9, 0), "5"), (dt.time(10, 0), "6"),
    ]  # fmt: skip
    assert Commitment.objects.filter(active=True, kind="session").count() == 2


def test_the_pages_of_the_list_from_joining_to_the_confirmed_visit(client, play):
    client.force_login(play.teacher)
    address = f"{reverse('book_waiting')}?type={play.type.code}"
    wrong = client.post(address, {"expected_0": "28", "first_day": "2027-01-12", "last_day": "2027-01-11"})
    assert (wrong.status_code, "Choose the year group" in wrong.content.decode()) == (422, True)
    asked = {
        "year_0": "5", "expected_0": "28", "first_day": "2027-01-12", "last_day": "2027-01-12", "weekdays": ["1"],
        "part": "any", "notice_days": "5",
    }  # fmt: skip
    assert client.post(address, asked).status_code == 303
    offer = offered(WaitingEntry.objects.get())
    listing = client.get(reverse("visits")).content.decode()
    assert (listing.count("A time is held for you"), listing.count(str(offer.public_id))) == (1, 1)
    page = reverse("waiting_offer", args=[offer.public_id])
    assert client.get(page).status_code == 200
    assert WaitingOffer.objects.open().count() == 1  # looking changes nothing
    assert client.post(page, {"submission": str(uuid4())}).status_code == 422
    done = client.post(page, {**DETAILS, "submission": str(uuid4())})
    assert (done.status_code, done["Location"]) == (303, f"/visits/{Visit.objects.get().reference}/")
    assert client.get(page)["Location"] == done["Location"]
    client.force_login(another(play).teacher)
    assert client.get(page).status_code == 404


def test_the_desk_sees_the_order_and_offers_by_hand(client, play):
    entry = wish(play)
    client.force_login(play.coordinator)
    page = client.get("/cms/visits/waiting/").content.decode()
    assert ("Year 5: 28" in page, "Monday to Friday, any time" in page) == (True, True)
    assert "100: nobody for 12 months, new this week" in page
    one = f"/cms/visits/waiting/{entry.public_id}/"
    times = [
        a["value"]
        for t, a in tags(client.get(one).content.decode())
        if t == "button" and a.get("name") == "at"
    ]
    assert times[0] == "2027-01-12T09:00"
    client.post(one, {"decision": "offer", "at": times[2]})
    assert WaitingOffer.objects.open().get().by_hand
    assert holds() == (1, 1)
    assert client.post(one, {"decision": "offer", "at": "x"}).status_code == 404
    client.post(one, {"decision": "leave"})
    assert holds() == (0, 0)
    client.force_login(factories.staff(Role.SUPERVISOR))
    assert client.post("/cms/visits/waiting/", {"cancelled": 1, "unvisited": 1, "week": 1}).status_code == 404
