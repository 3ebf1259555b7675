"""The figure against a naive recount, and the second computation over the event log."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from education.attendance.models import EntryLine, Register, RegisterPart
from education.attendance.states import RegisterState
from education.figures import actions, queries, recount
from education.figures.periods import parse
from education.figures.totals import shares
from education.liaison.models import TrainingSession
from education.people.roles import Role
from education.schools.models import School, Succession
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db
YEAR = parse("calendar-2019", today=dt.date(2026, 11, 21))
AUDIENCES = ["pupil", "parent_carer", "staff", "other_professional"]
LINES = st.dictionaries(st.tuples(st.sampled_from(AUDIENCES), st.sampled_from(["5", "R", "mixed", ""])),
                        st.integers(0, 2000), max_size=4)  # fmt: skip
STEP = st.tuples(
    st.sampled_from(["count", "correction", "proposal", "review", "void"]),
    st.sampled_from(["Only", "Hall", "Classroom 1"]),
    st.sampled_from(["counted", "estimated", "imported", "school_register", "self_check_in"]),
    LINES,
)
SESSION = st.fixed_dictionaries({
    "state": st.sampled_from(["delivered", "delivered", "delivered", "planned", "not_delivered", "withdrawn"]),
    "day": st.sampled_from(["2018-12-31", "2019-01-01", "2019-06-30", "2019-12-31", "2020-01-01"]),
    "counts": st.sampled_from([True, True, True, False]),
    "school": st.integers(0, 2),
    "register": st.sampled_from([None, "due", "recorded", "disputed", "signed_off", "not_recorded"]),
    "steps": st.lists(STEP, max_size=5),
})  # fmt: skip


def _build(plan, schools, officer):
    """One session as planned; returns what it adds to the figure if it counts: children, parents, by method."""
    session = world.delivered(
        of=schools[plan["school"]], day=plan["day"], state=plan["state"],
        session_type=factories.session_type("talk" if plan["counts"] else "stall", counts_toward_figure=plan["counts"]),
    )  # fmt: skip
    standing: dict[str, tuple[str, dict]] = {}
    if plan["register"] is None:
        return session, standing
    register = Register.objects.create(session=session)
    for kind, part, method, lines in plan["steps"]:
        if kind == "void":
            world.entry(register, {}, officer, part, kind="void")
            world.void(register, part)
            standing.pop(part, None)
        elif kind in ("proposal", "review"):
            world.entry(register, lines, officer, part, method=method, status=kind)
        else:
            world.accept(world.entry(register, lines, officer, part, kind=kind, method=method))
            standing[part] = (method, lines)
    if plan["register"] in ("due", "not_recorded"):
        for part in list(standing):
            world.void(register, part)
        standing = {}
    world.settle(register, signed=plan["register"] == "signed_off")
    reason = "paper_lost" if plan["register"] == "not_recorded" else ""
    Register.objects.filter(pk=register.pk).update(state=plan["register"], not_recorded_reason=reason)
    return session, standing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=st.lists(SESSION, max_size=6))
def test_the_figure_is_what_a_plain_recount_finds(plans, django_db_blocker):
    from django.db import transaction

    with transaction.atomic():
        actions.load_definitions()
        officer = factories.staff(Role.OFFICER)
        schools = [factories.school(f"School {n}") for n in range(3)]
        children = parents = delivered = recorded = unsigned = 0
        seen, heads = set(), {"counted": 0, "estimated": 0, "imported": 0}
        for plan in plans:
            _, standing = _build(plan, schools, officer)
            if plan["state"] != "delivered" or not plan["counts"] or plan["day"][:4] != "2019":
                continue
            delivered += 1
            seen.add(plan["school"])
            recorded += bool(standing)
            unsigned += plan["register"] in ("recorded", "disputed")
            for method, lines in standing.values():
                for (audience, _year), actual in lines.items():
                    children += actual if audience == "pupil" else 0
                    parents += actual if audience == "parent_carer" else 0
                    if audience in ("pupil", "parent_carer"):
                        heads[method if method in heads else "counted"] += actual
        found = recount.agreed(queries.current_definition(), YEAR, with_demo=False)
        assert (found.children, found.parents, found.sessions, found.schools) == (
            children, parents, delivered, len(seen),
        )  # fmt: skip
        assert (found.recorded, found.unsigned, found.heads) == (recorded, unsigned, heads)
        transaction.set_rollback(True)


def test_a_line_that_the_log_does_not_know_stops_the_figure():
    analyst, publisher = world.past_year()
    assert recount.agreed(queries.current_definition(), YEAR, with_demo=False).total == 7805
    accepted = RegisterPart.objects.exclude(accepted=None).first().accepted
    EntryLine.objects.create(entry=accepted, audience="pupil", year="6", actual=1)
    with pytest.raises(recount.DisagreementError) as refused:
        actions.publish(
            definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
        )
    assert str(refused.value) == (
        "The accepted counts give 6,818 children and 988 parents and carers, the event log gives 6,817 and 988."
        " Nothing can be published until they agree."
    )
    assert queries.latest() is None


def test_a_register_that_the_log_does_not_know_stops_the_figure():
    world.past_year()
    register = Register.objects.create(session=world.delivered(), state=RegisterState.RECORDED)
    made = world.entry(register, {("pupil", "5"): 30}, factories.staff(Role.OFFICER))
    RegisterPart.objects.create(register=register, name="Only", accepted=made)
    with pytest.raises(recount.DisagreementError):
        recount.agreed(queries.current_definition(), YEAR, with_demo=False)


def test_a_school_and_the_academy_that_followed_it_are_one_school():
    world.past_year()
    old = School.objects.get(name="Tide Primary School")
    academy, merged = factories.school("Tide Academy"), factories.school("All Saints")
    officer = factories.staff(Role.OFFICER)
    for school in (academy, merged):
        world.counted(1, by=officer, of=school)
    definition = queries.current_definition()
    assert queries.total(definition, YEAR).schools == 5
    Succession.objects.create(predecessor=old, successor=academy)
    assert queries.total(definition, YEAR).schools == 4
    Succession.objects.create(predecessor=academy, successor=merged, kind="merged")
    assert queries.total(definition, YEAR).schools == 4
    Succession.objects.create(predecessor=academy, successor=old)  # a ring, as bad data has it
    assert queries.total(definition, YEAR).schools == 4


def test_demonstration_sessions_count_in_a_demonstration_only():
    world.past_year()
    TrainingSession.objects.filter(school__name="Pier Primary School").update(is_demo=True)
    definition = queries.current_definition()
    assert (queries.total(definition, YEAR).children, queries.total(definition, YEAR, with_demo=True).children) == (
        4917, 6817,
    )  # fmt: skip


def test_the_figure_takes_the_same_few_queries_whatever_its_size(django_assert_num_queries):
    world.past_year()
    definition = queries.current_definition()
    with django_assert_num_queries(5):
        queries.total(definition, YEAR)
    world.past_year()
    with django_assert_num_queries(5):
        queries.total(definition, YEAR)


@given(st.lists(st.integers(0, 100_000), min_size=3, max_size=3))
def test_shares_add_up_to_one(heads):
    found = shares(dict(zip(("counted", "estimated", "imported"), heads, strict=True)))
    assert round(sum(found.values()) * 1000) == (1000 if sum(heads) else 0)
    for key, value in zip(found, heads, strict=True):
        assert abs(found[key] - (value / sum(heads) if sum(heads) else 0)) <= 0.001


def test_only_a_definition_with_a_rule_can_be_counted():
    actions.load_definitions()
    definition = queries.current_definition()
    definition.key = "something-else"
    with pytest.raises(LookupError, match="no rule"):
        queries.total(definition, YEAR)
