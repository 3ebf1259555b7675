"""Every address of ours either stands open by name, or has a door that no stranger passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories

OURS = ("education.", "home.", "config.", "ninja.")
# Open to everybody, by route: the front of the house, the figure and the first page of booking.
PUBLIC = {
    "leave/", "search/", "sitemap.xml", "robots.txt", "csp-reports/", ".well-known/security.txt", "healthz", "readyz", "book/", "calendar/<slug:secret>.ics",
    "help/find/", "useful/", "useful/thanks/", "new/", "new/feed.xml", "share/<int:number>.png",
    "parents/plan/", "g/<int:number>/", "g/<int:number>/share/", "g/<int:number>/card/", "g/<int:number>/qr.svg",
    "g/<int:number>/helplines.vcf",
    "figures/", "figures/latest/", "figures/how/", "figures/<slug:slug>/",
    "figures/<slug:slug>/figures.zip", "figures/<slug:slug>/share.png",
    r"^figures/latest/(?P<name>figures\.csv|figures\.json|datapackage\.json|SHA256SUMS|CHANGELOG\.txt)$",
    r"^figures/(?P<slug>[a-z0-9-]+)/(?P<name>figures\.csv|figures\.json|datapackage\.json|SHA256SUMS|CHANGELOG\.txt)$",
    "api/v1/figures/", "api/v1/figures/<slug>/", r"^api/(?:.*/)?$", "cms/login/", "_util/login/", "accounts/invitation/<slug:token>/",
    "learn/<slug:slug>/", "learn/<slug:slug>/class/", "learn/<slug:slug>/class/<int:number>/",
    "learn/<slug:slug>/school-pack.zip",
    "officer/app/", "officer/sw.js", "officer/app.webmanifest", "officer/lessons/<slug:slug>/",
    "here/", "here/<slug:code>/",
    "media/images/<str:name>", "media/recordings/<str:name>", "documents/<int:document_id>/<str:document_filename>",
}  # fmt: skip
# Answers strangers itself, in JSON, because a phone must never take a sign-in page for an answer.
OWN_DOOR = {"officer/sync/"}
VALUES = {
    "uuid": str(UUID(int=7)), "int": "7", "slug": "nothing", "str": "nothing", "path": "nothing",
}  # fmt: skip


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def ours() -> dict[str, URLPattern]:
    """Our own addresses by route; Wagtail's and allauth's have tests of their own."""
    return {
        route: pattern
        for route, pattern in walk(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith(OURS)
    }


def private() -> list[str]:
    return sorted(set(ours()) - PUBLIC)


def address(route: str) -> str:
    """A route with its gaps filled."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda gap: VALUES[gap[1] or "str"], route)
    return "/" + filled.removeprefix("^").removesuffix("$").replace("^", "").replace("$", "")


def test_every_address_is_open_by_name_or_has_a_door():
    without = {route for route, pattern in ours().items() if not hasattr(pattern.callback, "door")}
    assert without == PUBLIC | OWN_DOOR


@pytest.mark.django_db
@pytest.mark.parametrize("route", private())
def test_a_stranger_is_refused(route):
    client = Client(enforce_csrf_checks=True)
    for answer in (client.get(address(route)), client.head(address(route)), client.post(address(route), {})):
        assert answer.status_code in {302, 401, 403, 404, 405}, (route, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in private() if route.startswith(("officer/", "cms/"))])
def test_somebody_without_a_role_is_refused_at_the_desk_and_in_the_officers_day(route, client):
    client.force_login(factories.person())
    for answer in (client.get(address(route)), client.post(address(route), {})):
        assert answer.status_code in {302, 403, 404, 405}, (route, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].split("?")[0] in {"/accounts/login/", "/cms/", "/"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/cms/", "/cms/pages/", "/cms/users/", "/cms/images/", "/cms/reports/site-history/"]
)
def test_a_stranger_sees_nothing_of_the_cms(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_there_is_one_sign_in():
    for path in ("/cms/login/", "/_util/login/"):
        answer = Client().get(f"{path}?next=/cms/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/cms/")
    for path in ("/django-admin/", "/admin/", "/api/v2/pages/", "/api/v3/pages/"):
        assert [
            str(p.pattern) for _, p in walk(get_resolver().url_patterns) if str(p.pattern) == path[1:]
        ] == []
