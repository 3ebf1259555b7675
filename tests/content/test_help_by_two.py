"""A help record is the only way to show a number: one person writes a change, another approves it, and then it shows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import TaskState

from education.content.models import HelpOrganisation, HelpSet, HelpSetEntry, LaunchRecord, LessonPage
from education.content.models.changes import what_changes
from education.content.queries import contacts, stale_records
from education.ledger.models import Event
from education.people.roles import Role
from home.actions import bring_up_to_date, load_launch_content
from tests.content.desk_forms import as_it_stands
from tests.factories import staff
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "0344 381 4772", "0344 381 0000"


@pytest.fixture
def author(launched):
    return staff(Role.EDITOR)


def posh() -> HelpOrganisation:
    return HelpOrganisation.objects.get(slug="posh")


def shown() -> str:
    (contact,) = [c for c in contacts(of=HelpSet.objects.get(slug="schools")) if c.slug == "posh"]
    return contact.phone


def written(by, phone=AFTER, **fields):
    """The record with a draft of somebody's in it."""
    draft = posh().get_latest_revision_as_object()
    for name, value in {"phone": phone, **fields}.items():
        setattr(draft, name, value)
    draft.save_revision(user=by, clean=False)
    return posh()


def submitted(record, by):
    record.get_workflow().start(record, by)
    return posh()


def approve(by):
    state = posh().current_workflow_state.current_task_state.specific
    state.task.specific.on_action(state, by, "approve")


def desk(client, *roles):
    user = staff(*roles)
    sign_in_fresh(client, user)
    return user


def edit(client, **fields):
    """The desk's form as it stands, sent with other fields in it."""
    address = reverse("wagtailsnippets_content_helporganisation:edit", args=[posh().pk])
    return client.post(address, {**as_it_stands(client, address), **fields})


def test_a_change_shows_when_a_second_person_has_approved_it_and_not_before(author):
    submitted(written(author), author)
    assert (shown(), posh().phone, posh().has_unpublished_changes) == (BEFORE, BEFORE, True)
    approve(staff(Role.EDITOR))
    assert (shown(), posh().has_unpublished_changes) == (AFTER, False)


@pytest.mark.parametrize("roles", [(Role.EDITOR,), (Role.PUBLISHER,), (Role.EDITOR, Role.PUBLISHER)])
def test_nobody_approves_their_own(launched, roles):
    author = staff(*roles)
    submitted(written(author), author)
    with pytest.raises(ValidationError, match="You wrote this"):
        approve(author)
    assert shown() == BEFORE


def test_whoever_wrote_an_earlier_draft_of_it_approves_nothing_either(author):
    second = staff(Role.PUBLISHER)
    written(author)
    submitted(written(second, "0344 381 1111"), second)
    for user in (author, second):
        with pytest.raises(ValidationError, match="You wrote this"):
            approve(user)
    approve(staff(Role.PUBLISHER))
    assert shown() == "0344 381 1111"


def test_the_form_at_the_desk_saves_a_draft_whatever_button_was_sent(client, author):
    for roles in ((Role.EDITOR,), (Role.PUBLISHER,)):
        desk(client, *roles)
        page = client.get(reverse("wagtailsnippets_content_helporganisation:edit", args=[posh().pk]))
        assert 'name="action-publish"' not in page.content.decode()
        assert edit(client, phone=AFTER, **{"action-publish": "on"}).status_code == 302
        assert (posh().get_latest_revision_as_object().phone, posh().phone) == (AFTER, BEFORE)
        assert client.post(f"/cms/snippets/content/helporganisation/unpublish/{posh().pk}/").status_code in (
            302,
            403,
        )
        assert posh().live is True


def test_at_the_desk_one_submits_and_the_other_approves(client, launched):
    desk(client, Role.EDITOR)
    edit(client, phone=AFTER, **{"action-submit": "on"})
    assert posh().workflow_in_progress
    state = posh().current_workflow_state.current_task_state
    address = reverse(
        "wagtailsnippets_content_helporganisation:workflow_action", args=[posh().pk, "approve", state.pk]
    )
    client.post(address, {"comment": ""})
    assert shown() == BEFORE
    desk(client, Role.PUBLISHER)
    assert "A second person for help" in client.get("/cms/").content.decode()
    client.post(address, {"comment": ""})
    assert shown() == AFTER


def test_who_approves_sees_what_would_change_beside_what_shows(client, author):
    address = reverse("wagtailsnippets_content_helporganisation:edit", args=[posh().pk])
    desk(client, Role.PUBLISHER)
    assert "What would change" not in client.get(address).content.decode()  # nothing would
    draft = posh().get_latest_revision_as_object()
    wording = draft.wordings.get()
    wording.hours_text = "Monday to Friday, 9 to 4"
    draft.phone, draft.in_use, draft.wordings = AFTER, False, [wording]
    draft.save_revision(user=author, clean=False)
    assert [
        (one.name, one.before, one.after) for one in what_changes(posh().get_latest_revision_as_object())
    ] == [
        ("Phone", BEFORE, AFTER),
        ("In use", "yes", "no"),
        ("Wording 1, hours text", posh().wordings.get().hours_text, "Monday to Friday, 9 to 4"),
    ]
    page = client.get(address).content.decode()
    assert [text in page for text in ("What would change", BEFORE, AFTER)] == [True] * 3


def test_who_approves_sees_another_order_of_a_set(launched):
    draft = HelpSet.objects.get(slug="schools").get_latest_revision_as_object()
    one, two, *rest = draft.entries.all()
    one.sort_order, two.sort_order = two.sort_order, one.sort_order
    draft.entries = [one, two, *rest]
    first, second = str(one.organisation), str(two.organisation)
    assert [(change.before, change.after) for change in what_changes(draft)] == [
        (first, second),
        (second, first),
    ]


APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def test_the_button_in_the_editor_approves_what_was_handed_in_and_nothing_else(client, author):
    submitted(written(author), author)
    desk(client, Role.PUBLISHER)
    edit(client, official_name="Somebody else", **APPROVE)
    assert (shown(), posh().official_name == "Somebody else") == (BEFORE, False)
    desk(client, Role.EDITOR)
    edit(client, **APPROVE)
    edit(client, **APPROVE)  # the first was of the draft that had been handed in; this one is of the newer
    assert (shown(), posh().official_name) == (AFTER, "Somebody else")


def test_whoever_reads_and_changes_nothing_approves_by_the_button_at_once(client, author):
    submitted(written(author), author)
    desk(client, Role.PUBLISHER)
    edit(client, **APPROVE)
    assert (shown(), posh().revisions.count()) == (AFTER, 2)  # as it was loaded, and the author's


def test_a_superuser_publishes_none_alone_and_is_told_so(client, author):
    root = desk(client, Role.ADMINISTRATOR, Role.PUBLISHER)
    root.is_superuser = True
    root.save()
    sign_in_fresh(client, root)
    answer = edit(client, phone=AFTER, **{"action-publish": "on"})
    assert (answer.status_code, shown()) == (303, BEFORE)
    assert "Help is changed by two people." in client.get(answer.url).content.decode()


def test_the_control_without_the_last_word_the_same_button_would_show_it(client, author, monkeypatch):
    from education.content.models import second

    monkeypatch.delattr(second.SecondPerson, "publish")
    root = desk(client, Role.ADMINISTRATOR, Role.PUBLISHER)
    root.is_superuser = True
    root.save()
    sign_in_fresh(client, root)
    edit(client, phone=AFTER, **{"action-publish": "on"})
    assert shown() == AFTER


def test_what_was_handed_in_is_not_written_over(author):
    """Wagtail's editor saves by itself into the same draft; the approval would be of words nobody read."""
    record = submitted(written(author), author)
    asked = record.latest_revision
    later = record.get_latest_revision_as_object()
    later.phone = "0900 000000"
    later.save_revision(user=author, overwrite_revision=asked)
    assert (posh().latest_revision_id > asked.pk, asked.task_states.count()) == (True, 1)
    assert asked.as_object().phone == AFTER
    approve(staff(Role.PUBLISHER))
    assert (shown(), posh().workflow_in_progress) == (BEFORE, True)
    approve(staff(Role.PUBLISHER))
    assert shown() == "0900 000000"


def test_a_draft_that_nobody_was_asked_to_check_is_written_over_as_ever(author):
    """The control."""
    record = written(author)
    asked = record.latest_revision
    later = record.get_latest_revision_as_object()
    later.save_revision(user=author, overwrite_revision=asked)
    assert posh().latest_revision_id == asked.pk


def test_a_page_that_has_one_check_is_not_written_over_before_the_other(author):
    lesson = LessonPage.objects.get(slug="the-family-jar")
    publisher = staff(Role.PUBLISHER)
    lesson.title = "Read by one"
    checked = lesson.save_revision(user=publisher)
    lesson.get_workflow().start(lesson, publisher)
    state = TaskState.objects.get(revision=checked)
    state.task.specific.on_action(state.specific, staff(Role.EDITOR), "approve")
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.title = "Read by nobody"
    lesson.save_revision(user=publisher, overwrite_revision=checked)
    state = lesson.current_workflow_state.current_task_state
    state.task.specific.on_action(state.specific, staff(Role.PUBLISHER), "approve")
    assert LessonPage.objects.get(pk=lesson.pk).title == "The Family Jar"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"phone": "0344 381 0000", "emergency": True}, "Only 999 is an emergency number."),
        ({"official_name": ""}, "cannot be blank"),
        ({"source_url": ""}, "cannot be blank"),
    ],
)
def test_a_half_filled_draft_is_refused_when_it_would_show(author, fields, sentence):
    submitted(written(author, **fields), author)
    with pytest.raises(ValidationError, match=sentence):
        approve(staff(Role.PUBLISHER))
    assert (shown(), posh().emergency) == (BEFORE, False)


def test_the_log_names_who_wrote_and_who_approved(author):
    second = staff(Role.PUBLISHER)
    submitted(written(author), author)
    assert Event.objects.filter(kind="help_changed").count() == 0
    approve(second)
    (event,) = Event.objects.filter(kind="help_changed")
    assert (event.subject, event.subject_id, event.actor) == (
        "helporganisation", str(posh().pk), second.public_id,
    )  # fmt: skip
    assert event.data == {"fields": ["phone"], "written_by": [str(author.public_id)]}


def test_a_new_record_is_nowhere_before_it_is_approved(client, author):
    new = HelpOrganisation(
        slug="new", official_name="New line", phone="0800 000000", source_url="https://line.example/",
        seen_on="2026-11-22", live=False,
    )  # fmt: skip
    new.save()
    new.save_revision(user=author)
    a_set = HelpSet.objects.get(slug="schools")
    HelpSetEntry.objects.create(help_set=a_set, organisation=new, sort_order=99)
    assert "new" not in [c.slug for c in contacts(of=a_set)]
    new.get_workflow().start(new, author)
    state = new.current_workflow_state.current_task_state.specific
    state.task.specific.on_action(state, staff(Role.EDITOR), "approve")
    assert "new" in [c.slug for c in contacts(of=a_set)]


def test_a_service_that_has_ended_gives_way_by_two_people_too(author):
    other = HelpOrganisation.objects.get(slug="samaritans")
    submitted(written(author, in_use=False, replaced_by=other), author)
    slugs = lambda: {c.slug for c in contacts(of=HelpSet.objects.get(slug="schools"))}  # noqa: E731
    assert "posh" in slugs()
    approve(staff(Role.PUBLISHER))
    assert ("posh" in slugs(), "samaritans" in slugs()) == (False, True)


def test_whoever_dates_a_check_is_who_made_it(client, settings, launched):
    settings.FAKE_NOW = "2026-11-21T12:00:00"
    user = desk(client, Role.EDITOR)
    edit(client, verified_on="2026-11-20")
    assert posh().get_latest_revision_as_object().verified_by == user
    assert posh().verified_on is None


def test_stale_hours_hide_by_themselves_while_a_draft_waits(author, settings):
    settings.FAKE_NOW = "2027-06-01T12:00:00"
    HelpOrganisation.objects.filter(slug="posh").update(verified_on="2026-11-20")
    written(author, verified_on=dt.date(2027, 6, 1))
    assert [one.slug for one in stale_records()] == ["posh"]


def test_a_help_set_is_changed_by_two_people_too(author):
    a_set = HelpSet.objects.get(slug="schools")
    a_set.lead = "Ring anybody."
    a_set.save_revision(user=author)
    with pytest.raises(ValidationError, match="two people"):
        a_set.latest_revision.publish(user=author, skip_permission_checks=True)
    assert HelpSet.objects.get(slug="schools").lead != "Ring anybody."


def test_loading_again_leaves_what_stands_and_what_waits(author):
    written(author)
    report = load_launch_content()
    assert (report.made, report.taken, report.offered) == ([], [], [])
    assert (posh().phone, posh().get_latest_revision_as_object().phone) == (BEFORE, AFTER)


def test_a_site_that_was_loaded_before_gets_the_rule_when_it_is_brought_up_to_date(launched):
    held = Permission.objects.filter(codename__in=["publish_helporganisation", "publish_helpset"])
    assert [list(one.group_set.all()) for one in held] == [[], []]
    publishers = staff(Role.PUBLISHER).groups.get()
    LaunchRecord.objects.filter(key="help-by-two").delete()
    HelpSet.get_default_workflow().delete()
    publishers.permissions.add(*held)
    assert HelpSet.get_default_workflow() is None
    for _ in range(2):
        bring_up_to_date()
    assert [list(one.group_set.all()) for one in held] == [[], []]
    assert HelpOrganisation.get_default_workflow().name == "A second person for help"
