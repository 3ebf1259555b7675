"""The force's places."""

from __future__ import annotations

import pytest

from education.ledger.models import Event
from education.schools import actions
from education.schools.models import LocalAuthority, Locality

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_the_force_has_four_authorities_and_six_places():
    assert actions.load_force() == 10
    assert [(a.code, a.name) for a in LocalAuthority.objects.order_by("code")] == [
        ("805", "Hartlepool"),
        ("806", "Middlesbrough"),
        ("807", "Redcar and Cleveland"),
        ("808", "Stockton-on-Tees"),
    ]
    assert Locality.objects.get(slug="billingham").postcode_districts == ["TS22", "TS23"]


def test_loading_the_force_again_writes_nothing():
    actions.load_force()
    assert actions.load_force() == 0
    assert Event.objects.filter(kind="force_loaded").count() == 1


def test_a_changed_name_is_put_right():
    actions.load_force()
    LocalAuthority.objects.filter(code="805").update(name="Elsewhere", in_force=False)
    assert actions.load_force() == 1
    assert LocalAuthority.objects.get(code="805").in_force
