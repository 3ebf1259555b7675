"""An editor's page goes live by two checks of other people; no button, bulk action or second role goes round them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import TaskState

from education.content.models import GuidePage, LessonPage
from education.people.roles import Role
from home.models import BandPage
from tests.factories import staff
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(launched) -> LessonPage:
    return LessonPage.objects.get(slug="the-family-jar")


@pytest.fixture
def author(launched):
    return staff(Role.EDITOR)


def written(page, by, title="A better title"):
    page.title = title
    page.save_revision(user=by)
    return page


def submitted(page, by):
    """The page as it stands after somebody sent it for its checks."""
    page.get_workflow().start(page, by)
    return type(page).objects.get(pk=page.pk)


def waiting(page) -> TaskState:
    return page.current_workflow_state.current_task_state.specific


def offered(page, user):
    return [name for name, _label, _modal in page.current_workflow_task.get_actions(page, user)]


def approve(page, user):
    state = waiting(page)
    state.task.specific.on_action(state, user, "approve")
    return type(page).objects.get(pk=page.pk)


def test_two_other_people_publish_it(lesson, author):
    page = submitted(written(lesson, author), author)
    page = approve(page, staff(Role.EDITOR))
    assert (page.title, page.workflow_in_progress) == ("The Family Jar", True)
    page = approve(page, staff(Role.PUBLISHER))
    assert (page.title, page.workflow_in_progress) == ("A better title", False)


def test_nobody_checks_what_they_wrote(lesson):
    both = staff(Role.EDITOR, Role.PUBLISHER)
    page = submitted(written(lesson, both), both)
    assert offered(page, both) == ["reject"]
    with pytest.raises(ValidationError, match="You wrote this"):
        approve(page, both)


def test_nobody_gives_both_checks(lesson, author):
    both = staff(Role.EDITOR, Role.PUBLISHER)
    page = approve(submitted(written(lesson, author), author), both)
    assert offered(page, both) == ["reject"]
    with pytest.raises(ValidationError, match="You gave the other check"):
        approve(page, both)


def test_each_check_belongs_to_its_role_and_to_no_superuser(lesson, author):
    root = staff(Role.ADMINISTRATOR)
    root.is_superuser = True
    root.save()
    page = submitted(written(lesson, author), author)
    assert [offered(page, staff(Role.PUBLISHER)), offered(page, root)] == [[], []]
    with pytest.raises(ValidationError, match="not yours"):
        approve(page, root)
    page = approve(page, staff(Role.EDITOR))
    assert offered(page, staff(Role.EDITOR)) == []


def test_a_change_after_a_check_asks_for_the_check_again(lesson, author):
    page = approve(submitted(written(lesson, author), author), staff(Role.EDITOR))
    publisher, other = staff(Role.PUBLISHER), staff(Role.PUBLISHER)
    written(page, publisher, "Changed on the way")
    page = approve(LessonPage.objects.get(pk=page.pk), other)
    assert (LessonPage.objects.get(pk=page.pk).title, waiting(page).task.specific.kind) == (
        "The Family Jar",
        "education",
    )


def test_the_publisher_s_button_bulk_action_and_revision_go_round_nothing(client, lesson, author):
    publisher = staff(Role.PUBLISHER)
    sign_in_fresh(client, publisher)
    written(lesson, author)
    fresh = LessonPage.objects.get(pk=lesson.pk)
    assert fresh.permissions_for_user(publisher).can_publish() is False
    client.post(
        f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'publish'))}?id={lesson.pk}&next=/cms/"
    )
    with pytest.raises(Exception, match="permission to publish"):
        fresh.get_latest_revision().publish(user=publisher)
    assert LessonPage.objects.get(pk=lesson.pk).title == "The Family Jar"
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page


def test_a_page_that_is_open_and_for_adults_is_published_by_one(launched):
    guide = GuidePage.objects.live().filter(sensitivity="open").first()
    assert guide.permissions_for_user(staff(Role.PUBLISHER)).can_publish() is True
    assert guide.permissions_for_user(staff(Role.EDITOR)).can_publish() is False


def test_nobody_writes_the_need_for_checks_away(launched, author):
    guide = GuidePage.objects.live().filter(sensitivity="sensitive").first()
    guide.sensitivity = "open"
    guide.save_revision(user=author, clean=False)
    assert (
        GuidePage.objects.get(pk=guide.pk).permissions_for_user(staff(Role.PUBLISHER)).can_publish() is False
    )


def test_the_pages_that_children_come_in_by_take_two_checks_too(launched):
    page = BandPage.objects.first()
    assert page.permissions_for_user(staff(Role.PUBLISHER)).can_publish() is False


def test_a_new_lesson_that_a_publisher_would_publish_at_once_is_a_draft(client, launched):
    """The editor's form creates and publishes in one go; the gate stands between the two."""
    from education.content.wagtail_hooks import held_to_two_checks

    page = LessonPage.objects.get(slug="the-family-jar")
    page.unpublish()
    page = LessonPage.objects.get(pk=page.pk)
    sign_in_fresh(client, staff(Role.PUBLISHER))
    request = client.get("/cms/").wsgi_request
    request._messages = []

    class Said(list):
        def add(self, level, message, extra_tags=""):
            self.append(message)

    request._messages = Said()
    answer = held_to_two_checks(request, page)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cms/pages/{page.pk}/edit/")
    assert request._messages[0].startswith("Saved as a draft.")
    assert LessonPage.objects.get(pk=page.pk).live is False


def test_the_checks_wait_on_the_desk_of_those_who_give_them(client, lesson, author):
    submitted(written(lesson, author), author)
    states = TaskState.objects.reviewable_by
    assert [states(staff(role)).count() for role in (Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR)] == [
        1,
        0,
        0,
    ]
