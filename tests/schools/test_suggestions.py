"""An e-mail address may suggest a school; it approves nobody and narrows no search."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict

import pytest
from django.test import Client

from education.ledger.models import Event
from education.schools import queries
from education.schools.models import Membership
from education.schools.names import mail_domain, same_site, web_host
from tests import factories
from tests.schools.data import MAIL_AND_WEB

SEARCH = "/book/school/"


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("www.Beck.org.uk", "beck.org.uk"),
        ("http://www.beck.org.uk/", "beck.org.uk"),
        ("https://beck.org.uk:443/home?x=1", "beck.org.uk"),
        ("", ""),
        ("http://[::1", ""),
        ("not a website", "not a website"),
    ],
)
def test_a_website_is_read_as_the_register_writes_it(website, host):
    assert web_host(website) == host


@pytest.mark.parametrize(
    ("domain", "host", "same"),
    [
        ("beck.org.uk", "beck.org.uk", True),
        ("admin.beck.org.uk", "beck.org.uk", True),
        ("trust.org.uk", "beck.trust.org.uk", True),
        ("trust.net", "beck.trust.net", True),
        ("beck.stockton.sch.uk", "www2.beck.stockton.sch.uk", True),
        ("stockton.sch.uk", "beck.stockton.sch.uk", False),
        ("sch.uk", "beck.stockton.sch.uk", False),
        ("org.uk", "beck.org.uk", False),
        ("uk", "beck.org.uk", False),
        ("com", "beck.com", False),
        ("eck.org.uk", "beck.org.uk", False),
        ("", "", False),
        ("beck.org.uk", "", False),
    ],
)
def test_a_domain_and_a_host_belong_together_or_not(domain, host, same):
    assert same_site(domain, host) is same
    assert same_site(host, domain) is same


def rows() -> list[dict[str, str]]:
    with MAIL_AND_WEB().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_how_often_the_suggestion_is_right_is_known():
    """Of 1,429 real schools: 972 get their own alone, 30 among several, 5 only others, and 422 nothing."""
    found = Counter[str]()
    schools = rows()
    for row in schools:
        hits = {s["URN"] for s in schools if same_site(row["email_domain"], s["website_host"])}
        if len(hits) > queries.SUGGESTED_AT_MOST:
            hits = set()
        if row["URN"] not in hits:
            found["only others" if hits else "nothing"] += 1
        else:
            found["alone" if len(hits) == 1 else "among several"] += 1
    assert found == {"alone": 972, "among several": 30, "only others": 5, "nothing": 422}


def test_trusts_share_domains_so_one_address_suggests_several():
    shared = defaultdict(set)
    for row in rows():
        shared[row["email_domain"]].add(row["URN"])
    several = [urns for urns in shared.values() if len(urns) > 1]
    assert (len(several), sum(map(len, several))) == (28, 77)


def page(client, email: str, question: str = "") -> str:
    client.force_login(factories.person(email))
    return re.sub(r"\s+", " ", client.get(SEARCH, {"q": question} if question else {}).content.decode())


@pytest.mark.django_db
def test_a_matching_address_is_suggested_at_the_top_with_name_town_and_postcode(client):
    school = factories.school(website="https://www.beck.example/")
    factories.school("Another School", website="www.other.example")
    text = page(client, "pat@beck.example")
    assert "Is it this one?" in text
    assert "Stockton <bdi>TS18 1AA</bdi>" in text
    assert text.index(f'href="/book/school/{school.urn}/"') < text.index('type="search"')
    assert "Another School" not in text


@pytest.mark.django_db
def test_every_school_of_a_trust_is_suggested_and_a_closed_one_is_not(client):
    factories.school("Beck School", website="beck.trust.example")
    factories.school("Mill School", website="mill.trust.example")
    factories.school("Old School", website="old.trust.example", status="closed")
    assert [s.name for s in queries.suggested_schools("pat@trust.example")] == ["Beck School", "Mill School"]
    assert "Is it one of these?" in page(client, "pat@trust.example")


@pytest.mark.django_db
def test_a_domain_of_more_than_ten_schools_suggests_none():
    for number in range(10):
        factories.school(f"School {number}", website=f"s{number}.trust.example")
    assert len(queries.suggested_schools("pat@trust.example")) == 10
    factories.school("School 11", website="s11.trust.example")
    assert queries.suggested_schools("pat@trust.example") == []


@pytest.mark.django_db
def test_the_suggestion_narrows_no_search(client):
    factories.school("Beck School", website="beck.example")
    factories.school("Beck Grammar", website="grammar.example")
    lists = [
        re.findall(r'name="urn" value="(\d+)"', page(Client(), address, "beck"))
        for address in ("pat@beck.example", "pat@nowhere.example")
    ]
    assert lists[0] == lists[1]
    assert len(lists[0]) == 2


def look_alikes(domain: str) -> list[str]:
    name, _, end = domain.partition(".")
    return [
        f"{name}-{end}.example", f"{domain}.example", f"my{domain}", f"{name}s.{end}", f"{name}.co",
        f"{name[:-1]}.{end}", f"{name}{name[-1]}.{end}", f"the-{domain}", f"{name}.{end}.invalid", f"{name}-{domain}",
    ]  # fmt: skip


@pytest.mark.django_db
def test_fifty_look_alike_domains_and_the_real_ones_approve_nobody():
    domains = [
        "beckhollow.org.uk",
        "millschool.example",
        "quayside.net",
        "willow.stockton.sch.uk",
        "pier.example",
    ]
    schools = [factories.school(f"School {d}", website=f"www.{d}") for d in domains]
    tried = 0
    for school, domain in zip(schools, domains, strict=True):
        for address in [*look_alikes(domain), domain]:
            client = Client()
            user = factories.person(f"head{tried}@{address}")
            factories.sign_in_fresh(client, user)
            assert mail_domain(user.email) == address
            suggested = queries.suggested_schools(user.email)
            assert suggested == ([school] if address == domain else []), address
            assert client.post(f"{SEARCH}{school.urn}/").status_code == 303
            tried += 1
    assert tried == 55
    assert Membership.objects.waiting().count() == 55
    assert Membership.objects.approved().count() == 0
    assert set(Event.objects.filter(subject="membership").values_list("kind", flat=True)) == {
        "school_claimed"
    }
