"""Help records: one source for every number, and no hours that nobody checked."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.template.loader import render_to_string

from education.content.models import DisclosureBlock, FactToCheck, HelpOrganisation, HelpSet
from education.content.queries import contacts, help_problems
from education.content.templatetags.help import help_set
from education.ledger.clock import now
from education.people.roles import Role
from home.models import Banner
from tests.factories import staff

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def posh(launched, settings):
    """The one record of the launch that has hours on some days only."""
    settings.FAKE_NOW = "2026-11-21T12:00:00"
    return HelpOrganisation.objects.get(slug="posh")


def shown():
    (contact,) = [c for c in contacts(of=HelpSet.objects.get(slug="schools")) if c.slug == "posh"]
    return contact


def check(record, on):
    record.verified_on = on
    record.save()


@pytest.mark.django_db
def test_every_record_has_a_secure_source_and_the_day_it_was_read(launched):
    for record in HelpOrganisation.objects.all():
        assert record.source_url.startswith("https://")
        assert record.seen_on == TODAY
        record.full_clean()


@pytest.mark.django_db
def test_only_999_may_be_an_emergency_number(launched):
    assert [o.phone for o in HelpOrganisation.objects.filter(emergency=True)] == ["999"]
    record = HelpOrganisation.objects.get(slug="police-101")
    record.emergency = True
    with pytest.raises(ValidationError, match="Only 999"):
        record.full_clean()


@pytest.mark.django_db
def test_an_unchecked_record_shows_its_number_and_hides_its_hours(posh):
    assert (shown().phone, shown().hours) == ("0344 381 4772", "")


@pytest.mark.django_db
def test_hours_show_for_ninety_days_after_a_check_and_no_longer(posh):
    check(posh, TODAY - dt.timedelta(days=90))
    assert shown().hours == "Monday to Friday, 10am to 4pm"
    check(posh, TODAY - dt.timedelta(days=91))
    assert shown().hours == ""


@pytest.mark.django_db
def test_the_day_of_a_check_stands_beside_the_number_while_it_is_young(posh):
    for day, times in ((None, 0), (TODAY, 1), (TODAY - dt.timedelta(days=91), 0)):
        check(posh, day)
        said = render_to_string("content/help/set.html", help_set(HelpSet.objects.get(slug="schools")))
        assert said.count("We checked this on 21 Nov 2026.") == times


@pytest.mark.django_db
def test_a_replaced_organisation_gives_way(posh):
    posh.live, posh.replaced_by = False, HelpOrganisation.objects.get(slug="samaritans")
    posh.save()
    names = [c.slug for c in contacts(of=HelpSet.objects.get(slug="schools"))]
    assert "samaritans" in names
    assert "posh" not in names


@pytest.mark.django_db
def test_wording_follows_the_band(launched):
    def text(band):
        return contacts(of=HelpSet.objects.get(slug="children"), band=band)[0].text

    assert text("4-7").startswith("You can ring Childline.")
    assert text("14-plus").endswith("It is free.")
    assert text("").startswith("You can talk about anything")


@pytest.mark.django_db
def test_the_problems_are_the_unchecked_the_stale_and_the_missing_ones(posh):
    HelpOrganisation.objects.update(verified_on=TODAY)
    FactToCheck.objects.update(checked_on=TODAY)
    assert [(p.kind, p.name) for p in help_problems()] == [("missing", "Redcar and Cleveland")]
    check(posh, TODAY - dt.timedelta(days=91))
    assert [p.kind for p in help_problems()] == ["stale", "missing"]
    posh.next_check = TODAY - dt.timedelta(days=1)
    check(posh, TODAY)
    assert [p.kind for p in help_problems()] == ["stale", "missing"]
    check(posh, None)
    assert [p.kind for p in help_problems()] == ["unverified", "missing"]


@pytest.mark.django_db
def test_check_help_fails_while_anything_is_open_and_says_what(posh, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("check_help")
    assert stopped.value.code == 1
    out = capsys.readouterr().out
    assert out.count("unverified") == HelpOrganisation.objects.count()
    assert "missing     Redcar and Cleveland" in out


@pytest.mark.django_db
def test_check_help_is_content_when_all_is_checked(posh, capsys):
    HelpOrganisation.objects.update(verified_on=TODAY)
    FactToCheck.objects.update(checked_on=TODAY)
    source = HelpOrganisation.objects.get(slug="childrens-services-hartlepool")
    from education.schools.models import LocalAuthority

    HelpOrganisation.objects.create(
        slug="redcar", official_name="Redcar", phone="01642 000000", source_url=source.source_url, seen_on=TODAY,
        verified_on=TODAY, authority=LocalAuthority.objects.get(slug="redcar-and-cleveland"),
    )  # fmt: skip
    call_command("check_help")
    assert "Every help record and every fact has been checked" in capsys.readouterr().out


@pytest.mark.django_db
def test_every_fact_that_a_person_must_check_is_reported_until_somebody_has(posh, capsys):
    facts = FactToCheck.objects.all()
    assert {fact.kind for fact in facts} == set(FactToCheck.Kind.values)
    assert all(fact.checked_on is None for fact in facts)
    assert [p.sentence.startswith(f.fact) for p, f in zip(help_problems()[-len(facts):], facts, strict=True)] == [
        True
    ] * len(facts)  # fmt: skip
    HelpOrganisation.objects.update(verified_on=TODAY)
    with pytest.raises(SystemExit):
        call_command("check_help")
    assert f"{len(facts) + 1} to see to." in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "days"), [("law", 183), ("device", 122), ("service", 90), ("local", 365)])
def test_a_check_of_a_fact_grows_old(posh, kind, days):
    FactToCheck.objects.update(checked_on=TODAY)
    FactToCheck.objects.filter(kind=kind).update(checked_on=TODAY - dt.timedelta(days=days))
    assert "fact" not in {p.kind for p in help_problems()}
    FactToCheck.objects.filter(kind=kind).update(checked_on=TODAY - dt.timedelta(days=days + 1))
    assert "fact" in {p.kind for p in help_problems()}


@pytest.mark.django_db
def test_every_page_that_a_fact_names_exists(launched, client):
    named = {
        word for fact in FactToCheck.objects.all() for word in fact.where.split() if word.startswith("/")
    }
    assert [address for address in sorted(named) if client.get(address).status_code != 200] == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0800 1111", "101", "116 123", "+44 800"])
def test_a_text_beside_a_record_has_no_number_whoever_writes_it(launched, number):
    """A banner, a set's lead, a record's wording and the texts for adults; pages are refused by their own gate."""
    a_set = HelpSet.objects.get(slug="children")
    adult = DisclosureBlock.objects.get()
    wording = a_set.entries.first().organisation.wordings.first()
    banner = Banner(sentence="Read this.", raised_at=now(), raised_by=staff(Role.PUBLISHER))
    for thing, field in (
        (a_set, "lead_4_7"),
        (adult, "text"),
        (wording, "what_happens_next"),
        (banner, "sentence"),
    ):
        thing.full_clean()  # the control
        setattr(thing, field, f"Ring {number} now.")
        with pytest.raises(ValidationError) as refused:
            thing.full_clean()
        assert list(refused.value.message_dict) == [field]


def numbers_in(pattern, *suffixes):
    number = re.compile(pattern)
    roots = ("education/content/launch", "home/launch", "templates")
    files = [p for root in roots for p in (ROOT / root).rglob("*") if p.suffix in suffixes]
    return {str(p.relative_to(ROOT)) for p in files if number.search(p.read_text(encoding="utf-8"))}


def test_no_number_is_written_in_any_text_or_template():
    helpline = r"\b0\d{3,4}[ \d]{4,9}\d\b|\b101\b|\b159\b|\b116 ?123\b|\b7726\b|\b85258\b"
    text = (ROOT / "education/content/launch/search.toml").read_text(encoding="utf-8")
    assert re.findall(helpline, text.replace('"police-101"', "")) == []
    found = numbers_in(helpline, ".toml", ".html") - {"education/content/launch/search.toml"}
    assert found == {"education/content/launch/help.toml"}


def test_no_editors_text_says_999_by_itself():
    typed = "education/content/launch/search.toml"  # what people type, which nobody is shown
    assert numbers_in(r"\b999\b", ".toml") - {typed} == {"education/content/launch/help.toml"}


def test_the_shipped_text_blames_nobody_and_names_no_method():
    unkind = re.compile(
        r"put (her|him|them)sel(f|ves) at risk|should have known|inappropriate relationship|child porn|sexting"
        r"|stranger danger|predator|must never|revenge porn|has this happened to you",
        re.IGNORECASE,
    )
    for path in [
        *(ROOT / "education/content/launch").rglob("*.toml"),
        *(ROOT / "home/launch").rglob("*.toml"),
    ]:
        if path.name in {"search.toml", "search_words.toml"}:  # what people type, which nobody is shown
            continue
        assert unkind.findall(path.read_text(encoding="utf-8")) == [], path
