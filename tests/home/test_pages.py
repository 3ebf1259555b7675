"""Every page of the front of the house, as a stranger's browser gets it."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from education.content.models import GuideIndexPage, GuidePage
from home.queries import standing
from tests.factories import person
from tests.home.conftest import guide
from tests.html import faults, tags

PUBLIC = [
    "/",
    "/about/",
    "/pictures/",
    "/search/",
    "/search/?q=games",
    "/search/?q=nothing",
    "/no-such-page/",
]
ACCOUNTS = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
MINE = ["/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/accounts/sessions/"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_clean_html_without_inline_code_or_third_party(client, home, address):
    assert faults(client.get(address).content.decode()) == []


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_sets_no_cookie_and_is_the_same_for_everyone(client, home, address):
    response = client.get(address)
    assert dict(response.cookies) == {}
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", ACCOUNTS)
def test_an_account_page_wears_the_same_frame(client, home, address):
    assert faults(client.get(address).content.decode()) == []


@pytest.mark.parametrize("address", MINE)
def test_a_page_about_my_account_wears_the_same_frame(client, home, address):
    client.force_login(person())
    response = client.get(address)
    assert (response.status_code, faults(response.content.decode())) == (200, [])


def test_the_reader_of_pages_sees_every_fault():
    page = (
        '<!doctype html><html><head><title></title><style>p{}</style></head><body onload="x()">'
        '<h1 id="a">A</h1><h1 id="a">B</h1><img src="https://elsewhere.example/x.png"><script>1</script>'
    )
    assert faults(page) == [
        "not exactly one h1",
        "no language or direction",
        "no skip link first",
        "no main",
        "no title",
        "id twice: a",
        "inline style on style",
        "handler on body",
        "picture without alt",
        "asks a third party: https://elsewhere.example/x.png",
        "inline script",
    ]
    assert faults("<p>no doctype")[0].startswith("not HTML")


def test_a_wrong_password_is_said_at_the_top_and_what_was_typed_stays(client, home):
    page = client.post("/accounts/login/", {"login": "a@b.example", "password": "wrong"}).content.decode()
    assert (page.count('class="error-summary"'), 'value="a@b.example"' in page, faults(page)) == (1, True, [])


def test_home_opens_the_two_doors_before_anything_else(client, home):
    page = client.get("/").content.decode()
    main = page[page.index("<main") :]
    links = [attrs["href"] for tag, attrs in tags(main) if tag == "a"]
    assert links[:6] == [
        "/help/",
        "/parents/",
        "/learn/?band=4-7",
        "/learn/?band=8-10",
        "/learn/?band=11-13",
        "/learn/?band=14-plus",
    ]


def test_home_asks_the_database_the_same_with_one_guide_and_with_three(
    client, home, django_assert_num_queries
):
    client.get("/")
    with django_assert_num_queries(10):
        client.get("/")
    index = GuideIndexPage.objects.get()
    guide(index, "First phone")
    guide(index, "First screens")
    with django_assert_num_queries(10):
        page = client.get("/").content.decode()
    assert re.findall(r'card__link" href="([^"]+)"', page) == [
        "/parents/first-screens/",
        "/parents/first-phone/",
        "/parents/first-games/",
    ]


def test_a_sensitive_guide_does_not_announce_itself_on_the_home_page(client, home):
    guide(GuideIndexPage.objects.get(), "Police at the door", sensitivity="care", content_note="A visit.")
    assert "Police at the door" in client.get("/").content.decode()  # the control
    GuidePage.objects.filter(sensitivity="care").update(sensitivity="sensitive")
    assert "Police at the door" not in client.get("/").content.decode()


def test_a_draft_guide_is_not_on_the_home_page(client, home):
    guide(GuideIndexPage.objects.get(), "Not ready", live=False)
    assert "Not ready" not in client.get("/").content.decode()


def test_a_sensitive_page_offers_to_leave_and_keeps_its_title_to_itself(client, home):
    page = client.get("/pictures/").content.decode()
    exits = [attrs["href"] for tag, attrs in tags(page) if "data-exit" in attrs]
    assert (exits, re.findall("<title>(.*?)</title>", page)) == (["/leave/"] * 2, ["Page 7"])


def test_an_open_page_has_no_exit(client, home):
    page = client.get("/about/").content.decode()
    assert [tag for tag, attrs in tags(page) if "data-exit" in attrs] == []
    assert re.findall("<title>(.*?)</title>", page) == ["About us – Cleveland Police"]


def test_the_banner_stands_on_every_page_of_a_demonstration_and_on_no_other(client, home):
    assert "demo-banner" not in client.get("/").content.decode()
    person(is_demo=True)
    standing.forget()
    for address in [*PUBLIC, *ACCOUNTS]:
        page = client.get(address).content.decode()
        assert "This is a demonstration. The schools, visits and people in it are invented." in page
        assert '<meta name="robots" content="noindex">' in page


def test_leaving_is_one_redirect_that_no_cache_keeps(client):
    response = client.get("/leave/")
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (
        303,
        "https://www.bbc.co.uk/weather",
        "no-store",
    )
    assert "Clear-Site-Data" not in response.headers


def test_a_missing_page_offers_help(client, home):
    response = client.get("/no-such-page/")
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert (response.status_code, 'href="/help/"' in main) == (404, True)


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html", "damaged.html"])
def test_a_refusal_offers_help_in_the_same_frame(home, rf, name):
    page = render_to_string(name, {"minutes": 2}, request=rf.get("/"))
    assert ('href="/help/"' in page, faults(page)) == (True, [])


def test_the_page_for_a_broken_site_asks_nothing_of_the_database_or_the_force(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert 'href="/help/"' in page
    assert faults(page) == ["no skip link first"]


def test_the_content_policy_of_a_public_page_allows_our_own_files_and_nothing_else(client, home):
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/").headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        **dict.fromkeys(
            ("script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "manifest-src"),
            "'self'",
        ),
        "worker-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "require-trusted-types-for": "'script'",
        "report-uri": "/csp-reports/",
        "report-to": "csp",
    }


def test_security_keys_work_on_account_pages_and_nowhere_else(client, home):
    feature = "publickey-credentials-get=(self)"
    assert feature in client.get("/accounts/login/").headers["Permissions-Policy"]
    assert feature not in client.get("/").headers["Permissions-Policy"]


def test_what_every_public_page_loads_is_small():
    static = settings.ROOT / "static" if hasattr(settings, "ROOT") else settings.STATICFILES_DIRS[0]
    css = b"".join(file.read_bytes() for file in sorted((static / "css").glob("*.css")))
    assert len(gzip.compress(css)) <= 20_000
    large = {f.name: len(gzip.compress(f.read_bytes())) for f in (static / "img").glob("*.svg")}
    assert {name: size for name, size in large.items() if size > 2_600} == {}
