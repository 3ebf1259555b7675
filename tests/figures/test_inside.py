"""A figure from inside: a cell leads to its sessions, they to their entries, to who and why; each look is logged."""

from __future__ import annotations

import re

import pytest

from education.attendance.models import Register
from education.figures import actions, inside, queries
from education.ledger.models import AccessEvent
from education.people.roles import Role
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return world.past_year()


def publish(people, **fields):
    values = {"definition": queries.TRAINED, "period": "calendar-2019", **fields}
    return actions.publish(prepared_by=people[0], approved_by=people[1], **values)


def corrected(heads):
    """Add so many children to the first register of the year, as an officer does who miscounted."""
    register = Register.objects.order_by("id").first()
    made = world.entry(
        register, {("pupil", "5"): heads, ("staff", ""): 3}, factories.staff(Role.OFFICER), kind="correction",
        reason="miscount",
    )  # fmt: skip
    world.accept(made)
    return register.session


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_every_breakdown_adds_up_to_the_headline_and_knows_what_the_public_sees(people):
    snapshot = publish(people)
    tables = inside.tables_of(snapshot)
    assert [table.way.key for table in tables] == [
        "authority", "locality", "key_stage", "phase", "session_type", "term", "time",
    ]  # fmt: skip
    for table in tables:
        *rows, whole = table.rows
        assert [cell.value for cell in whole.cells][-3:] == [6817, 988, 7805]
        for number, cell in enumerate(whole.cells):
            assert sum(row.cells[number].value for row in rows) == cell.value
    seen = {(t.way.key, c.public) for t in tables for r in t.rows for c in r.cells if c.column == "total"}
    assert ("authority", "shown") in seen
    assert {public for key, public in seen if key in ("locality", "key_stage")} == {""}
    assert [row.title for row in next(t for t in tables if t.way.key == "key_stage").rows] == [
        "KS2", "Not stated", "All",
    ]  # fmt: skip


def test_a_cell_is_its_sessions_and_a_session_is_its_entries(client, people):
    snapshot = publish(people)
    factories.sign_in_fresh(client, people[0])
    look = client.get(f"/cms/figures/look/{snapshot.slug}/")
    links = re.findall(r'href="(/cms/figures/look/[^"]+/cell/\?[^"]+)"', look.content.decode())
    assert len(links) == len(set(links)) > 20
    for way in inside.WAYS.values():
        for table in (t for t in inside.tables_of(snapshot) if t.way == way):
            for row in table.rows:
                for cell in row.cells:
                    behind = inside.sessions_in(snapshot, way, row.key, cell.column)
                    assert sum(item.heads for item in behind) == cell.value
    page = client.get(f"/cms/figures/look/{snapshot.slug}/cell/?by=key_stage&row=KS2&column=children")
    assert "6,817 places in 4 sessions" in text(page)
    session = corrected(1907)
    page = text(client.get(f"/cms/figures/look/{snapshot.slug}/{session.public_id}/"))
    assert "1,900" in page
    assert re.search(r"counted 1,900 0 Counted 7F3A yes", page)
    assert re.search(r"counted 1,907 0 Counted Miscounted 7F3A no, it came later", page)


def test_each_look_inside_is_logged_and_nothing_foreign_is_found(client, people):
    snapshot = publish(people)
    session = snapshot.basis and inside.lines_of(snapshot)[0].session
    factories.sign_in_fresh(client, people[0])
    look = f"/cms/figures/look/{snapshot.slug}/"
    addresses = [look, f"{look}cell/?by=authority&row=all&column=total", f"{look}{session}/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    said = AccessEvent.objects.filter(kind="figure_seen").order_by("id")
    assert [(event.about, event.actor) for event in said] == [
        (snapshot.slug, people[0].public_id),
        (f"{snapshot.slug} authority all total", people[0].public_id),
        (f"{snapshot.slug} {session}", people[0].public_id),
    ]
    other = world.delivered(day="2018-03-03")
    for address in (
        f"{look}cell/?by=school&row=all&column=total", f"{look}cell/?by=authority&row=all&column=x",
        f"{look}{other.public_id}/", "/cms/figures/look/calendar-1999-1/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    assert said.count() == 3


@pytest.mark.engine
def test_7805_became_7812_because_one_officer_had_miscounted(client, people):
    first = publish(people)
    session = corrected(1907)
    second = publish(people, reason="A class was counted wrongly.", error_found=True)
    factories.sign_in_fresh(client, people[1])
    page = text(client.get(f"/cms/figures/why/?old={first.slug}&new={second.slug}"))
    assert "7,805 became 7,812: +7" in page
    assert "Sessions counted differently (1): +7" in page
    assert re.search(
        rf"{re.escape(session.school.label)} 1,900 → 1,907 0 → 0 \+7 .*counted, miscounted", page
    )
    back = text(client.get(f"/cms/figures/why/?old={second.slug}&new={first.slug}"))
    assert "7,812 became 7,805: -7" in back
    assert client.get("/cms/figures/why/?old=nothing&new=nothing").status_code == 422
    assert [e.about for e in AccessEvent.objects.filter(kind="figure_seen").order_by("id")] == [
        f"{first.slug} {second.slug}", f"{second.slug} {first.slug}",
    ]  # fmt: skip


def test_the_desk_shows_what_changed_since_the_last_figure_before_anybody_approves(client, people):
    publish(people)
    corrected(1907)
    late = world.counted(12, by=factories.staff(Role.OFFICER))
    factories.sign_in_fresh(client, people[0])
    page = text(client.get("/cms/figures/prepare/?period=calendar-2019"))
    assert "Since calendar-2019-1: 7,805 would become 7,824" in page
    assert "Sessions counted since (1): +12" in page
    row = actions.prepare(
        definition=queries.TRAINED, period="calendar-2019", by=people[0], reason="Two.", error_found=True
    )
    factories.sign_in_fresh(client, people[1])
    assert late.school.label in text(client.get(f"/cms/figures/{row.pk}/"))


def test_a_small_change_of_a_final_figure_waits_unless_it_was_wrong(people):
    publish(people)
    corrected(1907)
    for write in (
        lambda **fields: publish(people, reason="Seven more.", **fields),
        lambda **fields: actions.prepare(
            definition=queries.TRAINED, period="calendar-2019", by=people[0], reason="Seven more.", **fields
        ),
    ):
        with pytest.raises(
            actions.NotAllowedError, match=r"would change by 7 of 7,805 places, less than half"
        ):
            write()
    corrected(1900 + 40)
    assert publish(people, reason="Forty more.").total == 7845
