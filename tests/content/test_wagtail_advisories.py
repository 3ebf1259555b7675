"""Each of Wagtail's security advisories from 2020 to August 2026, tried here as an editor and as a publisher.

The number is the CVE's. Four of the five fixes of 20 August 2026 are named by what they were about. A page beside the
tree stands for everything that a person was not given; its title must be in no answer.
"""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.views.pages.edit import EditView
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    Page,
    PageSubscription,
    PageViewRestriction,
)
from wagtail.search.utils import parse_query_string
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from education.content import blocks
from education.content.models import GuidePage, HelpSet, LessonPage
from education.people.roles import Role
from home.models import HomePage, StandardPage
from tests.content.test_desk import guide_data
from tests.factories import staff
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db
SECRET = "Quiet harbour plans"
ATTACK = '<img src=x onerror="alert(1)">'


@pytest.fixture(params=[Role.EDITOR, Role.PUBLISHER], ids=["editor", "publisher"])
def desk(request, launched, client):
    """Somebody's browser at the desk."""
    client.person = staff(request.param)
    sign_in_fresh(client, client.person)
    return client


@pytest.fixture
def beside(launched) -> StandardPage:
    """A page that neither role was given, with two drafts."""
    page = StandardPage(title=SECRET, slug="beside", summary=SECRET, live=False)
    Page.get_first_root_node().add_child(instance=page)
    page.save_revision(clean=False)
    page.save_revision(clean=False)
    return page


@pytest.fixture
def guide(launched) -> GuidePage:
    return GuidePage.objects.live().filter(sensitivity="open").first()


def shut(answer) -> bool:
    """Refused, or led back to the desk's first pages, with nothing of the page in the answer."""
    led = answer.status_code == 302 and answer.headers["Location"] in ("/cms/", "/cms/pages/")
    return (answer.status_code in (403, 404) or led) and SECRET not in answer.content.decode()


def streams():
    """Every kind of block that a page can hold, whatever it stands in."""
    waiting = [blocks.LessonBody(), blocks.GuideBody(), blocks.PageBody(), blocks.LessonPlan()]
    while waiting:
        block = waiting.pop()
        yield type(block).__name__
        waiting += list(getattr(block, "child_blocks", {}).values())
        if hasattr(block, "child_block"):
            waiting.append(block.child_block)


def test_control_the_page_beside_the_tree_is_there_for_who_may_see_it(client, beside):
    root = staff(Role.ADMINISTRATOR)
    root.is_superuser = True
    root.save()
    sign_in_fresh(client, root)
    assert SECRET in client.get(reverse("wagtailadmin_pages:edit", args=[beside.pk])).content.decode()


def test_cve_2020_11001_comparing_drafts_prints_no_markup_of_theirs(desk, guide):
    for title in (f"One {ATTACK}", f"Two {ATTACK}"):
        guide.title = title
        guide.save_revision(clean=False)
    first, second = guide.revisions.order_by("-pk")[:2]
    page = desk.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[guide.pk, second.pk, first.pk])
    ).content.decode()
    assert (ATTACK in page, "&lt;img src=x" in page) == (False, True)


def test_cve_2020_11037_no_page_has_a_shared_password_to_guess(desk, guide):
    address = reverse("wagtailadmin_pages:set_privacy", args=[guide.pk])
    desk.post(address, {"restriction_type": PageViewRestriction.PASSWORD, "password": "guessed"})
    assert not PageViewRestriction.objects.exists()
    desk.post(address, {"restriction_type": PageViewRestriction.LOGIN})  # the control
    assert PageViewRestriction.objects.exists() is desk.person.has_role(Role.PUBLISHER)


def test_cve_2020_15118_no_form_of_an_editor_prints_help_texts(desk):
    assert apps.is_installed("wagtail.contrib.forms") is False
    assert desk.get("/cms/forms/").status_code in (403, 404)


def test_cve_2021_29434_the_server_refuses_addresses_that_are_scripts(desk):
    assert [linked("javascript:alert(1)"), linked("https://safe.example/")] == [False, True]


def linked(url):
    """Whether what the editor's browser sends keeps a link to this address."""
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}
    block = {
        "key": "a", "text": "Press", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
    }  # fmt: skip
    sent = json.dumps({"entityMap": {"0": link}, "blocks": [block]})
    return url in ContentstateConverter(features=blocks.PLAIN).to_database_format(sent)


def test_cve_2021_32681_plain_text_of_a_block_is_escaped(desk, guide):
    guide.at_a_glance = [("line", ATTACK), ("line", "Two."), ("line", "Three.")]
    guide.save_revision(clean=False)
    page = desk.get(reverse("wagtailadmin_pages:view_draft", args=[guide.pk])).content.decode()
    assert (ATTACK in page, "&lt;img src=x" in page) == (False, True)


def test_cve_2022_21683_a_reply_is_mailed_to_its_own_thread_alone(desk, guide):
    asked, stranger = staff(Role.EDITOR), staff(Role.EDITOR)
    thread = Comment.objects.create(page=guide, user=asked, text="Is it so?", contentpath="title")
    Comment.objects.create(page=guide, user=stranger, text="Elsewhere.", contentpath="summary")
    for person in (asked, stranger):
        PageSubscription.objects.create(page=guide, user=person, comment_notifications=False)
    assert mailed_about(desk, guide, thread) == {asked.email}
    guide.subscribers.filter(user=stranger).update(
        comment_notifications=True
    )  # the control: now they asked for all
    assert mailed_about(desk, guide, thread) == {asked.email, stranger.email}


def mailed_about(desk, guide, thread):
    """Who has a mail after somebody replied."""
    mail.outbox.clear()
    reply = thread.replies.create(user=desk.person, text="It is.")
    view = EditView()
    view.request, view.page, view.subscription = SimpleNamespace(user=desk.person), guide, None
    view.send_commenting_notifications(
        {
            "new_comments": [], "deleted_comments": [], "resolved_comments": [], "edited_comments": [],
            "new_replies": [(thread, [reply])], "deleted_replies": [], "edited_replies": [],
        }
    )  # fmt: skip
    return {address for message in mail.outbox for address in message.to}


def test_cve_2023_28836_lists_of_snippets_escape_their_names(desk):
    HelpSet.objects.filter(slug="everyone").update(name=ATTACK)
    page = desk.get("/cms/snippets/content/helpset/").content.decode()
    assert (ATTACK in page, "&lt;img src=x" in page) == (False, True)
    assert apps.is_installed("wagtail.contrib.modeladmin") is False


def test_cve_2023_28837_a_picture_that_is_too_large_is_refused_before_it_is_opened(desk):
    large = ContentFile(b"\xff\xd8\xff" + bytes(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE), "large.jpg")
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 8 * 1024 * 1024
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 40_000_000
    answer = desk.post("/cms/images/add/", {"title": "Large", "file": large})
    assert answer.status_code == 200
    assert "larger than 8 MB" in answer.content.decode()
    assert get_image_model().objects.filter(title="Large").exists() is False


def test_cve_2023_45809_bulk_actions_on_people_name_nobody(desk):
    other = staff(Role.OFFICER)
    answer = desk.get(f"/cms/bulk/people/user/delete/?id={other.pk}")
    assert shut(answer)
    assert [name in answer.content.decode() for name in (other.email, str(other))] == [False, False]


def test_cve_2024_32882_fields_beside_the_form_are_not_taken(desk, guide):
    by_stealth = {"live": "", "owner": desk.person.pk, "locked": "on", "path": "00010009", "depth": "2"}
    sent = {**guide_data(title="In the open", slug=guide.slug), **by_stealth}
    sent |= nested_form_data({"comments": inline_formset([])})
    assert desk.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), sent).status_code == 302
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert draft.title == "In the open"  # the control: the form itself was taken
    kept = ("live", "owner_id", "locked", "path", "depth")
    assert [getattr(draft, name) for name in kept] == [getattr(guide, name) for name in kept]


def test_cve_2024_35228_settings_open_to_nobody_by_their_address(desk):
    assert [
        desk.get(f"/cms/settings/{end}").status_code for end in ("", "home/banner/1/", "wagtailsites/site/")
    ] == [403] * 3


def test_cve_2024_39317_a_long_search_is_answered_at_once(desk):
    began = time.perf_counter()
    parse_query_string('a:"' * 20_000)
    parse_query_string('"' * 50_000)
    assert desk.get("/cms/pages/search/", {"q": '"' * 500}).status_code == 200
    assert time.perf_counter() - began < 10


def test_cve_2026_25517_a_preview_renders_nothing_that_is_not_theirs(desk, beside):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[beside.pk])
    assert shut(desk.get(address))
    assert shut(desk.post(address, {"title": "Mine", "slug": "mine"}))


def test_control_the_same_addresses_open_for_a_page_of_theirs(desk, guide):
    for title in ("One", "Two"):
        guide.title = title
        guide.save_revision(clean=False)
    second, first = guide.revisions.order_by("-pk")[:2]
    name = "wagtailadmin_pages:{}".format
    addresses = [
        reverse(name("preview_on_edit"), args=[guide.pk]),
        reverse(name("revisions_compare"), args=[guide.pk, first.pk, second.pk]),
        reverse(name("history"), args=[guide.pk]),
        reverse(name("workflow_history"), args=[guide.pk]),
        f"/cms/api/main/pages/{guide.pk}/?fields=*",
    ]
    assert [desk.get(address).status_code for address in addresses] == [200] * len(addresses)
    form = {
        "new_title": "Mine now", "new_slug": "mine-now", "new_parent_page": guide.get_parent().pk, "copy_subpages": "",
    }  # fmt: skip
    desk.post(reverse(name("copy"), args=[guide.pk]), form)
    assert Page.objects.get(slug="mine-now").live is False
    made = Page.objects.get(slug="mine-now")
    for chosen in (f"chosen-multiple/?id={made.pk}", f"{made.get_parent().pk}/"):
        assert "Mine now" in desk.get(f"/cms/choose-page/{chosen}").content.decode()


@pytest.fixture
def picture(launched, settings, tmp_path):
    """A picture that is there, so that what is refused is refused for another reason."""
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(title="A hall", description="A hall", file=get_test_image_file())


def test_cve_2026_28222_no_page_has_a_table_block(desk):
    names = set(streams())
    assert ("TableBlock" in names, "TypedTableBlock" in names, "RichTextBlock" in names) == (
        False,
        False,
        True,
    )


def test_cve_2026_28223_translating_without_review_is_not_installed(desk, guide):
    assert apps.is_installed("wagtail.contrib.simple_translation") is False
    assert desk.get(f"/cms/translation/submit/page/{guide.pk}/").status_code in (403, 404)


def test_cve_2026_44197_no_draft_of_another_page_is_compared(desk, beside):
    first, second = beside.revisions.order_by("pk")
    assert shut(
        desk.get(reverse("wagtailadmin_pages:revisions_compare", args=[beside.pk, first.pk, second.pk]))
    )


def test_cve_2026_44198_the_history_of_another_page_is_shut(desk, beside):
    for name in ("history", "workflow_history"):
        assert shut(desk.get(reverse(f"wagtailadmin_pages:{name}", args=[beside.pk])))


def test_cve_2026_44199_there_are_no_submissions_to_delete(desk, beside):
    assert desk.post(f"/cms/forms/submissions/{beside.pk}/delete/").status_code in (403, 404)


def test_cve_2026_44200_a_copy_asks_for_its_source_too(desk, beside):
    form = {
        "new_title": "Mine now", "new_slug": "mine-now", "new_parent_page": HomePage.objects.get().pk, "copy_subpages": "",
    }  # fmt: skip
    assert shut(desk.post(reverse("wagtailadmin_pages:copy", args=[beside.pk]), form))
    assert not Page.objects.filter(slug="mine-now").exists()


def test_cve_2026_44201_no_interface_lists_pictures_and_documents(desk):
    found = [
        desk.get(f"/api/{version}/{kind}/").status_code
        for version in ("v2", "v3")
        for kind in ("images", "documents")
    ]
    assert found == [404] * 4


def test_cve_2026_54259_choosers_name_nothing_that_is_not_theirs(desk, beside):
    for address in (
        f"/cms/choose-page/chosen-multiple/?id={beside.pk}",
        "/cms/choose-page/?q=harbour",
        f"/cms/choose-page/{beside.pk}/",
    ):
        assert SECRET not in desk.get(address).content.decode()


def test_cve_2026_54260_nobody_orders_a_picture_in_a_size_of_their_own(desk, picture):
    assert desk.get(f"/cms/images/{picture.pk}/").status_code == 200  # the control
    assert desk.get(f"/cms/images/{picture.pk}/preview/width-9000|jpegquality-99/").status_code == 404
    assert desk.get(f"/images/abc/{picture.pk}/width-9000/").status_code == 404


def test_cve_2026_54261_previews_of_pictures_are_shut(desk, picture):
    assert desk.get(f"/cms/images/{picture.pk}/preview/original/").status_code == 404


def test_cve_2026_54262_there_is_no_way_to_copy_a_page_by_translating_it(desk, beside):
    for address in (f"/cms/translation/submit/page/{beside.pk}/", f"/cms/localize/submit/page/{beside.pk}/"):
        assert shut(desk.get(address))


def test_cve_2026_54263_the_generator_of_picture_addresses_is_shut(desk, picture):
    for end in ("generate_url/", "generate_url/output/", "generate_url/<script>/"):
        assert desk.get(f"/cms/images/{picture.pk}/{end}").status_code == 404


def test_cve_2026_55468_the_desk_s_own_listing_returns_no_fields_of_other_pages(desk, beside):
    answer = desk.get(f"/cms/api/main/pages/?limit=50&fields=*&child_of={beside.get_parent().pk}")
    assert SECRET not in answer.content.decode()
    assert shut(desk.get(f"/cms/api/main/pages/{beside.pk}/?fields=*"))


def test_august_2026_a_document_is_found_by_no_hash(desk):
    made = get_document_model()(title="Plan")
    made.file.save("plan.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"), save=False)
    made.save()
    names = [made.get_file_hash(), f"{made.get_file_hash()}.pdf"]
    assert [desk.get(f"/documents/{made.pk}/{name}").status_code for name in names] == [404, 404]
    found = desk.get(f"/documents/{made.pk}/{made.filename}")  # the control
    assert (found.status_code, b"%PDF" in b"".join(found)) == (200, True)


def test_august_2026_what_lies_below_a_closed_collection_is_closed(desk):
    """It let strangers read: one asks too, and the two roles ask where only another group may."""
    stranger, closed = Client(), Collection.get_first_root_node().add_child(name="Closed")
    made = get_document_model()(title="Plan", collection=closed.add_child(name="Below"))
    made.file.save("below.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"), save=False)
    made.save()

    def read(browser):
        answer = browser.get(f"/documents/{made.pk}/{made.filename}")
        return answer.status_code, b"%PDF" in b"".join(answer)

    gate = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    assert [read(stranger), read(desk)] == [(302, False), (200, True)]
    gate.restriction_type = "groups"
    gate.save()
    gate.groups.set(Group.objects.filter(name=Role.OFFICER.label))
    assert [read(stranger), read(desk)] == [(302, False)] * 2
    gate.delete()  # the control
    assert [read(stranger), read(desk)] == [(200, True)] * 2


def test_august_2026_a_snippet_is_copied_by_who_may_add_one(desk):
    """It let people copy who may change but not add: both roles lose that, and a coordinator never had either."""
    copy = reverse("wagtailsnippets_content_helpset:copy", args=[HelpSet.objects.first().pk])
    other = Client()
    sign_in_fresh(other, staff(Role.COORDINATOR))
    assert (desk.get(copy).status_code, shut(other.get(copy))) == (200, True)  # the first is the control
    for permission in Permission.objects.filter(codename="add_helpset"):
        permission.group_set.clear()
    edit = reverse("wagtailsnippets_content_helpset:edit", args=[HelpSet.objects.first().pk])
    assert (shut(desk.get(copy)), desk.get(edit).status_code) == (True, 200)


def test_august_2026_the_interface_s_translation_endpoint_is_not_mounted(desk, beside):
    lesson = LessonPage.objects.first()
    for number in (lesson.pk, beside.pk):
        answer = desk.post(f"/cms/api/main/pages/{number}/action/copy_for_translation/", {"locale": "en-gb"})
        assert answer.status_code in (403, 404)
        assert SECRET not in answer.content.decode()
