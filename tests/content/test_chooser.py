"""Who, what, where: three taps to people who can help, and nothing kept of them."""

from __future__ import annotations

import re

import pytest

from education.content import chooser
from education.content.actions import STALE_MAIL, tell_of_stale_help
from education.content.emails import help_record_stale
from education.content.models import HelpOrganisation, HelpPage, HelpSet
from education.ledger.models import OutboxMessage
from education.people.roles import Role
from tests.factories import staff
from tests.html import faults

pytestmark = pytest.mark.django_db


def screen(client, query=""):
    return client.get(f"/help/find/{query}")


def taps(page):
    return re.findall(r'<a class="tap[^"]*" href="([^"]+)"', page)


def test_every_way_through_ends_with_somebody_to_ring(launched, client):
    dead = []
    for who, _ in chooser.options(1):
        for what, _ in chooser.options(2):
            for where in (10, chooser.NOT_HERE):
                found = chooser.answer((who, what, where))
                first = found.contacts[0] if found.contacts else None
                if not first or not (first.phone or first.url) or found.page is None:
                    dead.append((who, what, where))
                if what == chooser.DANGER and first and not first.emergency:
                    dead.append((who, what, where, "not 999"))
    assert dead == []


def test_every_help_set_and_page_it_names_is_there(launched):
    sets = {slug for default, other in chooser.SETS.values() for slug in (default, *other.values())}
    pages = {slug for default, other in chooser.PAGES.values() for slug in (default, *other.values())}
    assert sets - set(HelpSet.objects.values_list("slug", flat=True)) == set()
    assert pages - set(HelpPage.objects.live().values_list("slug", flat=True)) == set()


def test_an_adult_is_given_the_council_of_where_they_live_and_a_child_is_not(launched):
    town = next(code for code, name, _ in chooser.places() if name == "Hartlepool")
    names = [contact.slug for contact in chooser.answer((3, chooser.UNKIND, town)).contacts]
    assert "childrens-services-hartlepool" in names
    assert "childrens-services-hartlepool" not in [
        c.slug for c in chooser.answer((1, chooser.UNKIND, town)).contacts
    ]
    assert "childrens-services-middlesbrough" not in names
    unsaid = [contact.slug for contact in chooser.answer((3, chooser.UNKIND, chooser.NOT_HERE)).contacts]
    assert {"childrens-services-hartlepool", "childrens-services-middlesbrough"} <= set(unsaid)


def test_three_taps_lead_to_an_answer_and_every_screen_has_the_way_out(launched, client):
    address = "/help/find/"
    for _ in range(3):
        page = client.get(address).content.decode()
        assert (faults(page), page.count("data-exit")) == ([], 2)
        address = taps(page)[0].replace("&amp;", "&")
    answer = client.get(address)
    assert taps(answer.content.decode()) == []
    assert "tel:999" in answer.content.decode()


def test_nothing_of_it_is_kept_or_said(launched, client):
    answer = screen(client, "?a=1&b=2&c=9")
    page = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert dict(answer.cookies) == {}
    assert re.findall("<title>(.*?)</title>", page) == ["Somebody to talk to"]
    assert '<meta name="robots" content="noindex">' in page
    assert re.fullmatch(r"\?(?:[abc]=\d+&?)+", chooser.address((1, 2, 9)))


@pytest.mark.parametrize("query", ["?a=99", "?a=x", "?a=1&b=0", "?b=1", "?a=٣", "?a=1&b=2&c=8"])
def test_what_makes_no_sense_is_asked_again(launched, client, query):
    assert screen(client, query).status_code == 200
    assert taps(screen(client, query).content.decode()) != []


def test_a_record_that_goes_stale_is_told_once_and_the_pages_change_by_themselves(launched, client, settings):
    settings.FAKE_NOW = "2027-03-01T12:00"
    editor, publisher = staff(Role.EDITOR), staff(Role.PUBLISHER)
    record = HelpOrganisation.objects.get(slug="childline")
    record.verified_on = "2027-03-01"
    record.save()
    assert tell_of_stale_help() == 0
    assert "All day, every day" in client.get("/help/").content.decode()
    settings.FAKE_NOW = "2027-06-01T12:00"
    assert (tell_of_stale_help(), tell_of_stale_help()) == (2, 0)
    page = client.get("/help/").content.decode()
    assert ("All day, every day" in page, "tel:08001111" in page) == (False, True)
    waiting = OutboxMessage.objects.filter(kind=STALE_MAIL)
    assert {message.recipient for message in waiting} == {editor.email, publisher.email}
    mail = help_record_stale(waiting[0])
    assert "Childline, last checked on 1 March 2027" in mail.body
    HelpOrganisation.objects.filter(pk=record.pk).update(verified_on="2027-06-01")
    assert help_record_stale(waiting[0]) is None
