"""No way of publishing goes round what a lesson must have: the editor, a workflow, a bulk action, the loader, the history."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from education.content import shipped
from education.content.models import GuidePage, LaunchRecord, LessonPage
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


def under_review(page):
    """The draft, which an editor has checked, waiting for a publisher's check."""
    state = page.get_workflow().start(page, None).current_task_state.specific
    state.task.specific.on_action(state, staff(Role.EDITOR), "approve")
    return LessonPage.objects.get(pk=page.pk).current_workflow_state.current_task_state


def approve(client, page, state, **extra):
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    return client.post(address, {"comment": ""}, **extra)


def is_live(page):
    return LessonPage.objects.get(pk=page.pk).live


def said(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_approval_publishes_nothing_without_a_plan_for_a_disclosure(client, draft, publisher):
    state = under_review(draft)
    answer = approve(client, draft, state)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cms/pages/{draft.pk}/edit/")
    assert not is_live(draft)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert SENTENCE in said(client)


def test_an_approval_in_a_modal_is_led_back_to_the_page(client, draft, publisher):
    state = under_review(draft)
    answer = approve(client, draft, state, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": f"/cms/pages/{draft.pk}/edit/"}
    assert not is_live(draft)


def test_an_approval_publishes_a_lesson_that_has_everything(client, launched, publisher):
    """The control."""
    page = LessonPage.objects.get(slug="the-family-jar")
    page.unpublish()
    page = LessonPage.objects.get(pk=page.pk)
    page.save_revision()
    approve(client, page, under_review(page))
    assert is_live(page)


def test_a_bulk_action_publishes_nothing_without_it(client, launched, publisher):
    """A guide for parents, which one publisher may publish."""
    guide = GuidePage.objects.live().filter(sensitivity="open").first()
    guide.unpublish()
    guide = GuidePage.objects.get(pk=guide.pk)
    guide.help_set = None
    guide.save_revision(clean=False)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    answer = client.post(f"{address}?id={guide.pk}&next=/cms/")
    assert answer.status_code == 303
    assert GuidePage.objects.get(pk=guide.pk).live is False
    assert "Choose who a reader can turn to." in said(client)


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
