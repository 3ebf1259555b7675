"""The editors' desk: a draft may be unfinished, a published page may not."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from education.content.models import GuideIndexPage, GuidePage, HelpSet, LessonPage
from education.people.roles import Role
from tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(launched):
    return LessonPage.objects.get(slug="the-family-jar")


def problems(page):
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    return {field: messages[0] for field, messages in refused.value.message_dict.items()}


def test_every_shipped_lesson_is_fit_to_publish(launched):
    for page in LessonPage.objects.all():
        page.full_clean()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("help_set", None, "Choose who a reader can turn to."),
        ("disclosure_block", None, "Choose what to do if a child tells you something."),
        ("band_override", "8-10", "Say why this band fits better than the year groups' own."),
        ("minutes", 45, "The steps of the plan take 30 minutes; make the two agree."),
        ("sensitivity", "care", "Say in one sentence what the page touches on."),
    ],
)
def test_a_lesson_without_care_is_refused_with_a_plain_sentence(lesson, field, value, sentence):
    setattr(lesson, field, value)
    assert sentence in problems(lesson).values()


def test_a_sensitive_lesson_is_never_for_an_assembly(lesson):
    lesson.sensitivity, lesson.content_note, lesson.delivery = "sensitive", "About pressure.", "assembly_ok"
    lesson.discreet_title = "A lesson"
    assert problems(lesson) == {"delivery": "A sensitive lesson is taught in a class, never in an assembly."}


def guide_data(**fields):
    data = nested_form_data(
        {
            "title": "Games", "slug": "games", "summary": "Short.", "kind": "topic",
            "tonight": "Play together.", "sensitivity": "open", "owner_role": "Education lead",
            "reviewed_on": "2026-11-21", "content_note": "", "help_set": "", "ceop_check": "not_checked",
            "at_a_glance": streamfield([("line", "One."), ("line", "Two."), ("line", "Three.")]),
            "outcomes": streamfield([]),
            "body": streamfield([("text", {"heading": "Play", "text": rich_text("<p>Play.</p>")})]),
            **fields,
        }
    )  # fmt: skip
    return {**data, "bands": ["8-10"]}


def add(client, data):
    parent = GuideIndexPage.objects.get()
    return client.post(reverse("wagtailadmin_pages:add", args=("content", "guidepage", parent.pk)), data)


@pytest.fixture
def desk(launched, client):
    """Somebody who may publish, at the desk."""
    person = staff(Role.PUBLISHER)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1}]
    session.save()
    return client


def test_a_draft_may_be_saved_unfinished_and_is_not_shown(desk):
    response = add(desk, guide_data())
    assert response.status_code == 302
    assert GuidePage.objects.get(slug="games").live is False
    assert desk.get("/parents/games/").status_code == 404


def test_publishing_the_same_is_refused_with_a_sentence(desk):
    response = add(desk, guide_data(**{"action-publish": "action-publish"}))
    assert response.status_code == 200
    assert "Choose who a reader can turn to." in response.content.decode()
    assert not GuidePage.objects.filter(slug="games").exists()


def test_publishing_with_help_works(desk):
    help_set = HelpSet.objects.get(slug="parents")
    response = add(desk, guide_data(**{"action-publish": "action-publish", "help_set": help_set.pk}))
    assert response.status_code == 302
    assert desk.get("/parents/games/").status_code == 200


def test_an_editor_may_not_publish(launched, client):
    client.force_login(staff(Role.EDITOR))
    help_set = HelpSet.objects.get(slug="parents")
    add(client, guide_data(**{"action-publish": "action-publish", "help_set": help_set.pk}))
    assert not GuidePage.objects.filter(slug="games", live=True).exists()


def test_the_snippets_open_for_editors(desk):
    for name in ("helporganisation", "helpset", "disclosureblock", "groundrules", "facttocheck"):
        assert desk.get(f"/cms/snippets/content/{name}/").status_code == 200


def test_streams_hold_no_raw_html_and_no_embed():
    from education.content import blocks

    names = {
        type(block).__name__
        for stream in (blocks.LessonBody(), blocks.GuideBody(), blocks.PageBody(), blocks.LessonPlan())
        for block in stream.child_blocks.values()
    }
    assert not names & {"RawHTMLBlock", "EmbedBlock"}
    assert json.dumps(sorted(blocks.PLAIN)) == '["bold", "italic", "link", "ol", "ul"]'
