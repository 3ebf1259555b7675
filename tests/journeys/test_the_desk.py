"""The desk under its policy in a real Chromium: nothing printed into a page runs, and everything still works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.admin.widgets import BaseChooser
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page as WagtailPage

from education.content.models import GuidePage, HelpSet
from education.people.models import User
from education.people.roles import Role
from home import desk as our_desk
from tests import factories

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file in which it makes a smaller picture to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

SLOW = 20_000  # milliseconds; a preview renders the whole page and starts every script anew
LISTEN = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.disposition === "enforce")
    window.__refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@pytest.fixture
def desk(shipped, world, already_in) -> Iterator[Page]:
    """An administrator's page at the desk that notes whatever the policy refuses, in frames too."""
    user = factories.staff(Role.COORDINATOR, Role.SUPERVISOR, Role.ANALYST, Role.PUBLISHER, Role.EDITOR)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    context = world.context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    already_in(page, user)
    yield page
    open_at(page, "/cms/")  # an editor tells the server when it is left; the server must still be there


@pytest.fixture
def refused(desk) -> Callable[[], list[str]]:
    """What the policy has refused in the open page and its frames."""
    return lambda: [line for frame in desk.frames for line in frame.evaluate("window.__refused || []")]


def of_type(model: str) -> WagtailPage:
    return WagtailPage.objects.filter(content_type__model=model).first()


def open_at(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")


def test_the_policy_refuses_nothing_on_any_kind_of_page_of_the_desk(desk, refused, world):
    image = get_image_model().objects.create(title="A hall", file=get_test_image_file())
    lesson, guide, a_set = of_type("lessonpage"), of_type("guidepage"), HelpSet.objects.first()
    opened = [
        "/cms/", f"/cms/pages/{lesson.get_parent().pk}/", f"/cms/pages/{lesson.pk}/edit/",
        f"/cms/pages/{guide.pk}/edit/", f"/cms/pages/{lesson.pk}/history/", f"/cms/pages/{lesson.pk}/usage/",
        f"/cms/pages/{lesson.pk}/copy/", f"/cms/pages/{lesson.pk}/move/", f"/cms/pages/{lesson.pk}/delete/",
        f"/cms/pages/{lesson.pk}/unpublish/", "/cms/pages/search/?q=game",
        "/cms/users/", "/cms/users/new/", "/cms/groups/", "/cms/groups/new/", "/cms/sites/new/",
        "/cms/reports/site-history/", "/cms/reports/aging-pages/", "/cms/reports/locked/", "/cms/reports/workflow/",
        "/cms/reports/page-types-usage/", "/cms/workflows/add/", "/cms/workflows/tasks/index/",
        "/cms/redirects/add/", "/cms/redirects/import/", "/cms/collections/add/", "/cms/account/",
        "/cms/snippets/", "/cms/snippets/content/helpset/", "/cms/snippets/content/helporganisation/add/",
        f"/cms/snippets/content/helpset/edit/{a_set.pk}/", f"/cms/snippets/content/helpset/history/{a_set.pk}/",
        "/cms/images/", "/cms/images/add/", "/cms/images/multiple/add/", f"/cms/images/{image.pk}/",
        "/cms/documents/", "/cms/documents/add/",
        "/cms/documents/multiple/add/",
        "/cms/visits/", "/cms/visits/new/", "/cms/registers/", "/cms/teachers/", "/cms/figures/",
        "/cms/figures/prepare/",
    ]  # fmt: skip
    found = {}
    for address in opened:
        open_at(desk, address)
        found[address] = (refused(), desk.locator("script:not([src]):not([type*=json])").count())
    jcrop = found.pop(f"/cms/images/{image.pk}/")
    assert found == {address: ([], 0) for address in opened if address in found}
    # What stays: Jcrop asks a loose element by its handlers whether there is touch. Refused, and it works without.
    assert ({line.split()[0] for line in jcrop[0]}, jcrop[1]) == ({"script-src-attr"}, 0)
    world.forgive("inline event handler")


def test_an_editor_works_with_a_page_as_ever(desk, refused):
    lesson = of_type("lessonpage")
    open_at(desk, f"/cms/pages/{lesson.pk}/edit/")

    seen = desk.locator("#id_ceop_checked_on")
    desk.get_by_role("tab", name="Map").click()
    seen.click()
    desk.locator(".xdsoft_datetimepicker:visible .xdsoft_date:not(.xdsoft_other_month)").first.click()
    expect(seen).to_have_value(re.compile(r"\d{4}-\d\d-01"))

    desk.get_by_role("tab", name="Lesson").click()
    desk.keyboard.press("Escape")
    blocks = desk.locator("[data-streamfield-child]:visible")
    before = blocks.count()
    desk.locator(".c-sf-add-button:visible").last.click()
    desk.locator(".w-combobox__option:visible").first.click()
    expect(blocks).not_to_have_count(before)

    words = desk.locator(".public-DraftEditor-content:visible").first
    words.click()
    desk.keyboard.type("Talk about it. ")
    expect(words).to_contain_text("Talk about it.")

    desk.get_by_role("button", name="Toggle preview").click()
    shown = desk.frame_locator("#w-preview-iframe:not(.w-preview__proxy)")
    expect(shown.locator("main h1")).to_have_text(lesson.title, timeout=SLOW)
    desk.get_by_role("button", name="Toggle checks").click()
    desk.get_by_role("button", name="Toggle status").click()
    assert refused() == []


def test_the_checks_panel_looks_at_the_preview(desk, refused):
    open_at(desk, f"/cms/pages/{of_type('standardpage').pk}/edit/")
    desk.get_by_role("button", name="Toggle preview").click()
    shown = desk.frame_locator("#w-preview-iframe:not(.w-preview__proxy)")
    expect(shown.locator("main h1")).to_be_visible(timeout=SLOW)
    desk.get_by_role("button", name="Toggle checks").click()
    words = desk.locator("[data-content-word-count]").first
    expect(words).to_have_text(re.compile(r"[1-9][0-9]*"))
    assert refused() == []


def test_a_page_is_previewed_for_each_band_and_device_and_its_gates_answer_while_it_is_written(
    desk, refused, world
):
    guide = of_type("guidepage").specific
    GuidePage.objects.filter(pk=guide.pk).update(help_set=HelpSet.objects.get(slug="children"))
    guide.refresh_from_db()
    open_at(desk, f"/cms/pages/{guide.pk}/edit/")
    desk.get_by_role("button", name="Toggle preview").click()
    frame = desk.locator("#w-preview-iframe:not(.w-preview__proxy)")
    shown = desk.frame_locator("#w-preview-iframe:not(.w-preview__proxy)")
    expect(shown.locator("main h1")).to_have_text(guide.title, timeout=SLOW)

    widths = []
    for device in ("mobile", "tablet", "desktop"):
        desk.locator(f'input[name="preview-size"][value="{device}"]').check(force=True)
        widths.append(frame.evaluate("frame => frame.contentWindow.innerWidth"))
    assert widths == [size["device_width"] for size in guide.preview_sizes]

    modes = desk.locator("#id_preview_mode")
    assert modes.locator("option").all_inner_texts() == [
        "As it is", "For ages 4–7", "For ages 8–10", "For ages 11–13", "For ages 14+",
    ]  # fmt: skip
    lead = guide.help_set.lead_for
    for band in ("4-7", "14-plus"):
        modes.select_option(band)
        expect(shown.get_by_text(lead(band), exact=True).first).to_be_visible(timeout=SLOW)
    modes.select_option("")

    desk.get_by_role("button", name="Toggle checks").click()
    found = desk.locator("[data-content-checker-row]:visible")
    phrase = found.filter(has_text="A phrase that blames or frightens")
    expect(desk.locator("[data-content-word-count]").first).to_have_text(re.compile("[0-9]+"), timeout=SLOW)
    expect(phrase).to_have_count(0)
    desk.locator("#id_tonight").fill("She put herself at risk. Ring 0800 1111.")
    expect(phrase).to_have_count(1, timeout=SLOW)
    expect(found.filter(has_text="A number in the text")).to_have_count(1)
    desk.locator("#id_tonight").fill(guide.tonight)
    expect(phrase).to_have_count(0, timeout=SLOW)
    assert refused() == []
    world.forgive("axe.run results")  # Wagtail tells the console too what its checks found


def test_choosers_and_added_rows_still_work(desk, refused, world):
    open_at(desk, "/cms/snippets/content/helpset/add/")
    rows = desk.locator("#id_entries-FORMS > [data-inline-panel-child]")
    before = rows.count()
    desk.locator("#id_entries-ADD").click()
    expect(rows).to_have_count(before + 1)
    row = rows.nth(before)
    row.get_by_role("button", name="Choose").first.click()
    choice = desk.locator(".modal-body a[data-chooser-modal-choice]").first
    name = choice.inner_text()
    choice.click()
    expect(row).to_contain_text(name)

    open_at(desk, f"/cms/pages/{of_type('lessonpage').pk}/edit/")
    desk.get_by_role("tab", name="Safety").click()
    desk.locator("#id_help_set-chooser").get_by_role("button").first.click()
    assert refused() == []
    world.forgive("400 [(]Bad Request")  # Wagtail tries to save by itself while the form is half filled


def test_a_picture_is_uploaded_and_its_focal_point_set(desk, refused, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = tmp_path / "hall.png"
    picture.write_bytes(get_test_image_file().file.getvalue())
    open_at(desk, "/cms/images/multiple/add/")
    desk.locator("#fileupload").set_input_files(picture)
    expect(desk.locator("#upload-list li.upload-success")).to_have_count(1)
    assert not get_image_model().objects.exists()  # it waits for its description
    image = get_image_model().objects.create(title="A hall", description="A hall", file=get_test_image_file())
    open_at(desk, f"/cms/images/{image.pk}/")
    expect(desk.locator(".jcrop-holder")).to_be_visible()
    assert {line.split()[0] for line in refused()} == {"script-src-attr"}  # Jcrop's question, as above
    world.forgive("inline event handler")


def test_wagtails_own_way_of_starting_a_chooser_is_refused(desk, refused, world, monkeypatch):
    """The control: the policy is in force, and the listener hears it."""
    from django.utils.html import format_html

    ours = our_desk.render

    def with_a_script(self, name, value, attrs=None, renderer=None):
        html = ours(self, name, value, attrs, renderer)
        return format_html("{}<script>window.ran = true;</script>", html)

    monkeypatch.setattr(BaseChooser, "render", with_a_script)
    open_at(desk, reverse("wagtailsnippets_content_helpset:add"))
    assert len(refused()) >= 1
    assert desk.evaluate("window.ran") is None
    world.forgive("Content Security Policy")
