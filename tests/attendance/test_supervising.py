"""The supervisor's desk over many registers: what stands out, signing after a sample, months, and asking with an end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from education.attendance import actions
from education.attendance.actions import record_entry
from education.attendance.models import PeriodClose, Register
from education.attendance.supervising import (
    Habit,
    habits,
    month,
    narrowed,
    numbers,
    perhaps_twice,
    queue,
    sample,
    to_sign_together,
)
from education.ledger import outbox
from education.ledger.models import Event, OutboxMessage
from education.liaison.errors import Refused
from tests import factories
from tests.attendance.helpers import begun_session, signed_in, submission, supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

START = 8


def recorded(actual: Any = 28, start: str = "08:00", officer: Any = None, **fields: Any) -> Any:
    """A session of this morning with one count."""
    session, user = begun_session(officer, start=start)
    record_entry(submission=submission(session, actual, **fields), by=user)
    return session


def under(show: str) -> set[int]:
    return set(narrowed(queue(), show).values_list("pk", flat=True))


def test_each_heading_of_the_queue_holds_what_it_says_and_nothing_else(settings):
    plain, estimated, huge = recorded(), recorded(method="estimated"), recorded(200)
    missing, _ = begun_session(start="08:00", state="delivered")
    two = recorded()
    user = two.commitments.get().officer.user
    record_entry(submission=submission(two, 30), by=user)
    assert under("ready") == {plain.pk}
    assert under("estimated") == {estimated.pk}
    assert under("questionable") == {huge.pk}
    assert under("due") == {missing.pk}
    assert under("disputed") == {two.pk}
    assert (under("late"), numbers()[""], numbers()["ready"]) == (set(), 5, 1)
    settings.FAKE_NOW = "2027-01-23T12:00"
    assert under("late") == {missing.pk}


def test_a_count_that_came_three_days_later_is_late(settings):
    session, user = begun_session(start="08:00")
    settings.FAKE_NOW = "2027-01-23T12:00"
    record_entry(submission=submission(session, 28), by=user)
    assert (under("late"), under("ready")) == ({session.pk}, set())


def test_the_headings_are_links_with_their_numbers(settings):
    recorded()
    page = signed_in(supervisor()).get("/cms/registers/?show=ready").content.decode()
    assert '<b aria-current="true">Nothing unusual (1)</b>' in page
    assert 'href="/cms/registers/?show=estimated">Estimated (0)</a>' in page


def test_two_sessions_that_look_the_same_are_said_before_both_are_signed():
    one = recorded()
    visit = factories.visit(state="confirmed", day=one.day, school=one.school)
    other, user = begun_session(start="08:30", visit=visit, session_type=one.session_type)
    record_entry(submission=submission(other, 28), by=user)
    assert (perhaps_twice(one), perhaps_twice(other)) == ([other], [one])
    assert under("twice") == {one.pk, other.pk}
    assert to_sign_together(supervisor()) == []
    page = signed_in(supervisor()).get(f"/cms/registers/{one.public_id}/").content.decode()
    assert "This may be one session counted twice" in page


def test_other_numbers_or_another_time_are_not_the_same_session():
    one = recorded()
    for start, heads in (("08:30", 27), ("10:00", 28)):
        visit = factories.visit(state="confirmed", day=one.day, school=one.school)
        other, user = begun_session(start=start, visit=visit, session_type=one.session_type)
        record_entry(submission=submission(other, heads), by=user)
    assert (perhaps_twice(one), under("twice")) == ([], set())


def together(client: Any, boss: Any, looked: set[int] | None = None) -> Any:
    registers = to_sign_together(boss)
    chosen = sample(registers, boss) if looked is None else looked
    return client.post("/cms/registers/together/", {
        "register": [f"{r.pk}:{r.version}" for r in registers], "looked": [str(pk) for pk in chosen],
    })  # fmt: skip


def test_many_are_signed_once_the_sample_was_looked_at_and_not_before():
    boss = supervisor()
    for hour in range(START, START + 4):
        recorded(start=f"{hour:02}:00")
    client = signed_in(boss)
    chosen = sample(to_sign_together(boss), boss)
    assert len(chosen) == 3
    refused = together(client, boss, looked=set(list(chosen)[:2]))
    assert (refused.status_code, Register.objects.filter(state="signed_off").count()) == (422, 0)
    assert together(client, boss).status_code == 303
    assert set(Register.objects.values_list("state", "signed_by")) == {("signed_off", boss.pk)}
    assert Event.objects.filter(kind="register_signed_off").count() == 4


@pytest.mark.parametrize("shown", ["", "x:1", "1", "1:x", "²:1", f"1:{'9' * 5000}"])
def test_what_no_page_ever_showed_signs_nothing(shown):
    recorded()
    answer = signed_in(supervisor()).post(
        "/cms/registers/together/", {"register": shown, "looked": "9" * 5000}
    )
    assert (answer.status_code, Register.objects.get().state) == (422, "recorded")


def test_the_sample_is_a_tenth_and_nobody_chooses_it():
    boss = supervisor()
    registers = [Register(pk=number, version=1) for number in range(1, 51)]
    assert len(sample(registers, boss)) == 5
    assert sample(registers, boss) == sample(list(reversed(registers)), boss)
    assert sample(registers, boss) != sample(registers, supervisor())


def test_what_one_recorded_oneself_or_what_changed_meanwhile_is_left_out():
    boss = supervisor()
    session = recorded()
    register = Register.objects.get(session=session)
    done = actions.sign_off_together(
        registers=[register], versions={register.pk: 7}, looked_at={register.pk}, by=boss
    )
    assert (done.signed, [sentence for _, sentence in done.refused]) == (
        0,
        ["This register has changed since you opened it. Look at it again."],
    )
    assert to_sign_together(session.commitments.get().officer.user) == []


def test_only_a_supervisor_signs_or_closes():
    officer = begun_session()[1]
    with pytest.raises(Refused):
        actions.sign_off_together(registers=[], versions={}, looked_at=set(), by=officer)
    with pytest.raises(Refused):
        actions.close_month(first=dt.date(2027, 1, 1), by=officer)


def test_a_month_closes_when_every_session_is_signed_or_given_up_with_a_reason(settings):
    boss, first = supervisor(), dt.date(2027, 1, 1)
    counted, lost = recorded(), begun_session(start="08:00", state="delivered")[0]
    settings.FAKE_NOW = "2027-02-02T12:00"
    found = month(first)
    assert ([found.missing, found.unsigned], found.percent, found.may_close) == (
        [[lost], [counted]],
        50,
        False,
    )
    with pytest.raises(Refused):
        actions.close_month(first=first, by=boss)
    actions.sign_off(register=counted.register, by=boss)
    actions.mark_not_recorded(register=actions.open_register(session=lost), by=boss, reason="paper_lost")
    answer = signed_in(boss).post("/cms/registers/months/2027/1/close/")
    closed = PeriodClose.objects.get()
    assert answer.status_code == 303
    assert (closed.month, closed.delivered, closed.signed_off, closed.given_up) == (first, 2, 1, 1)
    assert actions.close_month(first=first, by=boss) == closed
    page = signed_in(boss).get("/cms/registers/months/2027/1/").content.decode()
    assert ("coverage 50 %" in page, "the paper register was lost" in page) == (True, True)


def test_a_confirmed_session_that_nobody_said_anything_of_keeps_its_month_open(settings):
    quiet, _ = begun_session(start="08:00")
    settings.FAKE_NOW = "2027-02-02T12:00"
    assert month(dt.date(2027, 1, 1)).missing == [quiet]


def test_this_month_and_an_empty_one_do_not_close():
    for first in (dt.date(2027, 1, 1), dt.date(2026, 5, 1)):
        with pytest.raises(Refused):
            actions.close_month(first=first, by=supervisor())
    assert signed_in(supervisor()).get("/cms/registers/months/2027/13/").status_code == 404


def test_a_missing_count_is_asked_for_four_times_and_then_a_person_decides(settings):
    boss = supervisor()
    _, officer = begun_session(start="08:00")
    asked = []
    for day in range(20, 32):
        settings.FAKE_NOW = f"2027-01-{day}T12:00"
        asked.append(actions.chase_missing())
    settings.FAKE_NOW = "2027-02-20T12:00"
    asked.append(actions.chase_missing())
    assert (sum(asked), Register.objects.get().chased) == (4, 4)
    mails = OutboxMessage.objects.values_list("kind", "recipient")
    assert sorted(mails) == [("count_missing", officer.email)] * 4 + [("count_missing_at_desk", boss.email)]
    queued = signed_in(boss).get("/cms/registers/").content.decode()
    assert "Asked four times: decide" in queued
    assert Register.objects.get().state == "due"


def test_nobody_is_asked_before_two_days_or_after_the_count_has_come(settings, mailoutbox):
    session, officer = begun_session(start="08:00")
    settings.FAKE_NOW = "2027-01-22T08:30"
    assert actions.chase_missing() == 0
    settings.FAKE_NOW = "2027-01-22T12:00"
    assert actions.chase_missing() == 1
    record_entry(submission=submission(session, 28), by=officer)
    for message in OutboxMessage.objects.all():
        outbox.send(message.pk)
    assert (mailoutbox, set(OutboxMessage.objects.values_list("state", flat=True))) == ([], {"obsolete"})
    settings.FAKE_NOW = "2027-02-22T12:00"
    assert actions.chase_missing() == 0


def test_the_mails_say_what_to_do_and_their_subjects_name_no_school(settings, mailoutbox):
    supervisor()
    session, _ = begun_session(start="08:00")
    settings.FAKE_NOW = "2027-01-22T12:00"
    actions.chase_missing()
    for message in OutboxMessage.objects.all():
        outbox.send(message.pk)
    texts = [mail.body for mail in mailoutbox]
    assert sorted(mail.subject for mail in mailoutbox) == [
        "A head-count has been missing for two days",
        "A head-count is missing",
    ]
    assert [session.school.name in text for text in texts] == [True, True]


def test_who_nearly_always_presses_as_expected_stands_in_the_month(settings):
    pressing, counting = factories.make_officer(), factories.make_officer()
    for officer, method in ((pressing, "confirmed_as_expected"), (counting, "counted")):
        session, user = begun_session(officer)
        actions.record_entry(submission=submission(session, 28, method=method), by=user)
    sent_again, _ = begun_session(pressing, start="08:00")
    actions.record_entry(submission=submission(sent_again, 28), by=pressing.user)
    found = habits(dt.date(2027, 1, 1), dt.date(2027, 1, 31))
    assert [(h.officer, h.counts, h.as_expected) for h in found] == [
        (pressing.user, 2, 1),
        (counting.user, 1, 0),
    ]
    assert habits(dt.date(2027, 2, 1), dt.date(2027, 2, 28)) == []
    assert [Habit(pressing.user, *numbers).often for numbers in ((10, 8), (10, 7), (9, 9))] == [
        True,
        False,
        False,
    ]
    page = signed_in(supervisor()).get("/cms/registers/months/2027/1/").content.decode()
    assert (str(pressing.user) in page, "Nearly always" in page) == (True, False)
