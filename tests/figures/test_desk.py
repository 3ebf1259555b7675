"""The figures desk: who comes in, and that it takes two."""

from __future__ import annotations

import pytest

from education.attendance.models import EntryLine, RegisterPart
from education.figures import actions, queries
from education.figures.models import Preparation, Snapshot
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db
PREPARE = "/cms/figures/prepare/?period=calendar-2019"


@pytest.fixture
def people():
    return world.past_year()


@pytest.fixture
def waiting(people):
    return actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=people[0])


def walk(client, user, addresses):
    """The status of each address for somebody."""
    if user:
        factories.sign_in_fresh(client, user)
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ANALYST, [200, 200, 200, 403]),
        (Role.COORDINATOR, [200, 200, 200, 403]),
        (Role.PUBLISHER, [200, 403, 200, 200]),
        (Role.SUPERVISOR, [403, 403, 403, 403]),
        (Role.EDITOR, [403, 403, 403, 403]),
        (Role.ADMINISTRATOR, [403, 403, 403, 403]),
        (Role.OFFICER, [403, 403, 403, 403]),
        (None, [302, 302, 302, 302]),
    ],
)
def test_each_address_opens_to_its_roles_alone(client, waiting, people, role, expected):
    snapshot = actions.publish(
        definition=queries.TRAINED, period="academic-2018-19", prepared_by=people[0], approved_by=people[1]
    )
    addresses = [
        "/cms/figures/",
        PREPARE,
        f"/cms/figures/{waiting.pk}/",
        f"/cms/figures/withdraw/{snapshot.slug}/",
    ]
    assert walk(client, factories.staff(role) if role else None, addresses) == expected


def test_a_stranger_and_a_teacher_and_even_the_first_administrator_stay_out(client, waiting):
    root = User.objects.create_superuser("root@force.example", "a-long-test-password")
    for user in (None, factories.person(), root):
        for address in ("/cms/figures/", PREPARE, f"/cms/figures/{waiting.pk}/"):
            assert walk(client, user, [address]) != [200]
        assert client.post(f"/cms/figures/{waiting.pk}/", {"decision": "approve"}).status_code in (302, 403)
        client.logout()
    assert Snapshot.objects.count() == 0


def test_the_analyst_prepares_and_the_publisher_publishes(client, people):
    analyst, publisher = people
    factories.sign_in_fresh(client, analyst)
    page = client.get(PREPARE).content.decode()
    for text in (
        "7,805 places taken",
        "Both computations agree to the last place.",
        "from the event log, separately",
    ):
        assert text in page
    answer = client.post(PREPARE, {"status": "", "reason": ""})
    row = Preparation.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cms/figures/{row.pk}/")
    assert "Approve and publish" not in client.get(f"/cms/figures/{row.pk}/").content.decode()
    assert client.post(f"/cms/figures/{row.pk}/", {"decision": "approve"}).status_code == 409
    factories.sign_in_fresh(client, publisher)
    assert "Approve and publish 7,805" in client.get(f"/cms/figures/{row.pk}/").content.decode()
    assert client.post(f"/cms/figures/{row.pk}/", {"decision": "approve"}).status_code == 303
    assert [(s.slug, s.prepared_by, s.approved_by) for s in Snapshot.objects.all()] == [
        ("calendar-2019-1", analyst, publisher)
    ]


def test_somebody_with_both_roles_cannot_approve_what_they_prepared(client, people):
    both = factories.staff(Role.ANALYST, Role.PUBLISHER)
    row = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=both)
    factories.sign_in_fresh(client, both)
    assert "Approve and publish" not in client.get(f"/cms/figures/{row.pk}/").content.decode()
    answer = client.post(f"/cms/figures/{row.pk}/", {"decision": "approve"})
    assert (answer.status_code, Snapshot.objects.count()) == (409, 0)
    assert "A figure takes two people" in answer.content.decode()


def test_the_desk_says_when_the_computations_differ_and_offers_nothing(client, people):
    accepted = RegisterPart.objects.exclude(accepted=None).first().accepted
    EntryLine.objects.create(entry=accepted, audience="pupil", year="6", actual=1)
    factories.sign_in_fresh(client, people[0])
    page = client.get(PREPARE).content.decode()
    assert "The two computations differ." in page
    assert "Prepare this figure" not in page
    answer = client.post(PREPARE, {"status": "", "reason": ""})
    assert (answer.status_code, Preparation.objects.count()) == (422, 0)


def test_the_desk_names_what_is_unsigned_and_refuses_a_final_figure_kindly(client, people):
    world.counted(9, by=factories.staff(Role.OFFICER), signed=False, of=factories.school("Sandbank School"))
    factories.sign_in_fresh(client, people[0])
    page = client.get(PREPARE).content.decode()
    assert "One register is not signed off: the figure is provisional." in page
    assert "Sandbank School" in page
    client.post(PREPARE, {"status": "", "reason": ""})
    assert Preparation.objects.get().status == "provisional"


def test_changed_counts_are_refused_on_the_publisher_s_page(client, waiting, people):
    world.counted(1, by=factories.staff(Role.OFFICER))
    factories.sign_in_fresh(client, people[1])
    answer = client.post(f"/cms/figures/{waiting.pk}/", {"decision": "approve"})
    assert (answer.status_code, Snapshot.objects.count()) == (409, 0)
    assert "it was 7,805, now it is 7,806" in answer.content.decode()


def test_the_analyst_takes_a_figure_back(client, waiting, people):
    factories.sign_in_fresh(client, people[0])
    assert client.post(f"/cms/figures/{waiting.pk}/", {"decision": "take_back"}).status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == "taken_back"


def test_a_period_or_a_day_that_does_not_fit_is_said_beside_the_field(client, people):
    factories.sign_in_fresh(client, people[0])
    for query, sentence in (
        ("period=calendar-1900", "Select a valid choice"),
        ("period=calendar-2019&until=2020-05-05", "does not lie in the calendar year 2019"),
    ):
        answer = client.get(f"/cms/figures/prepare/?{query}")
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert client.get("/cms/figures/prepare/?period=calendar-2019&until=2019-09-30").status_code == 200
    assert client.get("/cms/figures/prepare/").status_code == 200


def test_a_publisher_withdraws_with_a_reason(client, people):
    snapshot = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )
    factories.sign_in_fresh(client, people[1])
    address = f"/cms/figures/withdraw/{snapshot.slug}/"
    answer = client.post(address, {"reason": ""})
    assert (answer.status_code, "Say why the figure is withdrawn." in answer.content.decode()) == (422, True)
    assert client.post(address, {"reason": "Wrong year."}).status_code == 303
    assert Snapshot.objects.get().withdrawal.reason == "Wrong year."
    assert client.get("/cms/figures/withdraw/nothing/").status_code == 404
    assert client.get("/cms/figures/999999/").status_code == 404


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.ANALYST, True), (Role.PUBLISHER, True), (Role.EDITOR, False), (Role.SUPERVISOR, False)],
)
def test_the_menu_shows_figures_to_those_who_work_on_them(client, role, shown):
    factories.sign_in_fresh(client, factories.staff(role))
    assert ('"/cms/figures/"' in client.get("/cms/").content.decode()) == shown
