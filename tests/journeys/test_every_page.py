"""Every kind of page, at three widths and in the states that readers choose: nothing that axe minds, nothing lost.

The gate takes the states pairwise, `make prove` takes them all.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from contextlib import contextmanager

import pytest
from django.urls import reverse

from education.liaison.models import TrainingSession, Visit
from education.people.models import User
from home import record
from tests.journeys.conftest import AXE, WIDTHS
from tests.journeys.looking import STATES, every, looked_at, lost, pairwise, zoomed

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = [
    "/", "/4-7/", "/8-10/", "/11-13/", "/14-plus/", "/learn/the-family-jar/class/", "/learn/the-family-jar/class/3/", "/learn/", "/learn/?band=8-10", "/learn/?q=nothing-like-it", "/learn/the-family-jar/",
    "/learn/the-screenshot-test/", "/learn/my-feed-my-mood/", "/learn/back-up-for-a-mate/", "/parents/",
    "/parents/?band=11-13", "{guide}", "/teachers/", "{teacher_page}", "/help/", "{help_page}", "/about/", "/figures/",
    "/figures/calendar-2019-1/", "/figures/how/", "/search/", "/search/?q=phone", "/search/?q=zzzz", "/book/", "/no-such-page/",
    "/here/", "/help/now/easy-read/", "/help/find/", "/help/find/?a=3&b=3", "/help/find/?a=3&b=1&c=10", "/contact/", "/accessibility/", "/new/", "/hide-your-visit/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
PRIVATE = {
    "teacher@demo.example": ["/visits/", "{visit}", "{visit_end}", "{visit_change}", "/book/", "/book/what/", "/book/day/?type={type}",
                             "/book/school/", "/book/school/?q=school", "/accounts/email/",
                             "/book/group/?type={type}&first=group", "{record}", "{letter}",
                             "/book/waiting/?type={type}", "/book/lessons/?type={type}"],
    "newteacher@demo.example": ["/book/", "/book/school/"],
    "officer@demo.example": ["/officer/", "{register}", "/calendar/sheet/"],
}  # fmt: skip


@contextmanager
def quiet_step(say, name):
    """Loading is not what is looked at here."""
    yield


@pytest.fixture
def demonstration(settings, scene):
    """Everything that `make run` loads."""
    from home import demonstration as demo
    from home.actions import load_launch_content

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def load() -> None:
        load_launch_content()
        demo.load(lambda *a, **k: None, quiet_step)

    scene("demonstration", load)


def first_page(kind: str) -> str:
    """The address of the first page of one kind."""
    from education.content import models

    return getattr(models, kind).objects.live().first().get_url()


def filled(addresses: list[str]) -> list[str]:
    """Addresses with the demonstration's own objects in their gaps."""
    visit = Visit.objects.filter(teacher__email="teacher@demo.example", state="requested").first()
    over = Visit.objects.filter(
        school=visit.school, state="delivered", session_type__audience="pupil"
    ).first()
    held = TrainingSession.objects.filter(commitments__officer__user__email="officer@demo.example")
    session = held.filter(visit__state="confirmed").order_by("day").first()
    gaps = {
        "guide": first_page("GuidePage"), "teacher_page": first_page("TeacherPage"), "help_page": first_page("HelpPage"),
        "visit": f"/visits/{visit.reference}/", "visit_end": reverse("visit_end", args=[visit.reference]),
        "visit_change": reverse("visit_change", args=[visit.reference]),
        "type": visit.session_type.code, "record": reverse("visit_record", args=[over.reference]),
        "letter": reverse("visit_letter", args=[over.reference]),
        "register": f"/officer/sessions/{session.public_id}/register/",
    }  # fmt: skip
    return [address.format(**gaps) for address in addresses]


def look_at(world, addresses: list[str], user: User | None, already_in, states) -> list[str]:
    """What is wrong with these pages, as lines of address, width and finding."""
    found = []
    page = world.context(bypass_csp=True).new_page()
    if user:
        already_in(page, user)
    for number, address in enumerate(filled(addresses)):
        answer = page.goto(address)
        assert answer.status == (404 if "no-such" in address else 200), address
        found += looked_at(page, address, states(number))
    return found


def axe_version() -> str:
    """Of the rules that the tests look with."""
    return re.search(r"axe v([0-9.]+)", AXE[:200])[1]


@pytest.mark.timeout(600)
def test_every_page_has_nothing_that_axe_minds_and_loses_nothing(demonstration, world, already_in):
    found = look_at(world, PUBLIC, None, already_in, pairwise)
    if os.environ.get("ACCESSIBILITY_RECORD") == "write":
        day = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC).date()
        tool = f"axe-core {axe_version()}"
        record.write(on=day, tool=tool, pages=len(PUBLIC), widths=WIDTHS, found=len(found))
    for email, addresses in PRIVATE.items():
        found += look_at(world, addresses, User.objects.get(email=email), already_in, pairwise)
    world.forgive("404")
    assert "\n".join(found) == ""


@pytest.mark.prove
@pytest.mark.timeout(3_000)
def test_every_page_in_every_state_at_every_width(demonstration, world, already_in):
    found = look_at(world, PUBLIC, None, already_in, lambda _number: every())
    for email, addresses in PRIVATE.items():
        found += look_at(world, addresses, User.objects.get(email=email), already_in, lambda _number: every())
    world.forgive("404")
    pages = len(PUBLIC) + sum(len(addresses) for addresses in PRIVATE.values())
    print(f"{pages} pages x {len(every())} states and widths: {len(found)} findings")
    assert found == []


def test_what_looking_is_for_is_noticed(browser):
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(
        "<html lang=en><title>A</title><style>a { transition: color 1s } :focus { outline: none }"
        " @media (prefers-color-scheme: dark) { p { color: #111; background: #222 } }"
        " [dir=rtl] p { width: 500px } .spaced b { display: block; overflow: hidden; height: 1.2em; width: 3em }</style><main>"
        "<h1>A</h1><p>Words</p><b>One two three</b><a href=/>Go</a><i style='display:block;width:400px'>wide</i></main>"
    )
    assert lost(page) == ["88 px too wide"]  # with the margin
    page.evaluate("document.querySelector('i').remove()")
    assert {name for name, look in STATES.items() if look(page)} == {
        "mirrored",
        "dark",
        "forced",
        "still",
        "spaced",
    }
    page.set_viewport_size({"width": 768, "height": 640})
    page.evaluate("document.querySelector('p').style.width = '500px'")
    assert [lost(page), bool(zoomed(page))] == [[], True]
    page.close()


def test_a_few_pages_meet_every_state_at_every_width():
    assert {pair for number in range(len(PUBLIC)) for pair in pairwise(number)} == set(every())
