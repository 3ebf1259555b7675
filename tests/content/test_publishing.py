"""No way of publishing goes round what a lesson must have: the editor, a workflow, a bulk action, the loader, the history."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from education.content import shipped
from education.content.models import LaunchRecord, LessonPage
from education.people.roles import Role
from home.actions import load_launch_content
from tests.factories import staff

pytestmark = pytest.mark.django_db
SENTENCE = "Choose what to do if a child tells you something."


@pytest.fixture
def draft(launched):
    """A lesson that was taken down, and whose newest draft has no plan for a disclosure."""
    page = LessonPage.objects.get(slug="the-family-jar")
    page.unpublish()
    page = LessonPage.objects.get(pk=page.pk)
    page.disclosure_block = None
    page.save_revision(clean=False)
    return page


@pytest.fixture
def publisher(client):
    person = staff(Role.PUBLISHER)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1}]
    session.save()
    return person


def under_review(page, by):
    """The draft, waiting for a publisher's approval."""
    task = GroupApprovalTask.objects.create(name="Safeguarding check")
    task.groups.add(Group.objects.get(name=Role.PUBLISHER.label))
    workflow = Workflow.objects.create(name="Two checks")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow.start(page, by).current_task_state


def approve(client, page, state, **extra):
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    return client.post(address, {"comment": ""}, **extra)


def is_live(page):
    return LessonPage.objects.get(pk=page.pk).live


def said(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_approval_publishes_nothing_without_a_plan_for_a_disclosure(client, draft, publisher):
    state = under_review(draft, publisher)
    answer = approve(client, draft, state)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cms/pages/{draft.pk}/edit/")
    assert not is_live(draft)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert SENTENCE in said(client)


def test_an_approval_in_a_modal_is_led_back_to_the_page(client, draft, publisher):
    state = under_review(draft, publisher)
    answer = approve(client, draft, state, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": f"/cms/pages/{draft.pk}/edit/"}
    assert not is_live(draft)


def test_an_approval_publishes_a_lesson_that_has_everything(client, launched, publisher):
    """The control."""
    page = LessonPage.objects.get(slug="the-family-jar")
    page.unpublish()
    page = LessonPage.objects.get(pk=page.pk)
    page.save_revision()
    approve(client, page, under_review(page, publisher))
    assert is_live(page)


def test_a_bulk_action_publishes_nothing_without_it(client, draft, publisher):
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    answer = client.post(f"{address}?id={draft.pk}&next=/cms/")
    assert answer.status_code == 303
    assert not is_live(draft)
    assert SENTENCE in said(client)


def test_a_revision_refuses_by_itself(draft):
    with pytest.raises(ValidationError) as refused:
        draft.get_latest_revision().publish()
    assert refused.value.message_dict == {"disclosure_block": [SENTENCE]}


@pytest.mark.parametrize(
    ("field", "sentence"), [("disclosure_block", SENTENCE), ("help_set", "Choose who a reader can turn to.")]
)
def test_the_loader_ships_no_lesson_without_it(launched, monkeypatch, field, sentence):
    LessonPage.objects.get(slug="the-family-jar").delete()
    LaunchRecord.objects.get(key="lessons/the-family-jar").delete()
    original = shipped.read_file

    def read(path, kind):
        item = original(path, kind)
        kept = {name: value for name, value in item.data.items() if name != field}
        return shipped.Shipped(item.key, kept) if item.slug == "the-family-jar" else item

    monkeypatch.setattr(shipped, "read_file", read)
    with pytest.raises(ValidationError) as refused:
        load_launch_content()
    assert refused.value.message_dict == {field: [sentence]}


def test_a_mistake_elsewhere_is_not_taken_for_a_refusal(rf):
    from home.publishing import PublishGate

    gate = PublishGate(lambda request: None)
    assert gate.process_exception(rf.get("/learn/"), ValidationError("No.")) is None
    assert gate.process_exception(rf.get("/cms/"), KeyError("No.")) is None
