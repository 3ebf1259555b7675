"""Wagtail's advisories, class by class: nobody at the desk reaches what they were not given.

Named after what went wrong there. An editor may work on the site's own tree, and on nothing beside it.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, reverse
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowTask,
)

from education.content.models import GuidePage, HelpSet
from education.people.roles import Role
from home.models import HomePage, StandardPage
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "Quiet harbour plans"
WITHOUT = [role for role in Role if role not in (Role.EDITOR, Role.PUBLISHER)]


@pytest.fixture
def site(launched):
    """The launch content, and beside it a draft that the editors' permissions do not reach."""
    outside = StandardPage(title=SECRET, slug="beside", summary=SECRET, live=False)
    Page.get_first_root_node().add_child(instance=outside)
    outside.save_revision()
    outside.save_revision()
    return outside


@pytest.fixture
def editor(site, client):
    client.force_login(factories.staff(Role.EDITOR))
    return client


@pytest.fixture
def publisher(site, client):
    client.force_login(factories.staff(Role.PUBLISHER))
    return client


@pytest.fixture
def guide(site) -> GuidePage:
    return GuidePage.objects.live().first()


def refused(answer) -> bool:
    """Sent back to the desk's first page or refused outright, with nothing of the page in the answer."""
    turned = answer.status_code in (403, 404) or (
        answer.status_code == 302 and answer.headers["Location"] in ("/cms/", "/cms/pages/")
    )
    return turned and SECRET not in answer.content.decode()


def test_control_the_page_beside_the_tree_opens_for_whoever_was_given_it(site, client):
    root = factories.person(is_superuser=True, is_staff=True)
    factories.staff(Role.EDITOR)  # somebody else's role changes nothing
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(root)
    for name in ("edit", "history", "copy", "view_draft"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[site.pk]))
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, True), name


def test_copy_checks_the_source_and_not_only_the_target(editor, site):
    home = HomePage.objects.get()
    form = {"new_title": "Mine now", "new_slug": "mine-now", "new_parent_page": home.pk, "copy_subpages": ""}
    assert refused(editor.post(reverse("wagtailadmin_pages:copy", args=[site.pk]), form))
    assert not Page.objects.filter(slug="mine-now").exists()


@pytest.mark.parametrize("name", ["edit", "preview_on_edit", "view_draft"])
def test_preview_shows_no_page_that_is_not_theirs(editor, site, name):
    assert refused(editor.get(reverse(f"wagtailadmin_pages:{name}", args=[site.pk])))


def test_compare_shows_no_revision_of_another_page(editor, site):
    first, second = site.revisions.order_by("id")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[site.pk, first.pk, second.pk])
    assert refused(editor.get(address))


@pytest.mark.parametrize("name", ["history", "workflow_history", "usage"])
def test_history_of_another_page_is_shut(editor, site, name):
    assert refused(editor.get(reverse(f"wagtailadmin_pages:{name}", args=[site.pk])))


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_name_no_page_that_is_not_theirs(editor, site, action):
    answer = editor.get(f"/cms/bulk/wagtailcore/page/{action}/?id={site.pk}")
    assert SECRET not in answer.content.decode()
    editor.post(f"/cms/bulk/wagtailcore/page/{action}/?id={site.pk}", {"chooser": HomePage.objects.get().pk})
    site.refresh_from_db()
    assert (site.live, site.depth) == (False, 2)


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete"])
def test_bulk_actions_give_an_editor_no_more_than_the_buttons_do(editor, guide, action):
    editor.post(f"/cms/bulk/wagtailcore/page/{action}/?id={guide.pk}", {})
    assert GuidePage.objects.get(pk=guide.pk).live is True


@pytest.mark.parametrize("name", ["unpublish", "delete", "set_privacy"])
def test_an_editor_takes_nothing_off_the_site_and_hides_nothing(editor, guide, name):
    form = {"restriction_type": PageViewRestriction.LOGIN}
    assert refused(editor.post(reverse(f"wagtailadmin_pages:{name}", args=[guide.pk]), form))
    assert GuidePage.objects.get(pk=guide.pk).live is True
    assert not PageViewRestriction.objects.exists()


def test_a_field_that_needs_more_than_editing_is_kept_by_the_server(editor, guide):
    """An editor's form may say “publish at midnight” all the same; nothing goes live by it."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    data = nested_form_data(
        {
            "title": "Changed by stealth", "slug": guide.slug, "summary": "Short.", "kind": "topic",
            "tonight": "Play.", "sensitivity": "open", "owner_role": "Lead", "reviewed_on": "2026-11-21",
            "content_note": "", "help_set": HelpSet.objects.first().pk, "go_live_at": "2020-01-01 00:00",
            "at_a_glance": streamfield([("line", "One."), ("line", "Two."), ("line", "Three.")]),
            "outcomes": streamfield([]),
            "body": streamfield([("text", {"heading": "Play", "text": rich_text("<p>Play.</p>")})]),
            "action-publish": "action-publish",
        }
    )  # fmt: skip
    editor.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), {**data, "bands": ["8-10"]})
    fresh = GuidePage.objects.get(pk=guide.pk)
    assert (fresh.title, fresh.revisions.filter(approved_go_live_at__isnull=False).count()) == (
        guide.title,
        0,
    )


def test_an_editor_does_not_approve_what_waits_for_a_publisher(editor, guide):
    task = GroupApprovalTask.objects.create(name="Second check")
    task.groups.set([Group.objects.get(name=Role.PUBLISHER.label)])
    workflow = Workflow.objects.create(name="Two people")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    guide.title = "Waiting"
    guide.save_revision()
    state = workflow.start(guide, factories.staff(Role.EDITOR))
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[guide.pk, "approve", state.current_task_state.pk]
    )
    editor.post(address, {"comment": ""})
    state.refresh_from_db()
    assert (state.status, GuidePage.objects.get(pk=guide.pk).title == "Waiting") == ("in_progress", False)


@pytest.mark.parametrize(
    "address", ["/cms/workflows/list/", "/cms/workflows/add/", "/cms/workflows/tasks/index/"]
)
def test_nobody_rewrites_who_has_to_agree(publisher, address):
    assert refused(publisher.get(address))


def test_snippet_copy_asks_for_the_right_to_add(editor):
    found = HelpSet.objects.first()
    address = reverse("wagtailsnippets_content_helpset:copy", args=[found.pk])
    assert editor.get(address).status_code == 200
    Group.objects.get(name=Role.EDITOR.label).permissions.remove(
        Permission.objects.get(codename="add_helpset", content_type__app_label="content")
    )
    assert refused(editor.get(address))


def test_an_editor_deletes_no_snippet(editor):
    found = HelpSet.objects.first()
    assert refused(editor.post(reverse("wagtailsnippets_content_helpset:delete", args=[found.pk])))
    assert HelpSet.objects.filter(pk=found.pk).exists()


def document(name: str = "plan.pdf", **fields):
    made = get_document_model()(title=SECRET, **fields)
    made.file.save(name, ContentFile(b"%PDF-1.4\n%%EOF\n"), save=False)
    made.save()
    return made


def test_a_document_is_found_by_its_own_name_and_by_no_hash(site, client):
    made = document()
    for name in (made.get_file_hash(), f"{made.get_file_hash()}.pdf", "other.pdf"):
        assert client.get(f"/documents/{made.pk}/{name}").status_code == 404


def test_a_document_of_a_closed_collection_stays_closed(site, client):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    below = closed.add_child(name="Below")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    for collection in (closed, below):
        made = document(collection=collection)
        answer = client.get(f"/documents/{made.pk}/{made.filename}")
        assert (answer.status_code, b"%PDF" in answer.getvalue()) == (302, False)


def test_the_desks_own_listing_holds_nothing_beside_the_tree(editor, site):
    answer = editor.get("/cms/api/main/pages/?limit=50&fields=*")
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("address", ["choose-page/chosen-multiple/", "pages/search/", "reports/aging-pages/"])
def test_choosers_search_and_reports_name_nothing_beside_the_tree(editor, site, address):
    answer = editor.get(f"/cms/{address}?q=harbour&id={site.pk}")
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("role", WITHOUT)
@pytest.mark.parametrize(
    "address",
    [
        "pages/", "images/", "documents/", "snippets/", "reports/site-history/", "choose-page/", "api/main/pages/",
        "images/chooser/", "images/chooser/chosen/1/", "documents/chooser/chosen/1/",
        "snippets/choose/content/helpset/chosen/1/", "tag-autocomplete/", "bulk/wagtailcore/page/delete/",
        "block-preview/", "editing-sessions/ping/1/1/1/",
    ],
)  # fmt: skip
def test_chosen_endpoints_and_all_other_rooms_of_content_are_shut_to_other_roles(db, client, role, address):
    client.force_login(factories.staff(role))
    assert client.get(f"/cms/{address}").status_code in (403, 404)
    assert client.get(f"/cms/{address}").status_code == 403 or address.startswith("editing")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "address",
    ["users/", "users/new/", "groups/", "groups/new/", "sites/", "collections/", "redirects/",
     "settings/content/thing/1/", "embeds/chooser/"],
)  # fmt: skip
def test_site_settings_users_and_groups_of_wagtail_open_to_no_role(db, client, role, address):
    client.force_login(factories.staff(role))
    assert client.get(f"/cms/{address}").status_code == 403


def test_control_the_menu_holds_addresses_in_this_form(publisher):
    assert '"url": "/cms/images/' in publisher.get("/cms/").content.decode()


def test_a_page_chooser_offers_nothing_beside_the_tree(editor, site):
    for address in ("choose-page/", "choose-page/1/", "choose-page/search/?q=harbour"):
        assert SECRET not in editor.get(f"/cms/{address}").content.decode()


def test_the_menu_offers_each_role_only_what_it_may_open(site, client):
    """Wagtail writes its menu into the page as JSON; what is shut is not in it."""
    for role in WITHOUT:
        if role is Role.OFFICER:
            continue
        client.force_login(factories.staff(role))
        page = client.get("/cms/").content.decode()
        rooms = ("pages", "images", "documents", "users", "reports", "snippets", "settings")
        shut = [f'"url": "/cms/{room}/' for room in rooms]
        assert [address for address in shut if address in page] == [], role


def test_image_previews_and_made_to_measure_addresses_are_shut(editor):
    for name in ("generate_url/", "generate_url/output/", "preview/original/"):
        assert editor.get(f"/cms/images/1/{name}").status_code == 404


@pytest.mark.parametrize(
    "app", ["wagtail.contrib.forms", "wagtail.contrib.simple_translation", "wagtail.api.v2"]
)
def test_what_other_advisories_were_about_is_not_installed(app):
    assert not apps.is_installed(app)


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v3/pages/", "/api/v3/documents/", "/api/v3/openapi.json/"]
)
def test_wagtails_interfaces_are_not_mounted(site, client, address):
    assert client.get(address).status_code == 404


def test_there_is_no_sign_in_to_django_s_admin():
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
