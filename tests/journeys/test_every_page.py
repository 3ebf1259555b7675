"""Every kind of page, at three widths: nothing that axe minds, nothing to scroll sideways for, nothing broken."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from django.urls import reverse

from education.liaison.models import TrainingSession, Visit
from education.people.models import User
from tests.journeys.conftest import ARTEFACTS, WIDTHS, axe_in

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = [
    "/", "/4-7/", "/8-10/", "/11-13/", "/14-plus/", "/learn/the-family-jar/class/", "/learn/the-family-jar/class/3/", "/learn/", "/learn/?band=8-10", "/learn/?q=nothing-like-it", "/learn/the-family-jar/",
    "/learn/the-screenshot-test/", "/learn/my-feed-my-mood/", "/learn/back-up-for-a-mate/", "/parents/",
    "/parents/?band=11-13", "{guide}", "/teachers/", "{teacher_page}", "/help/", "{help_page}", "/about/", "/figures/",
    "/figures/calendar-2019-1/", "/figures/how/", "/search/", "/search/?q=phone", "/search/?q=zzzz", "/book/", "/no-such-page/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
PRIVATE = {
    "teacher@demo.example": ["/visits/", "{visit}", "{visit_end}", "/book/", "/book/what/", "/book/day/?type={type}",
                             "/book/school/", "/book/school/?q=school", "/accounts/email/"],
    "newteacher@demo.example": ["/book/", "/book/school/"],
    "officer@demo.example": ["/officer/", "{register}"],
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
    held = TrainingSession.objects.filter(commitments__officer__user__email="officer@demo.example")
    session = held.filter(visit__state="confirmed").order_by("day").first()
    gaps = {
        "guide": first_page("GuidePage"), "teacher_page": first_page("TeacherPage"), "help_page": first_page("HelpPage"),
        "visit": f"/visits/{visit.reference}/", "visit_end": reverse("visit_end", args=[visit.reference]),
        "type": visit.session_type.code,
        "register": f"/officer/sessions/{session.public_id}/register/",
    }  # fmt: skip
    return [address.format(**gaps) for address in addresses]


def keep_picture(page, address: str, width: int) -> None:
    """One picture of each kind of page at each width, as an artefact of the run."""
    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"page-{name[:60]}-{width}.jpg", type="jpeg", quality=70, full_page=True)


def look_at(world, addresses: list[str], user: User | None, already_in) -> list[str]:
    """What is wrong with these pages, as lines of address, width and finding."""
    found = []
    context = world.context(bypass_csp=True)
    page = context.new_page()
    if user:
        already_in(page, user)
    for address in filled(addresses):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(address)
            assert answer.status == (404 if "no-such" in address else 200), address
            found += [f"{address} at {width}: {line}" for line in axe_in(page)]
            keep_picture(page, address, width)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{address} at {width}: {wide} px wide")
    return found


@pytest.mark.timeout(600)
def test_public_pages_have_nothing_that_axe_minds_at_three_widths(demonstration, world, already_in):
    assert look_at(world, PUBLIC, None, already_in) == []
    world.forgive("404")


@pytest.mark.parametrize("email", sorted(PRIVATE))
def test_private_pages_have_nothing_that_axe_minds_at_three_widths(demonstration, world, already_in, email):
    assert look_at(world, PRIVATE[email], User.objects.get(email=email), already_in) == []
