"""Numbers of the force's other work: typed in by one person with their source, approved by another, never by place."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils.html import strip_tags

from education.figures import actions, queries, reported
from education.figures.models import ReportedFigure
from education.figures.policies import NotAllowedError
from education.ledger.models import Event
from education.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "/cms/figures/reported/new/"
TYPED = {
    "label": "Arrests", "qualifier": "more_than", "value": "79", "unit": "arrests",
    "period": "2020, as the yearly report has it", "period_start": "2020-01-01", "period_end": "2020-12-31",
    "source_name": "The force’s yearly report", "source_url": "https://force.example/report", "as_at": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def analyst(settings):
    settings.FAKE_NOW = "2026-11-22T12:00"
    return factories.staff(Role.ANALYST)


@pytest.fixture
def typed(client, analyst):
    factories.sign_in_fresh(client, analyst)
    answer = client.post(NEW, TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cms/figures/reported/")
    return ReportedFigure.objects.get()


def shown(client):
    return " ".join(strip_tags(client.get("/figures/").content.decode()).split())


def test_nobody_outside_sees_it_before_a_publisher_approved_it(client, typed):
    address = f"/cms/figures/reported/{typed.pk}/"
    assert (typed.geography, typed.key, typed.approved_at) == ("the Cleveland Police area", "arrests", None)
    assert "79" not in shown(client)
    assert client.post(address, {"decision": "approve"}).status_code == 409
    factories.sign_in_fresh(client, factories.staff(Role.PUBLISHER))
    assert "Waits for a publisher" in client.get("/cms/figures/reported/").content.decode()
    assert client.post(address, {"decision": "approve"}).status_code == 303
    assert "more than 79 Arrests the Cleveland Police area; 2020, as the yearly report has it." in shown(
        client
    )
    assert client.post(address, {"decision": "approve"}).status_code == 409
    kinds = Event.objects.filter(subject="reported_figure").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["reported_figure_entered", "reported_figure_approved"]


def test_nobody_approves_what_they_entered(analyst, typed):
    both = factories.staff(Role.ANALYST, Role.PUBLISHER)
    ReportedFigure.objects.update(entered_by=both)
    with pytest.raises(NotAllowedError, match="two people"):
        actions.approve_reported(figure=typed, by=both)
    ReportedFigure.objects.update(entered_by=None)
    with pytest.raises(NotAllowedError, match="Nobody answers for “Arrests”"):
        actions.approve_reported(figure=typed, by=both)


def test_an_analyst_takes_back_what_waits_and_a_publisher_what_everybody_sees(client, analyst, typed):
    actions.approve_reported(figure=typed, by=factories.staff(Role.PUBLISHER))
    with pytest.raises(NotAllowedError, match="takes a publisher"):
        actions.take_back_reported(figure=typed, by=analyst)
    actions.take_back_reported(figure=typed, by=factories.staff(Role.PUBLISHER))
    assert "Arrests" not in shown(client)
    with pytest.raises(NotAllowedError, match="took this figure back meanwhile"):
        actions.take_back_reported(figure=typed, by=analyst)
    client.post(NEW, TYPED)
    actions.take_back_reported(figure=ReportedFigure.objects.get(), by=analyst)
    assert not ReportedFigure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period_end": "2019-01-01"}, "The last day comes before the first."),
        ({"as_at": "2026-11-23"}, "This day has not come yet."),
        ({"source_url": "ftp://force.example/report"}, "Write the whole address"),
        ({"value": "-3"}, "greater than or equal to 0"),
    ],
)
def test_what_can_t_be_so_is_said_beside_its_field_and_nothing_typed_is_lost(client, analyst, changes, said):
    factories.sign_in_fresh(client, analyst)
    answer = client.post(NEW, {**TYPED, **changes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(said) == 2
    assert "The force’s yearly report" in page
    assert not ReportedFigure.objects.exists()


def test_the_same_thing_counted_in_another_year_has_a_name_of_its_own(client, typed):
    client.post(NEW, TYPED)
    assert sorted(queries.every_reported().values_list("key", flat=True)) == ["arrests", "arrests-2"]


def test_another_force_shows_its_own_numbers_or_none(tmp_path):
    ours = reported.read_reported(Path(configured.FORCE_DIR))
    assert [item["value"] for item in ours] == [226, 79, 14, 46, 64, 700, 253, 350]
    assert reported.read_reported(tmp_path) == []
    (tmp_path / "reported.toml").write_text(
        '[[report]]\nsource_name = "A report"\nfigures = [{ key = "a", label = "Arrests", value = 3 }]\n'
    )
    assert reported.read_reported(tmp_path) == [
        {"source_name": "A report", "key": "a", "label": "Arrests", "value": 3}
    ]
