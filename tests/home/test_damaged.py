"""Rows of a desk form that are announced and did not arrive."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import ModelMultipleChoiceField
from modelcluster.forms import BaseTransientModelFormSet, transientmodelformset_factory
from wagtail.models import Workflow

from education.content.models import HelpWording
from education.people.models import User
from education.people.roles import Role
from tests.factories import staff

pytestmark = pytest.mark.django_db
ROWS = {"wordings-TOTAL_FORMS": "1", "wordings-INITIAL_FORMS": "1"}


WORKFLOW = {
    "name": "Weekly",
    "workflow_tasks-TOTAL_FORMS": "0",
    "workflow_tasks-INITIAL_FORMS": "0",
    "workflow_pages-TOTAL_FORMS": "0",
    "workflow_pages-INITIAL_FORMS": "0",
}


@pytest.fixture
def administrator(client, home):
    person = staff(Role.ADMINISTRATOR)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/cms/snippets/content/helporganisation/add/", ROWS),
        ("/cms/workflows/add/", {**WORKFLOW, "workflow_tasks-TOTAL_FORMS": "1"}),
    ],
)
def test_announced_rows_that_did_not_arrive_are_answered_as_damage(administrator, address, sent):
    answer = administrator.post(address, sent)
    assert (answer.status_code, "arrived damaged" in answer.content.decode()) == (400, True)


def test_a_key_no_column_can_hold_is_no_choice(administrator):
    answer = administrator.post("/cms/workflows/add/", {**WORKFLOW, "content_types": "9" * 30})
    assert (answer.status_code, Workflow.objects.filter(name="Weekly").exists()) == (200, False)


def test_control_without_the_look_at_the_range_the_key_reaches_the_database(django_assert_num_queries):
    field = ModelMultipleChoiceField(Workflow.objects.all())
    with django_assert_num_queries(0), pytest.raises(ValidationError):
        field.clean(["9" * 30])
    bare = ModelMultipleChoiceField._check_values.__wrapped__
    stumbles = {"sqlite": OverflowError, "postgresql": ValidationError}[connection.vendor]
    with pytest.raises(stumbles):
        bare(field, ["9" * 30])


def test_control_the_bare_reader_stumbles_over_them():
    rows = transientmodelformset_factory(HelpWording, fields=["locale"])(ROWS, prefix="wordings")
    with pytest.raises(KeyError):
        BaseTransientModelFormSet._construct_form.__wrapped__(rows, 0)
