"""Headers by room: what every answer carries, what a room may have more, what a file may not."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from education.people.roles import Role
from home import open_posts
from tests import factories

pytestmark = pytest.mark.django_db
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Reporting-Endpoints": 'csp="/csp-reports/"',
}
PAGES = [
    "/",
    "/about/",
    "/search/?q=a",
    "/missing/",
    "/accounts/login/",
    "/book/",
    "/visits/",
    "/cms/",
    "/api/v1/figures/",
]


def policy(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.fixture
def editor(client, home):
    client.force_login(factories.staff(Role.EDITOR))
    return client


@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page_carries_them_for_strangers_and_for_editors(address, editor):
    expected = dict(EVERYWHERE)
    if address.startswith("/api/"):
        expected["Cross-Origin-Resource-Policy"] = (
            "cross-origin"  # published figures are for everybody's pages
        )
    for client in (Client(), editor):
        answer = client.get(address)
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == expected
        assert policy(answer)["frame-ancestors"] == "'none'"
        assert {"camera=()", "geolocation=()", "fullscreen=()"} <= set(
            answer.headers["Permissions-Policy"].split(", ")
        )
        assert not {"Server", "X-Powered-By"} & set(answer.headers)


def test_the_desk_runs_no_inline_script_and_loosens_styles_and_pictures_alone(editor):
    public, desk = policy(editor.get("/")), policy(editor.get("/cms/"))
    changed = {name for name in public | desk if public.get(name) != desk.get(name)}
    assert changed == {"style-src", "img-src", "frame-src", "require-trusted-types-for"}
    assert (desk["script-src"], desk["style-src"]) == ("'self'", "'self' 'unsafe-inline'")
    watched = editor.get("/cms/").headers["Content-Security-Policy-Report-Only"]
    assert set(watched.split("; ")) == {"require-trusted-types-for 'script'", "report-to csp"}
    assert "Content-Security-Policy-Report-Only" not in editor.get("/").headers


@pytest.mark.parametrize("address", [page for page in PAGES if not page.startswith("/cms/")])
def test_trusted_types_are_enforced_everywhere_else(address, editor):
    assert policy(editor.get(address))["require-trusted-types-for"] == "'script'"


def test_only_a_preview_may_be_framed_and_only_by_us_and_has_the_policy_of_visitors(editor, home):
    page = home.get_children().get(slug="about")
    answer = editor.get(f"/cms/pages/{page.pk}/view_draft/")
    assert policy(answer) == policy(Client().get("/about/"))
    editor.force_login(factories.staff(Role.EDITOR, Role.PUBLISHER))
    editor.post(f"/cms/pages/{page.pk}/edit/preview/", {})
    shown = editor.get(f"/cms/pages/{page.pk}/edit/preview/?in_preview_panel=true")
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    as_visitors = {**policy(Client().get("/about/")), "frame-ancestors": "'self'"}
    del as_visitors["require-trusted-types-for"]  # reported: Wagtail's own checks run inside the frame
    assert policy(shown) == as_visitors
    assert "require-trusted-types-for" in shown.headers["Content-Security-Policy-Report-Only"]


def test_wagtails_bar_is_on_no_page_outside_the_desk(editor):
    """Its script would need a looser policy on public pages, for the very people with the most rights."""
    assert "wagtail-userbar" not in editor.get("/about/").content.decode()


def test_security_keys_are_for_accounts_and_the_whole_screen_for_lessons(client, home):
    def granted(address: str) -> set[str]:
        rules = client.get(address).headers["Permissions-Policy"].split(", ")
        return {rule for rule in rules if not rule.endswith("=()")}

    keys = {"publickey-credentials-create=(self)", "publickey-credentials-get=(self)"}
    assert granted("/accounts/login/") == keys
    assert granted("/learn/no-such-lesson/") == {"fullscreen=(self)"}
    assert granted("/learn/") == granted("/cms/") == granted("/") == set()


@pytest.mark.parametrize("address", [*PAGES, "/accounts/sessions/", "/cms/pages/", "/cms/jsi18n/", "/leave/"])
def test_whatever_a_signed_in_browser_is_sent_is_kept_nowhere(address, editor):
    assert editor.get(address).headers["Cache-Control"] == "no-store, private"


def test_the_same_page_may_be_kept_for_strangers(home):
    """The control: it is the session that makes the difference."""
    assert Client().get("/about/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_document_is_downloaded_and_never_shown_inside_the_site(client, home, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = get_document_model().objects.create(
        title="A letter", file=ContentFile(b"%PDF-1.4", name="letter.pdf")
    )
    answer = client.get(document.url)
    b"".join(answer.streaming_content)
    answer.close()
    assert answer.headers["Content-Disposition"].split(";")[0] == "attachment"
    assert set(policy(answer)) == {"default-src", "frame-ancestors", "sandbox"}
    assert (policy(answer)["default-src"], answer.headers["X-Content-Type-Options"]) == ("'none'", "nosniff")


def test_production_speaks_https_only(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    assert Client().get("/robots.txt").status_code == 301
    answer = Client().get("/robots.txt", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


# Reports


def report(**body: str) -> list[dict[str, object]]:
    return [{"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem", **body}}]


def send(client: Client, what: object, **headers: str):
    return client.post(
        "/csp-reports/", json.dumps(what), content_type="application/reports+json", headers=headers
    )


@pytest.fixture
def written(caplog):
    caplog.set_level(logging.WARNING, "home.open_posts")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "home.open_posts"]


def test_a_report_is_written_down_without_its_query_and_without_whose_page_it_was(written):
    client = Client(enforce_csrf_checks=True)
    page = "https://safe.example/visits/BK-00007/?code=secret"
    answer = send(client, report(documentURL=page, blockedURL="https://pat:pw@evil.example/x.js?who=pat"))
    assert (answer.status_code, answer.content, list(answer.cookies)) == (204, b"", [])
    assert written() == ["Content policy: script-src-elem refused evil.example on /visits/<slug:reference>/"]


def test_the_older_shape_is_read_too_and_the_same_report_is_written_once(written):
    old = {
        "csp-report": {
            "violated-directive": "style-src",
            "blocked-uri": "inline",
            "document-uri": "https://x/",
        }
    }
    for _ in range(3):
        assert send(Client(), old).status_code == 204
    assert len(written()) == 1


@pytest.mark.parametrize(
    "what",
    [[], {}, None, 7, "text", [None], [{"body": None}], {"csp-report": []}, report(blockedURL="http://[")[:1],
     [{"body": {"effectiveDirective": "x\r\nWARNING forged: line"}}], {"body": {"effectiveDirective": {"a": 1}}}],
)  # fmt: skip
def test_nonsense_is_taken_and_forges_no_line(what, written):
    assert send(Client(), what).status_code == 204
    assert [line for line in written() if "\n" in line or "forged" in line] == []


def test_reports_are_limited(written):
    client = Client()
    assert client.post("/csp-reports/", b"x" * 40_000, content_type="application/json").status_code == 413
    assert client.post("/csp-reports/", b"{" * 9_000, content_type="application/json").status_code == 400
    codes = [send(client, report()).status_code for _ in range(open_posts.PER_ADDRESS)]
    assert codes == [204] * (open_posts.PER_ADDRESS - 1) + [429]
    assert send(client, report()).headers["Retry-After"] == "60"
    assert send(Client(REMOTE_ADDR="192.0.2.7"), report()).status_code == 204
    assert client.get("/csp-reports/").status_code == 405
