"""The gates at the desk: how hard, which words, which numbers; and who may let something stand."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from education.content import actions, gate
from education.content.actions import give_reason, take_reason_back
from education.content.models import GateReason, GuidePage, LessonPage, ReviewedPage
from education.content.queries.desk import coverage, reasons, reviewed_kinds
from education.content.queries.gates import open_findings
from education.ledger.models import Event
from education.people.roles import Role
from home.gates import shelf
from tests.factories import staff
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db
HARD = "Notwithstanding considerable organisational complexity, practitioners systematically operationalise safeguarding."


@pytest.fixture
def guide(launched) -> GuidePage:
    return GuidePage.objects.live().filter(sensitivity="open").first()


def sentences(page):
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    return refused.value.message_dict["__all__"][0]


def live_pages():
    return [page for model in reviewed_kinds() for page in model.objects.live()]


def test_every_shipped_page_passes_the_gates_at_the_desk(launched):
    assert {page.slug: open_findings(page=page) for page in live_pages() if open_findings(page=page)} == {}


def test_the_desk_measures_what_the_files_are_measured_by(launched):
    """Two readers of the same text: one of files before they are loaded, one of pages."""
    pages = {(page.slug, type(page).__name__): gate.reading(page) for page in live_pages()}
    apart = {}
    for item in shelf().items:
        from education.content.reading import measure

        name = {"lessons": "LessonPage", "guides": "GuidePage", "help_pages": "HelpPage"}.get(item.kind)
        found = pages.get((item.shipped.slug, name)) if name else None
        if found and (found.readers, found.score.words) != (item.audience, measure(item.running).words):
            apart[item.shipped.key] = (found.readers, found.score.words, measure(item.running).words)
    assert apart == {}


def test_a_page_that_is_too_hard_is_refused_with_what_to_do(guide):
    guide.tonight = " ".join([HARD] * 40)
    assert "Use shorter words and sentences." in sentences(guide)


def test_a_phrase_that_blames_is_refused_with_what_to_write_instead(guide):
    guide.tonight = "She put herself at risk."
    assert sentences(guide) == "“put herself at risk”: say who did the harm."


def test_a_telephone_number_in_a_text_is_refused_and_no_reason_lets_it_stand(guide):
    guide.tonight = "Ring 0800 1111 now."
    assert sentences(guide) == "“0800 1111”: take the number out and choose who can help under Safety."
    with pytest.raises(ValidationError, match="does not find this"):
        give_reason(
            page=guide, gate="numbers", phrase="0800 1111", because="It is right.", by=staff(Role.PUBLISHER)
        )


def test_each_audience_has_a_limit_of_its_own(launched):
    lesson = LessonPage.objects.live().first()
    readers = {lesson.readers, *(page.readers for page in live_pages())}
    assert readers == {"4-7", "8-10", "11-13", "14-plus", "parents", "teachers"}
    lesson.preview_band = "14-plus"
    assert lesson.readers == "14-plus"


def test_a_draft_may_have_all_of_it(guide):
    guide.tonight, guide.being_drafted = "She put herself at risk. Ring 0800 1111.", True
    guide.full_clean()


def test_a_reason_lets_a_phrase_stand_is_logged_and_can_be_taken_back(guide):
    publisher = staff(Role.PUBLISHER)
    guide.tonight = "They allowed it."
    reason = give_reason(
        page=guide, gate="words", phrase="allowed", because="It is about a rule.", by=publisher
    )
    guide.full_clean()
    take_reason_back(reason=reason, page=guide, by=publisher)
    assert "allowed" in sentences(guide)
    kinds = Event.objects.filter(subject="page", subject_id=str(guide.pk)).values_list("kind", "data__phrase")
    assert list(kinds) == [("gate_reason_given", "allowed"), ("gate_reason_taken_back", "allowed")]


def test_a_reason_needs_words_a_publisher_and_somebody_who_did_not_write_the_page(guide):
    guide.tonight = "They allowed it."
    publisher = staff(Role.PUBLISHER)
    with pytest.raises(ValidationError):
        give_reason(page=guide, gate="words", phrase="allowed", because=" ", by=publisher)
    with pytest.raises(ValidationError, match="A publisher lets it stand"):
        give_reason(page=guide, gate="words", phrase="allowed", because="Fine.", by=staff(Role.EDITOR))
    guide.save_revision(user=publisher, clean=False)
    with pytest.raises(ValidationError, match="You wrote this"):
        give_reason(page=guide, gate="words", phrase="allowed", because="Fine.", by=publisher)
    assert not GateReason.objects.filter(page_key=guide.translation_key, phrase="allowed").exists()


def test_shipped_reasons_stand_at_the_desk_and_few_pages_are_harder(launched, guide, monkeypatch):
    row = {"page": "guides/x", "gate": "reading", "because": "A law is quoted."}
    monkeypatch.setattr(actions, "shipped_reasons", lambda: [row])
    actions._give_reasons(guide, "guides/y")
    assert reasons().harder == 0
    actions._give_reasons(guide, "guides/x")
    found = reasons()
    assert [(one.page.pk, one.reason.because) for one in found.given] == [(guide.pk, "A law is quoted.")]
    assert (found.harder, found.too_many) == (1, found.pages < 50)


def test_the_grid_counts_what_is_live(launched):
    rows = coverage()
    assert (len(rows), {len(row.cells) for row in rows}) == (8, {4})
    before = sum(cell.lessons for row in rows for cell in row.cells)
    LessonPage.objects.live().first().unpublish()
    assert sum(cell.lessons for row in coverage() for cell in row.cells) < before


def test_the_desk_shows_five_reports_and_one_page_s_gates(client, guide):
    sign_in_fresh(client, staff(Role.PUBLISHER))
    page = client.get("/cms/checks/").content.decode()
    assert [f'<h2 id="{name}"' in page for name in ("due", "help", "grid", "ceop", "reasons")] == [True] * 5
    guide.tonight = "They allowed it."
    guide.save_revision(user=staff(Role.EDITOR), clean=False)
    address = reverse("content_page_checks", args=[guide.pk])
    assert "“allowed”: say what the other person did" in client.get(address).content.decode().replace(
        "&quot;", '"'
    )
    given = client.post(address, {"gate": "words", "phrase": "allowed", "because": "It is about a rule."})
    assert (given.status_code, given.headers["Location"]) == (303, address)
    assert "What keeps it back: 0" in client.get(address).content.decode()
    client.post(address, {"gate": "words", "phrase": "allowed", "take_back": "on"})
    assert "What keeps it back: 1" in client.get(address).content.decode()


def test_a_page_past_its_day_stands_on_the_first_page_of_the_desk_with_its_owner(client, launched, settings):
    client.force_login(staff(Role.EDITOR))
    assert "Pages to read again" not in client.get("/cms/").content.decode()
    page = GuidePage.objects.live().first()
    GuidePage.objects.filter(pk=page.pk).update(review_due="2026-01-01")
    desk = client.get("/cms/").content.decode()
    assert f"{page.title}</a> ({page.owner_role})" in desk
    assert "1 page past its day" in desk


def test_the_preview_beside_the_editor_says_what_the_gates_find(client, guide, rf):
    from django.template.loader import render_to_string

    guide.tonight = "They allowed it. Ring 0800 1111."
    request = rf.get("/")
    request.user = staff(Role.EDITOR)
    request.in_preview_panel = request.is_preview = True
    page = render_to_string("content/guide_page.html", guide.get_context(request), request=request)
    assert [f'data-gate="{name}"' in page for name in ("words", "numbers", "reading")] == [True, True, False]
    request.in_preview_panel = False
    assert "data-gate" not in render_to_string(
        "content/guide_page.html", guide.get_context(request), request=request
    )


def test_the_checker_runs_every_rule_of_axe_and_the_gates():
    from education.content.desk.checker import GateChecker

    settings = GateChecker().get_axe_configuration(None)
    assert "runOnly" not in settings["options"]
    assert {"gate-reading", "gate-words", "gate-numbers"} <= {
        rule["id"] for rule in settings["spec"]["rules"]
    }


def test_every_kind_of_reviewed_page_has_readers_and_a_body(launched):
    for model in reviewed_kinds():
        assert issubclass(model, ReviewedPage)
        assert model._meta.get_field("body")
