"""Naughty strings and scripts through every field of every form: no 5xx, and nothing runs in a real Chromium."""

from __future__ import annotations

import html
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Browser, Route
from wagtail.models import Page

from education.people.models import User
from tests.journeys.people import DATA
from tests.project import world as worlds
from tests.project.test_permissions import MATRIX, expected, fill, ours
from tests.project.world import ROLES

SHORT = (
    "\x00", "‮desrever", "Ω≈ç√∫˜µ≤≥÷", "'; DROP TABLE people_user; --", "%s%n{{ 7*7 }}{% now 'Y' %}", "../../etc/passwd",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "javascript:alert(1)",
    "</textarea><svg onload=alert(1)>", "9" * 400, "-1", "1e309", "2027-02-30", "\r\nSet-Cookie: a=b",
)  # fmt: skip
TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "password", "hidden", ""}
ACCOUNTS = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
SIGNED_IN = (
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
)
PUBLIC = ("/", "/search/?q=phone", "/learn/", "/parents/", "/teachers/", "/help/", "/figures/")
BOOKING = (
    "/book/what/?", "/book/day/?type=class-talk", "/book/time/?type=class-talk&day=2027-01-20",
    "/book/group/?type=class-talk&day=2027-01-20&time=14:00",
    "/book/check/?type=class-talk&day=2027-01-20&time=14:00&group=5-28", "/book/school/?q=school",
)  # fmt: skip
RICH = json.dumps({"entityMap": {}, "blocks": [
    {"key": "a", "type": "unstyled", "depth": 0, "text": "", "inlineStyleRanges": [], "entityRanges": []},
]})  # fmt: skip
BROKEN = (
    "",
    "-1",
    "1",
    "2",
    "999999999",
    "9" * 30,
    "1.5",
    "\u0663",
    "None",
    "nothing",
    "\x00",
    "[]",
    "{",
    '{"blocks": 7}',
    "0x1",
)
DANGEROUS = re.compile(r"[<>\"'`&=(]|script:", re.IGNORECASE)
CSRF = re.compile(r'csrf\w*"[^>]*value="\w+"|"csrfToken": "\w+"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}')
AT_ONCE, IN_FRAMES = 400, 20  # pages looked at together, and side by side
STEP = 7  # so that two fields of one form never hold the same string
CANARY = """
window.__ran = 0;
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { window.__ran += 1; };
"""
OPEN = """async (bodies) => {
  const live = (d) => [...d.querySelectorAll("*")].some((e) => [...e.attributes].some((a) =>
    (a.name.startsWith("on") && a.name.length > 3) ||
    (["href", "src", "action", "formaction", "xlink:href", "data"].includes(a.name)
      && /^[\\s\\u0000-\\u0020]*(javascript|vbscript):/i.test(a.value))));
  const frames = bodies.map((body) => {
    const frame = document.createElement("iframe");
    frame.srcdoc = body;
    return frame;
  });
  const loaded = frames.map((frame) => new Promise((done) => { frame.onload = done; setTimeout(done, 10000); }));
  document.body.append(...frames);
  await Promise.all(loaded);
  await new Promise((done) => setTimeout(done, 50));
  return {
    outside: window.__ran,
    frames: frames.map((frame) => {
      try { return Boolean(frame.contentWindow.__ran || live(frame.contentDocument)); } catch { return true; }
    }),
  };
}"""


def hostile() -> list[str]:
    """Every string of the two collections."""
    if not (DATA / "hostile").exists():
        pytest.fail("The hostile strings are not here.")
    naughty = json.loads((DATA / "hostile/blns.json").read_text(encoding="utf-8"))
    scripts = json.loads((DATA / "hostile/xss_some.json").read_text(encoding="utf-8"))
    found = [*naughty, *(row["payload"] for row in scripts)]
    return [
        text for text in found if text.encode(errors="replace").decode() == text
    ]  # what a browser can send


@dataclass
class Form:
    """One form as a page offers it: who sees it, where it goes, and what its fields hold at first."""

    role: str
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    machinery: set[str] = field(default_factory=set)
    """What Wagtail's own forms keep out of sight: counts, kinds, orders, ids, what was chosen."""

    @property
    def typed(self) -> list[str]:
        return [name for name in self.values if name not in self.machinery]

    def filled(self, texts: dict[str, str | None]) -> dict[str, str]:
        """The form with these texts in these fields, and without those whose text is None."""
        filled = {}
        for name, value in self.values.items():
            text = texts.get(name, value)
            if text is not None:
                filled[name] = hidden_in(value, text) if name in texts else value
        return filled


def hidden_in(value: str, text: str) -> str:
    """The text as a field sends it: inside the rich text editor's own format where the field holds that."""
    if value.startswith(('{"blocks"', '{"entityMap"')):
        content = json.loads(value)
        for block in content["blocks"]:
            block["text"], block["entityRanges"], block["inlineStyleRanges"] = text, [], []
        return json.dumps(content)
    return text


def forms_in(page: str, role: str, address: str) -> Iterator[Form]:
    """The forms of a page that have a field to fill in."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for element in tree.iter("form"):
        found = Form(role, element.get("action") or address, (element.get("method") or "get").lower())
        for tag in (e for e in element.iter() if e.tag in {"input", "textarea", "select"}):
            name, kind = tag.get("name"), tag.get("type", "").lower()
            if not name or (tag.tag == "input" and kind not in TYPED | {"radio", "checkbox"}):
                continue
            if name == "csrfmiddlewaretoken":
                continue
            if tag.tag == "select":
                options = list(tag.iter("option"))
                value = next((o.get("value", "") for o in options if o.get("selected") is not None), "")
            else:
                value = tag.get("value", "") if tag.tag == "input" else (tag.text or "")
            found.values.setdefault(name, value)
            typed = kind in TYPED - {"hidden"} and tag.tag != "select"
            if address.startswith("/cms/") and not typed and not value.startswith('{"'):
                found.machinery.add(name)
        if found.values.get("body-count") == "0":
            found.values |= {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text",
                             "body-0-id": "", "body-0-value": RICH}  # fmt: skip
            found.machinery |= {name for name in found.values if name.startswith("body-")} - {"body-0-value"}
        if found.values:
            yield found


@pytest.fixture
def cms(settings: Any, launched: Any) -> Iterator[worlds.World]:
    """The world of the permission walk, with an administrator for the desk."""
    with override_settings(FAKE_NOW=worlds.NOW):
        logging.disable(logging.CRITICAL)
        world = worlds.build()
        User.objects.filter(pk=world.people["administrator"].pk).update(is_superuser=True)
        yield world
        logging.disable(logging.NOTSET)


def places(world: worlds.World) -> Iterator[tuple[str, str]]:
    """Who opens which page."""
    yield from (("anonymous", address) for address in (*PUBLIC, *ACCOUNTS))
    yield from (("teacher", address) for address in (*SIGNED_IN, *BOOKING))
    for route in ours():
        which = "own" if route in world.gaps else ""
        for role in ROLES[1:]:
            if route in MATRIX and expected(MATRIX[route], role, "GET", which) == "200":
                yield role, fill(route, world.gaps.get(route, {}).get("own", {}))
                break
    for model in ("guidepage", "standardpage"):
        page = Page.objects.filter(content_type__model=model).first()
        if page:
            yield "administrator", f"/cms/pages/{page.pk}/edit/"
    for snippet in ("content/helporganisation", "content/helpset", "content/groundrules"):
        yield "administrator", f"/cms/snippets/{snippet}/add/"
    yield from (("administrator", f"/cms/{room}/add/") for room in ("redirects", "collections", "workflows"))


class Sender:
    """Fills in every form, rolls back, and opens the pages that show what was typed."""

    def __init__(self, world: worlds.World, browser: Browser) -> None:
        self.world, self.browser = world, browser
        self.clients = {role: world.client(role) for role in ROLES}
        self.kept = {role: client.cookies.copy() for role, client in self.clients.items()}
        self.proved = time.monotonic()
        self.forms = list(self.found())
        self.sent, self.refused, self.opened = 0, 0, 0
        self.broken: list[tuple[str, str, int]] = []
        self.ran: list[str] = []
        self.shown: dict[str, str] = {}
        self.seconds = Counter[str]()

    def found(self) -> Iterator[Form]:
        """Every form of every page, each kind once."""
        known = set()
        for role, address in places(self.world):
            answer = self.clients[role].get(address)
            body = answer.getvalue()
            if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith(
                "text/html"
            ):
                continue
            for form in forms_in(body.decode(), role, address):
                key = (form.action.partition("?")[0], form.method, *sorted(form.values))
                if key not in known:
                    known.add(key)
                    yield form

    def send(self, form: Form, texts: dict[str, str | None]) -> None:
        """One form with these texts; nothing of it stays."""
        if time.monotonic() - self.proved > 120:
            self.proved = time.monotonic()
            for role in ROLES[1:]:
                self.world.prove(self.clients[role], role)
        cache.clear()
        client, data = self.clients[form.role], form.filled(texts)
        client.cookies = self.kept[form.role].copy()
        began = time.monotonic()
        with transaction.atomic():
            body, status = self.answers(client, form, data)
            transaction.set_rollback(True)
        self.seconds[form.action] += time.monotonic() - began
        self.sent += 1
        self.refused += status == 400
        if status >= 500:
            self.broken.append((form.action, str(texts)[:400], status))
        plain = html.unescape(body)
        if any(text and DANGEROUS.search(text) and text.strip() in plain for text in texts.values()):
            self.shown[CSRF.sub("", body)] = form.action
            if len(self.shown) >= AT_ONCE:
                self.open()

    def answers(self, client: Client, form: Form, data: dict[str, str]) -> tuple[str, int]:
        """The page that comes of it, and the worst status on the way."""
        if form.method == "post":
            answer = client.post(form.action, data)
        else:
            answer = client.get(form.action.partition("?")[0], data)
        status, place = answer.status_code, answer.headers.get("Location", "")
        body = answer.getvalue()
        if status in {302, 303} and place.startswith("/") and not place.startswith("/leave"):
            answer = client.get(place)
            body = answer.getvalue()
            if form.action.startswith("/cms/pages/"):
                answer = client.get(f"{form.action.removesuffix('edit/')}view_draft/")
                body += answer.getvalue()
        return body.decode(errors="replace"), max(status, answer.status_code)

    def open(self) -> None:
        """Look in Chromium at what was shown so far."""
        self.opened += len(self.shown)
        self.ran += ran(self.browser, [(where, body) for body, where in self.shown.items()])
        self.shown.clear()

    def all(self, strings: list[str], *, long: bool, shared: bool = False) -> None:
        """Every string in every field; then each field of Wagtail's machinery broken alone, and left out alone.

        Typed fields and machinery are filled apart, because one damaged count keeps everything else from being read.
        The short form breaks each field of the machinery in one way of the list, and fills it with no string. Shared,
        the fields of a form take turns: every string goes through every form, each through one field of it.
        """
        for form in self.forms:
            machinery = sorted(form.machinery)
            for names in (form.typed, machinery) if long else (form.typed,):
                apart = 1 if shared else STEP
                for number in range(0, len(strings) if names else 0, max(1, len(names)) if shared else 1):
                    texts = {
                        name: strings[(number + apart * place) % len(strings)]
                        for place, name in enumerate(names)
                    }
                    self.send(form, texts)
            for place, name in enumerate(machinery):
                ways = (*BROKEN, None)
                for text in ways if long else ways[place % len(ways) :][:1]:
                    self.send(form, {name: text})
        self.open()


def ran(browser: Browser, pages: list[tuple[str, str]]) -> list[str]:
    """Where something ran, or would run at a click, when these pages are opened without any policy to stop it."""
    context = browser.new_context()
    context.add_init_script(CANARY)

    def answer(route: Route) -> None:
        if route.request.url == "http://hostile.test/":
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html; charset=utf-8")
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    found = []
    for start in range(0, len(pages), IN_FRAMES):
        some = pages[start : start + IN_FRAMES]
        page.goto("http://hostile.test/")
        live = page.evaluate(OPEN, [body for _, body in some])
        found += [where for (where, _), fault in zip(some, live["frames"], strict=True) if fault]
        if live["outside"]:
            found.append(f"the window around one of {sorted({where for where, _ in some})}")
    context.close()
    return found


def prove(
    world: worlds.World,
    browser: Browser,
    strings: list[str],
    *,
    part: int | None = None,
    shared: bool = False,
) -> None:
    """Send everything, or one of four parts of the forms, and say how much that was."""
    began = time.monotonic()
    sender = Sender(world, browser)
    assert len(sender.forms) > 40
    if part is not None:
        sender.forms = sender.forms[part::4]
    sender.all(strings, long=part is not None, shared=shared)
    fields = sum(len(form.values) for form in sender.forms)
    machinery = sum(len(form.machinery) for form in sender.forms)
    print(
        f"{len(strings)} strings, {len(sender.forms)} forms, {fields} fields ({machinery} of the desk's hidden or chosen ones):"
        f" {sender.sent:,} requests, {len(sender.broken)} 5xx, {sender.refused:,} answered as damaged,"
        f" {sender.opened:,} pages opened, {len(sender.ran)} ran, {time.monotonic() - began:.0f} s"
    )
    print(*(f"answered {status}: {where} {texts}" for where, texts, status in sender.broken), sep="\n")
    print(f"slowest: {[(where, round(s)) for where, s in sender.seconds.most_common(5)]}")
    assert sorted(set(sender.broken)) == []
    assert sender.ran == []
    assert sender.opened > 10
    assert sender.refused > 0


@pytest.mark.timeout(900)
def test_hostile_strings_through_every_form(cms, browser):
    prove(cms, browser, list(SHORT))


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(4))
def test_every_hostile_string_through_every_form(cms, browser, part):
    prove(cms, browser, [*SHORT, *hostile()], part=part)


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(4))
def test_every_hostile_string_goes_through_every_form_once(cms, browser, part):
    """A quarter of the time of the run above: it is the one to repeat after a change of a form."""
    prove(cms, browser, [*SHORT, *hostile()], part=part, shared=True)


def test_a_page_that_does_not_escape_would_run_them(browser):
    """The control: the same strings, put into a page as they are."""
    scripts = [text for text in reversed(hostile()) if "<" in text and "alert" in text][:120]
    found = ran(browser, [(text, f"<!doctype html><title>x</title><p>{text}</p>") for text in scripts])
    print(f"{len(found)} of {len(scripts)} run where nothing is escaped")
    assert len(found) > 30
