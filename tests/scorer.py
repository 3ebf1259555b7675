"""The score that Mozilla's HTTP Observatory would give our answers under production settings, worked out offline.

The rules are those of mdn/mdn-http-observatory (src/grader/charts.js and src/analyzer/tests/, read in August 2026;
explained on developer.mozilla.org under "HTTP Observatory, tests and scoring"): 100 points at first, each test takes
some away or adds a bonus, and bonuses count only where no fewer than 90 are left without them. The five points for
being on the browsers' HSTS preload list are never counted here: only a real host can be on it.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
HOST = "example.org"
GOAL = 140
ENOUGH_FOR_BONUSES = 90
SIX_MONTHS = 15_768_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
HASHES = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
LOOSE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


@dataclass
class Answer:
    """What the scanner sees of one address: headers in lower case, cookies, the page, and where http:// leads."""

    headers: Mapping[str, str]
    body: str = ""
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    over_http: str = f"https://{HOST}/"


def directives(answer: Answer) -> dict[str, set[str]]:
    """The enforced policy; the first of two equal directives wins, as in a browser."""
    found: dict[str, set[str]] = {}
    for part in re.split("[;,]", answer.headers.get("content-security-policy", "")):
        name, *values = part.split() or [""]
        if name:
            found.setdefault(name.lower(), set(values))
    return found


def content_policy(answer: Answer) -> int:
    """From −25 without one to +10 for `default-src 'none'` with nothing unsafe."""
    csp = directives(answer)
    if not csp:
        return -25

    def sources(name: str) -> set[str]:
        given = csp.get(name, csp.get("default-src", {"*"}))
        return given - {"'unsafe-inline'"} if any(s.startswith(HASHES) for s in given) else given

    script, style = sources("script-src"), sources("style-src")
    passive = {s for name in ("img-src", "media-src") for s in csp.get(name, csp.get("default-src", set()))}
    active = {s for name, given in csp.items() if name not in {"img-src", "media-src"} for s in given}
    if script & (BROAD | INLINE) or sources("object-src") & BROAD:
        return -20
    if any(s.startswith(("http:", "ftp:")) for s in active):
        return -20
    if "'unsafe-eval'" in script | style or any(s.startswith(("http:", "ftp:")) for s in passive):
        return -10
    if style & (BROAD | INLINE):
        return 0
    return 10 if csp.get("default-src") == {"'none'"} else 5


def cookies(answer: Answer) -> int:
    """+5 where every cookie is Secure and SameSite and a session's HttpOnly; −40 for an open session cookie."""
    worst = 5 if answer.cookies else 0
    for name, cookie in answer.cookies.items():
        worst = min(worst, one_cookie(name.lower(), cookie, transport(answer) >= 0))
    return worst


def one_cookie(name: str, cookie: Morsel[str], hsts: bool) -> int:
    """What one cookie costs at worst."""
    session, same = "login" in name or "sess" in name, cookie["samesite"].lower()
    costs = [5 if same else 0]
    if not cookie["secure"]:
        costs.append((-10 if hsts else -40) if session else (-5 if hsts else -20))
    if (same and same not in {"lax", "strict"}) or ("csrf" in name and not same):
        costs.append(-20)
    if session and not cookie["httponly"]:
        costs.append(-30)
    return min(costs)


def sharing(answer: Answer) -> int:
    """−50 where any site may read an answer together with the visitor's cookies."""
    return -50 if answer.headers.get("access-control-allow-credentials") == "true" else 0


def redirection(answer: Answer) -> int:
    """−20 where http:// does not lead to https://, −5 where it leads to another host first."""
    to = urlsplit(answer.over_http)
    return -20 if to.scheme != "https" else 0 if to.hostname == HOST else -5


def referrer(answer: Answer) -> int:
    """+5 for a policy that tells other sites nothing but our name."""
    last = answer.headers.get("referrer-policy", "").rpartition(",")[2].strip().lower()
    return 5 if last in PRIVATE else 0 if not last else -5


def transport(answer: Answer) -> int:
    """HSTS of at least six months costs nothing; less costs 10, none 20."""
    found = re.search(r"max-age=(\d+)", answer.headers.get("strict-transport-security", ""))
    return -20 if not found else 0 if int(found[1]) >= SIX_MONTHS else -10


def integrity(answer: Answer) -> int:
    """+5 where a script of our own bears its hash; scripts from elsewhere cost 5 to 50."""
    score = 0
    for tag in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", answer.body):
        address = re.search(r"\bsrc=[\"']?([^\"'\s>]+)", tag)
        host = urlsplit(address[1]).netloc if address else ""
        bears = "integrity=" in tag
        if host and host != HOST:
            score = min(
                score, (-20 if bears else -50) if not address[1].startswith("https:") else 5 if bears else -5
            )  # type: ignore[index]
        elif bears and score == 0:
            score = 5
    return score


def frames(answer: Answer) -> int:
    """+5 where the policy, or the older header, says who may frame us."""
    given = answer.headers.get("x-frame-options", "").lower()
    return 5 if "frame-ancestors" in directives(answer) or given in {"deny", "sameorigin"} else -20


def sniffing(answer: Answer) -> int:
    """−5 without nosniff."""
    return 0 if answer.headers.get("x-content-type-options", "").lower() == "nosniff" else -5


def one_of(header: str, good: Iterable[str], plain: Iterable[str], answer: Answer) -> int:
    """+10 for a good value, nothing for a plain one or none, −5 for one that no browser knows."""
    given = answer.headers.get(header, "")
    return 10 if given in good else 0 if not given or given in plain else -5


def opener(answer: Answer) -> int:
    """+10 where other windows are kept apart."""
    good = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
    return one_of("cross-origin-opener-policy", good, {"unsafe-none"}, answer)


def embedder(answer: Answer) -> int:
    """+10 where nothing is embedded that did not agree to it."""
    good = {"require-corp", "credentialless"}
    return one_of("cross-origin-embedder-policy", good, {"unsafe-none"}, answer)


def resource(answer: Answer) -> int:
    """+10 where other sites can't load the answer."""
    good = {"same-origin", "same-site"}
    return one_of("cross-origin-resource-policy", good, {"cross-origin"}, answer)


TESTS = (
    content_policy, cookies, sharing, redirection, referrer, transport, integrity, frames, sniffing, opener, embedder,
    resource,
)  # fmt: skip


def score(answer: Answer) -> tuple[int, dict[str, int]]:
    """The score, and what each test gave or took."""
    parts = {test.__name__: test(answer) for test in TESTS}
    without = 100 + sum(value for value in parts.values() if value < 0)
    bonuses = sum(value for value in parts.values() if value > 0)
    return max(0, without + (bonuses if without >= ENOUGH_FOR_BONUSES else 0)), parts


def start() -> None:
    """Django as in production, with an empty database of its own."""
    os.environ.update(
        SITE_URL=f"https://{HOST}",
        SECRET_KEY="of-no-value-" * 5,
        EMAIL_HOST="mail.example.org",
        DJANGO_SETTINGS_MODULE="config.settings.base",
    )
    for name in ("DATABASE_URL", "FAKE_NOW", "DEBUG"):
        os.environ.pop(name, None)
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.conf import settings

    settings.STORAGES = {  # the same pages, without collecting files that no header depends on
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with redirect_stdout(StringIO()):
        call_command("load_content", verbosity=0)


def answers() -> dict[str, Answer]:
    """Our answers by what they are, as a browser gets them over https."""
    from django.test import Client

    from education.content.models import LessonPage
    from education.people.roles import Role
    from tests import factories

    editor, stranger = Client(SERVER_NAME=HOST), Client(SERVER_NAME=HOST)
    editor.force_login(factories.staff(Role.EDITOR))
    lesson = LessonPage.objects.live().first()
    assert lesson is not None
    asked = {
        "home": (stranger, "/"),
        "lesson": (stranger, lesson.get_url()),
        "sign-in": (stranger, "/accounts/login/"),
        "booking": (stranger, "/book/"),
        "/cms/": (editor, "/cms/"),
    }
    found = {}
    for name, (client, address) in asked.items():
        got = client.get(address, secure=True)
        if got.status_code != 200:
            raise SystemExit(f"{address} answered {got.status_code} {got.headers.get('Location', '')}")
        insecure = client.get(address, secure=False)
        found[name] = Answer(
            {key.lower(): value for key, value in got.headers.items()},
            got.content.decode(),
            got.cookies,
            insecure.headers.get("Location", ""),
        )
    return found


def main() -> int:
    """Print each score with its parts; 1 when any is below the goal."""
    with tempfile.TemporaryDirectory(prefix="scorer-", ignore_cleanup_errors=True) as folder:
        os.environ["VAR_DIR"] = folder
        (Path(folder) / "static").mkdir()
        start()
        scores = {name: score(answer) for name, answer in answers().items()}
    for name, (points, parts) in scores.items():
        shown = " ".join(f"{test}{value:+d}" for test, value in parts.items() if value)
        print(f"  {name:<8} {points:>4}   {shown}")
    low = [name for name, (points, _) in scores.items() if points < GOAL]
    print(f"scores: {'below ' + str(GOAL) + ': ' + ', '.join(low) if low else f'all at least {GOAL}'}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
