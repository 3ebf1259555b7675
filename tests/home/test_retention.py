"""Moving the clock past each limit: what has to go is gone, from every table, and every count stays."""

from __future__ import annotations

import datetime as dt
import io
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from education.attendance.models import RefusedUpload
from education.ledger import actions, jobs, outbox
from education.ledger.models import AccessEvent, OutboxMessage
from education.people.actions import unused
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Membership
from home import retention
from home.privacy import actions as privacy
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
START = "2026-11-21T10:00"
CANARY = "canary.kestrel@school.example"


@pytest.fixture(autouse=True)
def clock(settings):
    """Everything begins on one day."""
    settings.FAKE_NOW = START

    def at(moment: str) -> None:
        settings.FAKE_NOW = moment

    return at


def aware(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def teacher(email: str = CANARY, **fields: object) -> User:
    """Somebody who signed in on the first day."""
    fields = {"first_name": "Kestrelina", "last_login": aware(START), "date_joined": aware(START), **fields}
    return factories.person(email, **fields)


def traces(*words: str) -> list[str]:
    """Every table and column of the whole database that still holds one of these words."""
    found = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                text = str(getattr(row, field.attname)).lower()
                found += [f"{model._meta.label}.{field.name}" for word in words if word.lower() in text]
    return sorted(set(found))


def run(name: str) -> str:
    """What one due job says of itself."""
    return jobs.JOBS[name].run()


def test_tick_runs_every_rule_and_says_a_line_of_each():
    out = io.StringIO()
    call_command("tick", "--all", stdout=out)
    said = {line.partition(":")[0]: line.partition(": ")[2] for line in out.getvalue().splitlines()}
    assert {name: said[name] for name in said if jobs.JOBS[name].run.__module__ == "home.retention"} == {
        "remove unconfirmed accounts": "0 removed",
        "empty unused accounts": "0 warned, 0 emptied",
        "remove contact details of visits": "0 visits emptied",
        "remove drafts of bookings": "0 removed",
        "empty old mails": "0 emptied",
        "remove old accesses": "0 removed",
        "remove ended sessions": "0 sessions, 0 devices, 0 cached values removed",
        "remove results of background tasks": "0 removed",
        "remove sheets that were not imported": "0 removed",
        "remove refused uploads": "0 removed",
        "forget invitations that nobody took up": "0 forgotten",
    }


def test_an_address_that_nobody_confirmed_is_gone_after_fourteen_days(clock):
    never = User.objects.create_user(CANARY, first_name="Kestrelina", date_joined=aware(START))
    never.emailaddress_set.create(email=CANARY, verified=False, primary=True)
    invited = User.objects.create_user("invited@force.example", date_joined=aware(START))
    invited.groups.add(Group.objects.get(name="Officers"))
    confirmed = teacher("confirmed@school.example", last_login=None, first_name="Robin")
    clock("2026-12-05T09:59")
    assert run("remove unconfirmed accounts") == "0 removed"
    clock("2026-12-05T10:01")
    assert run("remove unconfirmed accounts") == "1 removed"
    assert set(User.objects.all()) == {invited, confirmed}
    assert traces("kestrel") == []


def test_a_teacher_who_never_comes_back_is_warned_twice_and_then_emptied(clock, mailoutbox):
    person = teacher()
    days = ["2027-10-21", "2027-10-23", "2027-10-24", "2027-11-13", "2027-11-15", "2027-11-16", "2027-11-20"]
    said = []
    for day in days:
        clock(f"{day}T10:00")
        said.append(run("empty unused accounts"))
        outbox.send_due()
    quiet, warned = "0 warned, 0 emptied", "1 warned, 0 emptied"
    assert said == [quiet, warned, quiet, quiet, warned, quiet, quiet]
    assert [mail.to for mail in mailoutbox] == [[CANARY], [CANARY]]
    assert all(
        "On 21 November 2027 " in mail.body or "On 22 November 2027 " in mail.body for mail in mailoutbox
    )
    clock("2027-11-22T10:00")
    assert run("empty unused accounts") == "0 warned, 1 emptied"
    person.refresh_from_db()
    assert (str(person), person.is_active, person.has_usable_password()) == (
        "Somebody who has left",
        False,
        False,
    )
    assert traces("kestrel") == []


def test_nobody_is_emptied_without_a_week_of_warning_however_late_the_clock_job_runs(clock):
    person = teacher()
    clock("2028-06-01T10:00")
    assert run("empty unused accounts") == "1 warned, 0 emptied"
    clock("2028-06-07T10:00")
    assert run("empty unused accounts") == "0 warned, 0 emptied"
    clock("2028-06-08T10:00")
    assert run("empty unused accounts") == "0 warned, 1 emptied"
    person.refresh_from_db()
    assert person.emptied_at is not None


def test_a_sign_in_or_a_booking_starts_the_year_anew(clock):
    came_back, booked = teacher("back@school.example"), teacher("booked@school.example")
    User.objects.filter(pk=came_back.pk).update(last_login=aware("2027-09-01T10:00"))
    clock("2027-09-01T10:00")
    factories.visit(teacher=booked, day=dt.date(2027, 10, 1))
    clock("2027-12-01T10:00")
    assert run("empty unused accounts") == "0 warned, 0 emptied"


def test_staff_are_kept_twice_as_long_and_never_with_open_work_or_as_the_last_administrator(clock):
    officer, editor = factories.make_officer(), factories.staff(Role.EDITOR)
    admin = factories.staff(Role.ADMINISTRATOR)
    factories.commitment(officer, factories.training_session())
    for person in (officer.user, editor, admin):
        User.objects.filter(pk=person.pk).update(last_login=aware(START), date_joined=aware(START))
    User.objects.exclude(pk__in=[officer.user_id, editor.pk, admin.pk]).update(is_demo=True)
    clock("2028-10-01T10:00")
    assert run("empty unused accounts") == "0 warned, 0 emptied"
    clock("2028-11-20T10:00")
    assert run("empty unused accounts") == "3 warned, 0 emptied"
    clock("2028-11-28T10:00")
    assert run("empty unused accounts") == "0 warned, 1 emptied, 2 due but with work to hand over"
    editor.refresh_from_db()
    assert editor.emptied_at is not None


def test_a_warning_is_not_sent_to_somebody_who_has_come_back(clock, mailoutbox):
    person = teacher()
    clock("2027-11-01T10:00")
    run("empty unused accounts")
    User.objects.filter(pk=person.pk).update(last_login=aware("2027-11-01T12:00"))
    assert (outbox.send_due(), mailoutbox) == ({"obsolete": 1}, [])


def test_contact_details_leave_a_visit_after_two_years_and_the_visit_stays(clock):
    old = factories.visit(
        day=dt.date(2026, 11, 20), state="delivered", teacher=teacher(),
        safeguarding_lead_email="lead.kestrel@school.example", day_telephone="01632 960 777",
    )  # fmt: skip
    young = factories.visit(day=dt.date(2026, 11, 21), day_telephone="01632 960 778")
    session = factories.training_session(old)
    clock("2028-11-21T10:00")
    assert run("remove contact details of visits") == "1 visits emptied"
    assert run("remove contact details of visits") == "0 visits emptied"
    kept = (old.school_id, old.day, old.session_type_id, old.state)
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.school_id, old.day, old.session_type_id, old.state) == kept
    assert (old.teacher, old.safeguarding_lead_email, old.day_telephone) == (None, "", "")
    assert (young.day_telephone, session.groups.get().expected) == ("01632 960 778", 28)
    assert traces("960 777", "lead.kestrel") == []
    call_command("verify_audit", stdout=io.StringIO())


def queued(state: str, key: str) -> OutboxMessage:
    message = actions.queue_mail(
        kind="x", subject_id=1, recipient=CANARY, key=f"{key}:{CANARY}", data={"a": CANARY}
    )
    message.state, message.problem = state, "550 refused"
    message.save()
    return message


def test_mails_lose_recipient_and_content_after_thirty_days_and_failed_ones_after_ninety(clock):
    states = ("sent", "obsolete", "failed", "pending")
    made = {state: queued(state, state) for state in states}
    left = []
    for moment in ("2026-12-21T09:59", "2026-12-21T10:01", "2027-02-19T09:59", "2027-02-19T10:01"):
        clock(moment)
        run("empty old mails")
        left.append([s for s in states if OutboxMessage.objects.get(pk=made[s].pk).recipient])
    assert left == [list(states), ["failed", "pending"], ["failed", "pending"], ["pending"]]
    OutboxMessage.objects.filter(state="pending").delete()
    assert traces("kestrel") == []


def test_an_emptied_mail_is_still_known_and_not_sent_again(clock):
    first = queued("sent", "confirmed")
    clock("2027-01-21T10:00")
    run("empty old mails")
    again = actions.queue_mail(kind="x", subject_id=1, recipient=CANARY, key=f"confirmed:{CANARY}")
    assert (again.pk, OutboxMessage.objects.count()) == (first.pk, 1)


def test_accesses_go_after_twelve_months_and_the_log_still_holds(clock):
    real = dt.datetime.now(dt.UTC)
    who = factories.person()
    for days in (400, 366, 360, 1):
        clock((real - dt.timedelta(days=days)).isoformat())
        actions.log_access(kind="sign_in", person=who, by=who)
    clock("")
    assert run("remove old accesses") == "2 removed"
    assert AccessEvent.objects.filter(person=who.public_id).count() == 2
    call_command("verify_audit", stdout=io.StringIO())
    clock((real + dt.timedelta(days=900)).isoformat())
    assert run("remove old accesses") == "0 removed"  # a clock set ahead removes nothing early


def test_sessions_and_devices_go_when_they_expire(client):
    client.force_login(teacher())
    session = client.session
    UserSession.objects.create(
        user=User.objects.get(email=CANARY), ip="192.0.2.7", user_agent="x", session_key=session.session_key
    )
    assert run("remove ended sessions").startswith("0 sessions, 0 devices")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00+00:00'")
    assert run("remove ended sessions").startswith("1 sessions, 1 devices")


def test_results_of_tasks_and_refused_uploads_go(clock):
    DBTaskResult.objects.create(
        status="SUCCESSFUL", args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default",
        exception_class_path="", finished_at=aware(START), run_after=aware(START),
    )  # fmt: skip
    for code, reviewed in (("seen", aware(START)), ("unseen", None)):
        RefusedUpload.objects.create(
            entry_id=uuid4(), code=code, payload={}, sent_by=factories.person(), received_at=aware(START),
            reviewed_at=reviewed,
        )  # fmt: skip
    clock("2026-12-21T09:00")
    assert run("remove results of background tasks") == "0 removed"
    clock("2026-12-21T11:00")
    assert run("remove results of background tasks") == "1 removed"
    clock("2028-11-21T09:00")
    assert run("remove refused uploads") == "0 removed"
    clock("2028-11-21T11:00")
    assert run("remove refused uploads") == "1 removed"
    assert RefusedUpload.objects.get().code == "unseen"


def test_the_walk_over_all_tables_would_notice_what_a_rule_forgot(monkeypatch, clock):
    """The control: without the ledger's part an address stays in a mail, and the walk says where."""
    person = teacher()
    actions.queue_mail(kind="x", subject_id=1, recipient=CANARY, key="once")
    assert "people.User.first_name" in traces("kestrel")
    monkeypatch.setattr("education.people.actions.emptying.forget_address", lambda address: 0)
    privacy.erase(person=person, by=None, reason="command")
    assert traces("kestrel") == ["ledger.OutboxMessage.recipient"]


def test_every_period_is_the_one_that_is_written_down():
    assert (unused.UNVERIFIED.days, unused.TEACHER_MONTHS, unused.STAFF_MONTHS) == (14, 12, 24)
    assert (unused.MONTH.days, unused.WEEK.days, retention.CONTACT_MONTHS) == (30, 7, 24)
    assert Membership.objects.count() == 0
