"""Rows of a desk form that are announced and did not arrive."""

from __future__ import annotations

import pytest
from modelcluster.forms import BaseTransientModelFormSet, transientmodelformset_factory

from education.content.models import HelpWording
from education.people.models import User
from education.people.roles import Role
from tests.factories import staff

ROWS = {"wordings-TOTAL_FORMS": "1", "wordings-INITIAL_FORMS": "1"}


def test_announced_rows_that_did_not_arrive_are_answered_as_damage(client, home):
    administrator = staff(Role.ADMINISTRATOR)
    User.objects.filter(pk=administrator.pk).update(is_superuser=True)
    client.force_login(administrator)
    answer = client.post("/cms/snippets/content/helporganisation/add/", ROWS)
    assert (answer.status_code, "arrived damaged" in answer.content.decode()) == (400, True)


def test_control_the_bare_reader_stumbles_over_them():
    rows = transientmodelformset_factory(HelpWording, fields=["locale"])(ROWS, prefix="wordings")
    with pytest.raises(KeyError):
        BaseTransientModelFormSet._construct_form.__wrapped__(rows, 0)
