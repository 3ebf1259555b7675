"""The API against its own description: whatever is asked, every answer is one that the description names."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from education.figures import actions, queries
from tests.figures import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema():
    """The description as it is served, over one figure that stands and one that was withdrawn."""
    analyst, publisher = world.past_year()
    for period in ("calendar-2019", "academic-2018-19"):
        made = actions.publish(
            definition=queries.TRAINED, period=period, prepared_by=analyst, approved_by=publisher
        )
    actions.withdraw(snapshot=made, reason="One school was counted under two names.", by=publisher)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a line for each refusal would be thousands
    # Django's own test client leaves the test's connection open in the same way.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def ask(schema, examples: int) -> Counter[int]:
    """Ask each address what fits its description and what does not; returns how many answers of each status."""
    answers: Counter[int] = Counter()
    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), derandomize=True,
            )  # fmt: skip
            @given(case=found.ok().as_strategy(generation_mode=mode))
            def run(case):
                answer = case.call()
                answers[answer.status_code] += 1
                case.validate_response(answer)

            run()
    return answers


def test_no_answer_is_a_fault_or_undocumented(schema):
    answers = ask(schema, examples=4)
    assert set(answers) <= {200, 404, 410, 422}
    assert answers[200] > 0
    assert answers[422] > 0


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_no_answer_among_a_thousand_is_a_fault_or_undocumented(schema):
    answers = ask(schema, examples=250)
    said = ", ".join(f"{number:,} × {status}" for status, number in sorted(answers.items()))
    print(f"figures API: {answers.total():,} requests ({said}), 0 faults, 0 undocumented answers")
    assert set(answers) <= {200, 404, 410, 422}


def test_a_fault_would_be_seen(schema):
    """The control: an answer that the description does not name fails the same check."""
    operation = next(iter(schema.get_all_operations())).ok()
    case = operation.Case()
    answer = case.call()
    case.validate_response(answer)
    answer.status_code = 418
    with pytest.raises(FailureGroup) as found:
        case.validate_response(answer)
    assert [type(one).__name__ for one in found.value.exceptions] == ["UndefinedStatusCode"]
