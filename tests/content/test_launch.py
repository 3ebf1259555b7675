"""The loader: safe to repeat, and never stronger than an editor."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Site

from education.content import shipped
from education.content.models import GuidePage, HelpOrganisation, LaunchRecord, LessonPage
from education.ledger.models import Event
from home.actions import load_launch_content
from home.models import HomePage

pytestmark = pytest.mark.django_db
KEY = "lessons/the-family-jar"


def change_the_shipped(monkeypatch, summary):
    """The next release ships another summary of the first lesson."""
    original = shipped.read_file

    def read(path, kind):
        item = original(path, kind)
        return shipped.Shipped(item.key, {**item.data, "summary": summary}) if item.key == KEY else item

    monkeypatch.setattr(shipped, "read_file", read)


def jar():
    return LessonPage.objects.get(slug="the-family-jar")


def edit(summary):
    page = jar()
    page.summary = summary
    page.save_revision().publish()


def test_the_tree_stands_under_the_default_site(launched, settings):
    site = Site.objects.get()
    assert isinstance(site.root_page.specific, HomePage)
    assert site.is_default_site
    assert f"{site.hostname}:{site.port}" == settings.BASE_URL.split("//")[1]
    assert [p.slug for p in site.root_page.get_children()] == [
        "parents", "help", "learn", "teachers", "4-7", "8-10", "11-13", "14-plus", "about", "accessibility", "contact",
        "hide-your-visit", "how-this-site-is-made", "privacy-for-children", "privacy-for-teenagers", "privacy", "share-our-messages",
        "words",
    ]  # fmt: skip
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


def test_a_second_loading_changes_nothing(launched):
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "path"))
    events = Event.objects.count()
    again = load_launch_content()
    assert (again.made, again.taken, again.offered, again.kept) == ([], [], [], [])
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision", "path")) == before
    assert Event.objects.count() == events


def test_a_newer_shipped_version_is_offered_and_not_forced(launched, monkeypatch):
    change_the_shipped(monkeypatch, "Newer.")
    report = load_launch_content()
    assert report.offered == [KEY]
    assert jar().summary != "Newer."
    assert LaunchRecord.objects.get(key=KEY).offered_digest


def test_all_takes_what_nobody_edited(launched, monkeypatch):
    change_the_shipped(monkeypatch, "Newer.")
    assert load_launch_content(take=["all"]).taken == [KEY]
    assert jar().summary == "Newer."
    assert LaunchRecord.objects.get(key=KEY).offered_digest == ""


def test_an_editors_change_is_never_overwritten_by_all(launched, monkeypatch):
    edit("An editor wrote this.")
    change_the_shipped(monkeypatch, "Newer.")
    assert load_launch_content(take=["all"]).offered == [KEY]
    assert jar().summary == "An editor wrote this."


def test_an_editors_unpublished_draft_counts_as_a_change(launched, monkeypatch):
    page = jar()
    page.summary = "A draft."
    page.save_revision()
    change_the_shipped(monkeypatch, "Newer.")
    assert load_launch_content(take=["all"]).offered == [KEY]


def test_naming_the_page_takes_it_and_keeps_what_the_editor_wrote_in_its_history(launched, monkeypatch):
    edit("An editor wrote this.")
    change_the_shipped(monkeypatch, "Newer.")
    assert load_launch_content(take=[KEY]).taken == [KEY]
    assert jar().summary == "Newer."
    assert "An editor wrote this." in [r.content["summary"] for r in jar().revisions.all()]


def test_a_page_that_an_editor_deleted_stays_deleted(launched):
    jar().delete()
    load_launch_content()
    assert not LessonPage.objects.filter(slug="the-family-jar").exists()


def test_a_page_that_stood_there_first_is_kept(launched):
    LaunchRecord.objects.get(key=KEY).delete()
    edit("Ours from before.")
    assert load_launch_content().kept == [KEY]
    assert jar().summary == "Ours from before."


def test_editors_write_and_publishers_publish(launched):
    def may(name):
        rows = GroupPagePermission.objects.filter(group=Group.objects.get(name=name))
        return sorted(rows.values_list("permission__codename", flat=True))

    assert may("Editors") == ["add_page", "change_page"]
    assert may("Publishers") == ["add_page", "change_page", "lock_page", "publish_page", "unlock_page"]


def test_what_an_administrator_took_away_is_not_given_back(launched):
    GroupPagePermission.objects.all().delete()
    load_launch_content()
    assert not GroupPagePermission.objects.exists()


def test_the_launch_has_finished_lessons_for_every_band_and_every_guide(launched):
    bands = [lesson.band for lesson in LessonPage.objects.order_by("path")]
    assert bands == sorted(bands, key=["4-7", "8-10", "11-13", "14-plus"].index)
    assert len(set(bands)) == 4
    for lesson in LessonPage.objects.all():
        assert sum(step.value["minutes"] for step in lesson.plan) == lesson.minutes
        wanted = (
            lesson.kit, lesson.key_words, lesson.support, lesson.stretch, lesson.send, lesson.eal,
            lesson.curriculum_links.exists(), lesson.teacher_notes, lesson.handout, lesson.risks, lesson.main_strand,
            lesson.take_home, lesson.disclosure_block, lesson.ground_rules, lesson.help_set, lesson.evidence_note,
            lesson.hands_up_question, lesson.review_due, lesson.ceop_note, lesson.drawing,
        )  # fmt: skip
        assert all(wanted), lesson.title
        assert lesson.ceop_check == "not_checked"
    assert sorted(g.number for g in GuidePage.objects.all()) == list(range(1, 23))
    assert HelpOrganisation.objects.filter(verified_on__isnull=False).count() == 0
