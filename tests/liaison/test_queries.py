"""Reads of the booking room."""

from __future__ import annotations

import pytest

from education.liaison import queries
from tests import factories


@pytest.mark.django_db
def test_what_can_be_booked_goes_from_the_youngest_to_the_adults():
    factories.session_type("staff", title="A briefing", audience="staff", years=[])
    factories.session_type("parents", title="An evening", audience="parent_carer", years=[])
    factories.session_type("older", title="B", years=["7", "8", "9"])
    factories.session_type("little", title="C", years=["R", "1", "2"])
    factories.session_type("gone", title="D", active=False)
    kinds = queries.session_types()
    assert [(kind.code, kind.years_label) for kind in kinds] == [
        ("little", "Reception to Year 2"),
        ("older", "Year 7 to Year 9"),
        ("parents", ""),
        ("staff", ""),
    ]
