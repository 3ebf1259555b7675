"""A newer shipped version at the desk: seen before anything changes, taken as a draft, or left."""

from __future__ import annotations

import pytest
from django.urls import reverse

from education.content import shipped
from education.content.models import DisclosureBlock, HelpOrganisation, LaunchRecord, LessonPage
from education.ledger.models import Event
from education.people.roles import Role
from home.actions import load_launch_content
from home.offers import queries as offers
from tests import factories

pytestmark = pytest.mark.django_db
KEY = "lessons/the-family-jar"


@pytest.fixture
def editor(launched):
    return factories.staff(Role.EDITOR)


@pytest.fixture
def publisher(launched):
    return factories.staff(Role.PUBLISHER)


def release(monkeypatch, key=KEY, **changes):
    """The next release ships one thing with other fields, and its loading has offered it."""
    file, tables = shipped.read_file, shipped.read_tables

    def newer(item):
        return shipped.Shipped(item.key, {**item.data, **changes}) if item.key == key else item

    monkeypatch.setattr(shipped, "read_file", lambda path, kind: newer(file(path, kind)))
    for module in ("education.content.actions", "home.actions", "home.offers.queries"):
        monkeypatch.setattr(f"{module}.read_tables", lambda *args: [newer(item) for item in tables(*args)])
    assert LaunchRecord.objects.filter(key=key).update(offered_digest="of the newer one") == 1


def jar():
    return LessonPage.objects.get(slug="the-family-jar")


def post(client, user, decision, key=KEY):
    client.force_login(user)
    return client.post(reverse("newer_versions"), {"key": key, "decision": decision})


def test_an_offer_says_what_would_go_and_what_would_come(monkeypatch, editor):
    release(monkeypatch, summary="A jar, a shelf and an otter.", support="Use four cards.")
    (offer,) = offers.offers(by=editor)
    assert (offer.title, offer.kind, offer.edited) == ("The Family Jar", "page", False)
    assert [(c.field, c.come) for c in offer.changes] == [
        ("Summary", ("A jar, a shelf and an otter.",)),
        ("Support", ("Use four cards.",)),
    ]
    assert offer.changes[0].gone == (jar().summary,)


def test_only_the_lines_of_a_body_that_differ_are_shown(monkeypatch, editor):
    body = [{"type": "well_done", "text": "<p>Well done! You can stop. You can ask. You can tell.</p>"}]
    release(monkeypatch, body=[*body, {"type": "text", "heading": "More", "text": "<p>One line.</p>"}])
    (change,) = offers.offers(by=editor)[0].changes
    assert change.come == ("More", "One line.")
    assert "You can stop." not in change.gone


def test_the_editor_sees_it_on_the_first_page_of_the_desk_and_opens_it(client, monkeypatch, editor):
    client.force_login(editor)
    assert "Newer versions" not in client.get("/cms/").content.decode().partition("<main")[2]
    release(monkeypatch, summary="Newer.")
    assert "1 page or text of ours has a newer version" in client.get("/cms/").content.decode()
    page = client.get(reverse("newer_versions")).content.decode()
    assert "Nobody here has edited it." in page
    assert "<ins>Newer.</ins>" in page


def test_an_editor_takes_it_as_a_draft_and_the_live_page_stays(client, monkeypatch, editor):
    release(monkeypatch, summary="Newer.")
    before = jar().summary
    answer = post(client, editor, "take")
    assert (answer.status_code, answer.url) == (303, reverse("wagtailadmin_pages:edit", args=(jar().pk,)))
    assert jar().summary == before
    assert jar().has_unpublished_changes
    assert jar().get_latest_revision_as_object().summary == "Newer."
    assert offers.waiting() == 0
    assert Event.objects.get(kind="newer_version_taken").subject_id == KEY


def test_what_an_editor_wrote_stays_in_the_history_and_is_said_beforehand(client, monkeypatch, editor):
    page = jar()
    page.summary = "An editor wrote this."
    page.save_revision().publish()
    release(monkeypatch, summary="Newer.")
    (offer,) = offers.offers(by=editor)
    assert (offer.edited, offer.changes[0].gone) == (True, ("An editor wrote this.",))
    post(client, editor, "take")
    assert jar().summary == "An editor wrote this."
    assert "An editor wrote this." in [r.content["summary"] for r in jar().revisions.all()]


def test_leaving_ours_is_not_asked_again_until_something_newer_still(client, monkeypatch, editor):
    release(monkeypatch, summary="Newer.")
    before = jar().summary
    assert post(client, editor, "keep").status_code == 303
    assert (offers.waiting(), load_launch_content().offered) == (0, [])
    assert jar().get_latest_revision_as_object().summary == before
    release(monkeypatch, summary="Newer still.")
    assert load_launch_content().offered == [KEY]


def test_a_text_that_goes_live_at_once_is_taken_by_a_publisher_only(client, monkeypatch, editor, publisher):
    key = "disclosure/if-a-child-tells-you"
    release(monkeypatch, key, text="Listen. Tell your safeguarding lead.")
    post(client, editor, "take", key)
    assert DisclosureBlock.objects.get().text != "Listen. Tell your safeguarding lead."
    post(client, publisher, "take", key)
    assert DisclosureBlock.objects.get().text == "Listen. Tell your safeguarding lead."


def test_a_help_record_is_shown_and_never_taken_here(client, monkeypatch, publisher):
    key = "help-organisation/childline"
    release(monkeypatch, key, phone="0800 000000")
    (offer,) = offers.offers(by=publisher)
    assert (offer.by_hand, [c.come for c in offer.changes]) == (True, [("0800 000000",)])
    post(client, publisher, "take", key)
    assert HelpOrganisation.objects.get(slug="childline").phone == "0800 1111"


def test_a_deleted_page_is_not_made_again_at_the_desk(client, monkeypatch, editor):
    jar().delete()
    release(monkeypatch, summary="Newer.")
    assert offers.offers(by=editor)[0].missing
    post(client, editor, "take")
    assert not LessonPage.objects.filter(slug="the-family-jar").exists()
    assert LaunchRecord.objects.get(key=KEY).offered_digest


def test_what_is_not_on_offer_cannot_be_taken(client, editor):
    client.force_login(editor)
    assert post(client, editor, "take").status_code == 303
    assert not jar().has_unpublished_changes
    assert client.post(reverse("newer_versions"), {"key": KEY}).status_code == 404
