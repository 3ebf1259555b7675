"""Passing a guide on: an address that stays, words that fit, and nothing in them that tells too much."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from education.content import sharing
from education.content.models import GuidePage, HelpOrganisation
from education.content.queries import contacts


def guides():
    return GuidePage.objects.live().order_by("number")


def test_every_guide_has_a_short_address_that_outlives_a_move(launched, client):
    for guide in guides():
        answer = client.get(f"/g/{guide.number}/")
        assert (answer.status_code, answer["Location"]) == (302, guide.get_url())
    guide = GuidePage.objects.get(number=7)
    guide.slug = "moved-elsewhere"
    guide.save_revision().publish()
    assert client.get("/g/7/")["Location"] == "/parents/moved-elsewhere/"
    assert client.get("/g/7", follow=True).status_code == 200
    guide.unpublish()
    for part in ("", "share/", "card/", "qr.svg", "helplines.vcf"):
        assert client.get(f"/g/7/{part}").status_code == 404


def test_a_number_that_is_too_large_is_nothing(launched, client):
    assert client.get(f"/g/{'9' * 30}/").status_code == 404


def test_a_number_belongs_to_one_guide(launched):
    guide = GuidePage.objects.get(number=7)
    guide.number = 8
    with pytest.raises(ValidationError):
        guide.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidePage.objects.filter(number=7).update(number=8)


def test_a_copy_of_a_guide_has_no_number(launched):
    guide = GuidePage.objects.get(number=7)
    assert guide.copy(update_attrs={"slug": "another"}).number is None


def test_a_message_has_at_most_280_characters_and_ends_with_the_address(launched):
    for guide in guides():
        text = sharing.message(guide, guide.number)
        assert len(text) <= 280
        assert text.endswith(f"/g/{guide.number}")
    guide.message = "word " * 48
    assert len(sharing.message(guide, 22)) <= 280


def test_a_sensitive_guide_goes_by_its_discreet_title_in_all_that_is_passed_on(launched, client):
    sensitive = [guide for guide in guides() if guide.exit_shown]
    assert len(sensitive) >= 5
    for guide in sensitive:
        assert guide.discreet_title and guide.discreet_title != guide.title
        said = [sharing.message(guide, guide.number), sharing.paragraph(guide, guide.number)]
        said += [*sharing.links(guide, guide.number).values()]
        said += [client.get(f"/g/{guide.number}/{part}/").content.decode() for part in ("share", "card")]
        for text in said:
            assert guide.title not in text
            assert guide.summary not in text
    open_guide = GuidePage.objects.get(number=7)
    open_guide.message = ""
    assert open_guide.title in sharing.message(open_guide, 7)


def test_an_editors_own_words_come_first(launched):
    guide = GuidePage.objects.get(number=15)
    guide.message, guide.newsletter = "Short words.", "Longer words."
    assert sharing.message(guide, 15).startswith("Short words. http")
    assert sharing.paragraph(guide, 15).startswith("Longer words. http")


def test_the_links_are_plain_and_carry_the_message(launched, client):
    links = sharing.links(GuidePage.objects.get(number=7), 7)
    assert [link.partition(":")[0] for link in links.values()] == ["mailto", "sms", "https"]
    page = client.get("/g/7/share/").content.decode()
    assert [link for link in links.values() if link.replace("&", "&amp;") not in page] == []
    assert re.findall(r'<(?:img|script|link|iframe)[^>]+(?:src|href)="https?:(?!//127)', page) == []


def test_the_qr_code_is_a_picture_of_the_short_address(launched, client):
    answer = client.get("/g/7/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(answer.content)
    assert drawn.tag.endswith("svg")
    assert drawn[0].text == sharing.address(7)
    assert b"style=" not in answer.content
    assert client.get("/g/8/qr.svg").content != answer.content


def lines(guide_number, client):
    answer = client.get(f"/g/{guide_number}/helplines.vcf")
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    return answer.content.decode().split("\r\n")


def test_helplines_are_contacts_by_the_rules_of_their_records(launched, client):
    guide = GuidePage.objects.get(number=2)
    vcard = lines(2, client)
    shown = [c for c in contacts(of=guide.help_set) if not c.emergency and (c.phone or c.url)]
    assert vcard.count("BEGIN:VCARD") == vcard.count("END:VCARD") == len(shown)
    assert f"TEL;VALUE=uri;TYPE=voice:{shown[0].tel}" in vcard
    assert "TEL;VALUE=uri;TYPE=voice:tel:999" not in vcard
    assert max(len(line.encode()) for line in vcard) <= 75
    HelpOrganisation.objects.filter(slug="nspcc").update(live=False)
    assert "FN:NSPCC Helpline" not in lines(2, client)


def test_names_are_escaped_and_long_lines_folded(launched):
    (contact, *_rest) = contacts(of=GuidePage.objects.get(number=2).help_set)[1:]
    odd = type(contact)(**{**contact.__dict__, "name": "A; B, C\\ " + "é" * 80})
    card = sharing.contact_cards([odd])
    assert "FN:A\\; B\\, C\\\\ é" in card
    unfolded = card.replace("\r\n ", "")
    assert "é" * 80 in unfolded
    assert max(len(line.encode()) for line in card.split("\r\n")) <= 75


def test_each_guide_says_that_it_can_be_passed_on(launched, client):
    page = client.get("/parents/gaming-and-voice-chat/").content.decode()
    assert 'href="/g/7/share/"' in page
    assert 'href="/g/7/card/"' in page


def test_what_is_passed_on_is_the_same_for_everybody(launched, client):
    for part in ("share/", "card/", "qr.svg", "helplines.vcf"):
        answer = client.get(f"/g/7/{part}")
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not answer.cookies
