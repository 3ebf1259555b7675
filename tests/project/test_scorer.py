"""The scorer is fair: every header that we drop costs what the published table says."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from tests.scorer import Answer, score

GOOD = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
SCRIPT_ANYWHERE = "default-src 'none'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
STYLE_INLINE = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
HASHED = "default-src 'none'; script-src 'self' 'unsafe-inline' 'sha256-x'; frame-ancestors 'none'"


def points(
    cookies: str = "", body: str = "", over_http: str = "https://example.org/", **changed: str | None
) -> int:
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changed.items()}}
    kept = {name: value for name, value in headers.items() if value is not None}
    return score(Answer(kept, body, SimpleCookie(cookies), over_http))[0]


def test_everything_right_is_150():
    assert points() == 150


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("content_security_policy", None, 75),
        ("content_security_policy", SCRIPT_ANYWHERE, 80),
        ("content_security_policy", "script-src 'self'; frame-ancestors 'none'", 80),
        ("content_security_policy", STYLE_INLINE, 140),
        ("content_security_policy", HASHED, 150),
        ("content_security_policy", GOOD["content-security-policy"].replace("'none'", "'self'", 1), 145),
        ("strict_transport_security", None, 80),
        ("strict_transport_security", "max-age=300", 140),
        ("referrer_policy", "unsafe-url", 140),
        ("referrer_policy", None, 145),
        ("x_content_type_options", None, 145),
        ("x_frame_options", None, 150),
        ("cross_origin_opener_policy", None, 140),
        ("cross_origin_embedder_policy", "anything", 135),
        ("cross_origin_resource_policy", "cross-origin", 140),
        ("access_control_allow_credentials", "true", 50),
    ],
)
def test_each_header_counts_as_published(header, value, expected):
    assert points(**{header: value}) == expected


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ("__Host-sessionid=a; Secure; HttpOnly; SameSite=Lax; Path=/", 155),
        ("__Host-sessionid=a; Secure; HttpOnly; Path=/", 150),
        ("__Host-sessionid=a; Secure; SameSite=Lax; Path=/", 70),
        ("sessionid=a; HttpOnly; SameSite=Lax; Path=/", 140),
        ("csrftoken=a; Secure; Path=/", 80),
    ],
)
def test_cookies_count_as_published(cookies, expected):
    assert points(cookies) == expected


def test_a_script_from_elsewhere_and_a_missing_redirect_cost():
    assert points(body='<script src="https://cdn.example/x.js"></script>') == 145
    assert points(body='<script src="/x.js" integrity="sha384-x"></script>') == 155
    assert points(over_http="") == 80
