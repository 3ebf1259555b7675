"""What a school keeps of a visit: a record for its governors and a letter home, from codes and counts alone."""

from __future__ import annotations

import html
import re

import pytest

from education.attendance import records
from education.attendance.actions import open_register, sign_off
from education.attendance.daypack import MOST_LESSONS, day_pack
from education.content.models import LessonPage
from education.liaison.models import SessionType
from tests import factories
from tests.attendance.helpers import begun_session, entry, line, send, supervisor

pytestmark = pytest.mark.django_db
CODES = ["EFCW-relationships-7-11", "RSHE-P-OSA-1"]


@pytest.fixture
def visited():
    """A class of Year 5 was expected and counted, with two grown-ups."""
    session, officer = begun_session()
    SessionType.objects.filter(pk=session.session_type_id).update(curriculum=CODES)
    send(officer, entry(session, lines=[line(27), line(4, year="6"), line(2, "staff", None)]))
    session.refresh_from_db()
    session.visit.refresh_from_db()
    return session


@pytest.fixture
def school_side(client, visited):
    client.force_login(visited.visit.teacher)
    return client


def text_of(page):
    plain = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(html.unescape(plain).split())


def test_a_record_has_what_was_expected_and_what_was_there(visited):
    found = records.record(visited.visit)
    (taught,) = found.taught
    assert [(one.label, one.expected, one.there) for one in taught.lines] == [
        ("Year 5", 28, 27), ("Year 6", None, 4), ("School staff", None, 2),
    ]  # fmt: skip
    assert (found.places, found.counted, found.final) == ((("Pupils", 31), ("School staff", 2)), True, False)


def test_a_register_that_is_signed_off_is_final(school_side, visited):
    address = f"/visits/{visited.visit.reference}/record/"
    assert "not signed these counts off yet" in text_of(school_side.get(address))
    sign_off(register=open_register(session=visited), by=supervisor())
    assert "A supervisor has signed these counts off." in text_of(school_side.get(address))


def test_a_session_without_a_count_is_not_counted_and_never_none_at_all(visited):
    other = factories.training_session(visited.visit, start="08:00", state="delivered")
    found = records.record(visited.visit)
    assert [one.there for one in found.taught[0].lines] == [None]
    assert (found.taught[0].session, found.counted, found.places[0]) == (other, False, ("Pupils", 31))


def test_a_visit_of_many_sessions_takes_as_many_queries_as_one(visited, django_assert_num_queries):
    with django_assert_num_queries(3):
        records.record(visited.visit)
    for start in ("07:00", "08:00"):
        factories.training_session(visited.visit, start=start, state="delivered")
    with django_assert_num_queries(3):
        records.record(visited.visit)


def test_the_record_and_the_letter_name_what_was_taught_and_nobody(launched, visited, client):
    visit = visited.visit
    client.force_login(visit.teacher)
    record, letter = (client.get(f"/visits/{visit.reference}/{paper}/") for paper in ("record", "letter"))
    assert (record.status_code, letter.status_code) == (200, 200)
    assert "Treating people online with the same respect as face to face" in text_of(record)
    assert "Places taken: pupils 31, school staff 2." in text_of(record)
    assert text_of(record).count("/learn/") == records.MOST_LESSONS
    assert "Year 5 took part in “Safe and kind online”" in text_of(letter)
    assert len(re.findall(r"/g/\d+/", text_of(letter))) == records.MOST_GUIDES
    officer = visited.commitments.get().officer
    for page in (record, letter):
        for name in (str(officer), officer.user.email, str(visit.teacher), visit.teacher.email, "lead@"):
            assert name not in page.content.decode()


def test_lessons_that_answer_to_the_same_come_first(launched, visited):
    found = records.lessons(visited.visit)
    shared = [len(set(CODES) & {link.code for link in page.curriculum_links.all()}) for page in found]
    assert shared == sorted(shared, reverse=True)
    assert shared[0] > 0
    LessonPage.objects.update(live=False)
    assert records.lessons(visited.visit) == []


def test_the_officers_day_pack_offers_lessons_for_the_years_that_are_expected(launched, visited):
    (session,) = day_pack(visited.commitments.get().officer.user)["sessions"]
    slugs = [slug for slug, _ in session["lessons"]]
    assert len(slugs) == MOST_LESSONS
    assert all("5" in page.years for page in LessonPage.objects.filter(slug__in=slugs))


def test_a_statement_that_is_gone_is_left_out(launched, visited):
    SessionType.objects.update(curriculum=["RSHE-P-NEVER-1", CODES[1]])
    visited.visit.refresh_from_db()
    assert [[one.code for one in some] for _, some in records.statements(visited.visit)] == [[CODES[1]]]


def test_a_visit_to_come_has_neither_and_a_session_for_adults_has_no_letter(client):
    evening = factories.session_type("evening", audience="parent_carer", years=[])
    coming = factories.visit(state="confirmed")
    over = factories.visit(state="delivered", type=evening)
    for visit, paper, status in (
        (coming, "record", 303),
        (coming, "letter", 303),
        (over, "record", 200),
        (over, "letter", 404),
    ):
        client.force_login(visit.teacher)
        assert (paper, client.get(f"/visits/{visit.reference}/{paper}/").status_code) == (paper, status)
        assert (f"/{paper}/" in client.get(f"/visits/{visit.reference}/").content.decode()) == (status == 200)


def test_another_school_sees_neither(client, visited):
    client.force_login(factories.membership().user)
    for paper in ("record", "letter"):
        assert client.get(f"/visits/{visited.visit.reference}/{paper}/").status_code == 404
