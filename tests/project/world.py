"""One small fixed world for the walk over every address: two schools, two officers, one person of each role."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page

from education.attendance import actions as attendance
from education.attendance import codes
from education.attendance.actions import drafts as imports
from education.attendance.contract import read_entry
from education.attendance.models import Entry, ImportBatch, RefusedUpload
from education.content.models import LessonPage, People, Recording, SiteImage
from education.figures import actions as figures
from education.figures.queries import TRAINED
from education.ledger.actions import queue_mail
from education.ledger.clock import now, to_utc, today
from education.ledger.models import OutboxMessage
from education.liaison.actions import GroupAsked, waiting
from education.liaison.actions.feeds import make_feed, note_use
from education.liaison.models import (
    CalendarFeed,
    Closure,
    Commitment,
    Officer,
    SessionType,
    TrainingSession,
    TravelTime,
    Visit,
)
from education.people.actions import ask_for_erasure
from education.people.models import User
from education.people.roles import Role
from education.people.staff import actions as staff_actions
from education.people.staff import tokens
from education.schools.actions import issue_letter
from education.schools.models import Membership, School, Succession
from home.models import StandardPage
from tests import factories
from tests.attendance.helpers import PhoneKey, begun_session, entry, submission
from tests.content.hostile import picture
from tests.content.played import sound
from tests.figures.world import past_year
from tests.liaison.cast import cast
from tests.liaison.filing import filed_for, filing_form

NOW = "2027-01-04T12:00"
ROLES = (
    "anonymous", "unapproved", "teacher", "officer", "coordinator", "supervisor", "editor", "publisher", "analyst",
    "administrator",
)  # fmt: skip
NOBODY = UUID(int=7)
MISSING = "BK-NONE9"
LATER = dt.date(2027, 1, 21)
REASSIGN = "cms/visits/<slug:reference>/reassign/"
CALL_OFF = "cms/visits/<slug:reference>/cancel/"
Data = dict[str, Any]


@dataclass
class World:
    """Who there is, and for every address of ours the object of one's own, another's and a missing one."""

    people: dict[str, User] = field(default_factory=dict)
    gaps: dict[str, dict[str, Data]] = field(default_factory=dict)
    posts: dict[str, dict[str, Data | str]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Data] = field(default_factory=dict)
    """A picture and a document as Wagtail's own addresses name them: shown to everybody, and kept from most."""

    def client(self, role: str) -> Client:
        """Signed in a moment ago, with the second factor that staff have; nobody for "anonymous"."""
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(self.people[role])
            self.prove(client, role)
        return client

    def prove(self, client: Client, role: str) -> None:
        """Say that this person has just shown who they are, by the real clock."""
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(self.people[role])
        session.save()

    def add(self, route: str, own: Data, other: Data, missing: Data) -> None:
        """The three objects of one address, by the names of the gaps in its route."""
        self.gaps[route] = {"own": own, "other": other, "missing": missing}

    def ask(self, route: str, query: str) -> None:
        """What stands behind the question mark of an address, for GET and POST alike."""
        self.queries[route] = f"?{query}"

    def send(self, route: str, own: Data | str, other: Data | str | None = None) -> None:
        """What a form of this address sends when it is filled in, or as text what a phone sends in JSON.

        The missing object gets what one's own gets.
        """
        self.posts[route] = {"": own, "own": own, "other": other or own, "missing": own}


def post(client: Client, address: str, data: Data | str, extra: Data | None = None) -> Any:
    """Send a form, or JSON when it is text; `extra` goes in with it."""
    if isinstance(data, str):
        body = json.dumps({**(extra or {}), **json.loads(data)})
        return client.post(address, body, content_type="application/json")
    return client.post(address, {**(extra or {}), **data})


def _said(visit: Visit) -> dict[str, Any]:
    """What the form of numbers and details sends for a visit with one group."""
    (group,) = (group for session in visit.sessions.all() for group in session.groups.all())
    return {
        "version": visit.version, f"expected_{group.pk}": 27, "safeguarding_lead_email": "lead@school.example",
        "day_telephone": "01642 000000", "arrival": "main_reception", "room": "hall",
    }  # fmt: skip


def build() -> World:
    """Make everything once, beside the launch content; each request of the walk is rolled back after it."""
    world = World()
    here = cast(officers=3)
    far, stranger = factories.school("Far Shore Primary School"), factories.person()
    factories.membership(stranger, far)
    there = replace(here, school=far, teacher=stranger)
    by = {role.value: factories.staff(role) for role in Role}
    by |= {"teacher": here.teacher, "unapproved": factories.person(), "officer": here.officer.user}
    world.people = by
    waiting, foreign = here.ask(), there.ask(start=dt.time(13, 0))
    agreed, foreign_agreed = here.confirmed(day=LATER), there.confirmed(day=LATER, start=dt.time(13, 0))
    claim = factories.membership(by["unapproved"], here.school, state="requested")
    other_claim = factories.membership(None, there.school, state="requested")
    _visits(world, waiting.reference, foreign.reference)
    world.add(CALL_OFF, *({"reference": x} for x in (agreed.reference, foreign_agreed.reference, MISSING)))
    world.send(CALL_OFF, {"cancel-version": 1, "cancel-reason": "no_officer"})
    _officers(world, here)
    _schools(world, here.school.urn, there.school.urn, claim, other_claim)
    _figures(world)
    _people(world)
    instead = next(o.pk for o in here.officers if o.pk not in (_going(agreed), _going(foreign_agreed)))
    going = {"version": 1, "officer": _going(agreed), "to": instead}
    world.add(REASSIGN, *({"reference": x} for x in (agreed.reference, foreign_agreed.reference, MISSING)))
    world.send(REASSIGN, going, {**going, "officer": _going(foreign_agreed)})
    for route, more in (("visits/", {}), ("cms/visits/", {"override": ""})):
        route += "<slug:reference>/move/"
        world.add(route, *({"reference": x} for x in (agreed.reference, foreign_agreed.reference, MISSING)))
        world.send(route, {"version": 1, "day": "2027-02-04", "start": "10:00", **more})
        route = route.replace("/move/", "/change/")
        world.add(route, *({"reference": x} for x in (agreed.reference, foreign_agreed.reference, MISSING)))
        world.send(route, _said(agreed), _said(foreign_agreed))
    both = ({"reference": x} for x in (agreed.reference, foreign_agreed.reference, MISSING))
    world.add("visits/<slug:reference>/feedback/", *both)
    over = [
        factories.visit(place, state="delivered", day=dt.date(2026, 12, 1)).reference
        for place in (here.school, far)
    ]
    for paper in ("record/", "letter/"):
        world.add(f"visits/<slug:reference>/{paper}", *({"reference": x} for x in (*over, MISSING)))
    world.send("cms/visits/ill/", {"officer": instead, "until": "2027-01-04"})
    for room in ROOMS:
        room(world)
    return world


def _going(visit: Any) -> int:
    """The officer whose time a visit takes."""
    return Commitment.objects.get(session__visit=visit, active=True).officer_id


def _people(world: World) -> None:
    """An invitation that was sent and two that wait, proposed by a second administrator."""
    second = factories.staff(Role.ADMINISTRATOR)
    sent = staff_actions.invite(email="sent@force.example", roles=[Role.OFFICER], by=None)
    world.add(
        "accounts/invitation/<slug:token>/",
        *({"token": x} for x in (tokens.token(sent), "another-that-is-wrong", "never-sent")),
    )
    join = {"first_name": "Robin", "last_name": "Reed", "password": "a quiet harbour at dawn"}
    world.send("accounts/invitation/<slug:token>/", join)
    waiting = [
        staff_actions.invite(email=f"{name}@force.example", roles=[Role.OFFICER], by=second)
        for name in ("first", "other")
    ]
    changes = [row.public_id for row in waiting]
    world.add("cms/people/changes/<uuid:public_id>/", *({"public_id": x} for x in (*changes, NOBODY)))
    world.send("cms/people/changes/<uuid:public_id>/", {"decision": "agree"})
    world.send("cms/people/invite/", {"email": "third@force.example", "roles": ["officer"]})
    gone = [factories.staff(Role.EDITOR), factories.staff(Role.EDITOR)]
    people = [{"public_id": x} for x in (gone[0].public_id, gone[1].public_id, NOBODY)]
    world.add("cms/people/<uuid:public_id>/", *people)
    world.send("cms/people/<uuid:public_id>/", {"decision": "end"})


def _visits(world: World, own: str, other: str) -> None:
    gaps = [{"reference": own}, {"reference": other}, {"reference": MISSING}]
    for route in (
        "visits/<slug:reference>/", "visits/<slug:reference>/invite.ics", "visits/<slug:reference>/cancel/",
        "cms/visits/<slug:reference>/", "cms/visits/<slug:reference>/confirm/",
        "cms/visits/<slug:reference>/decline/",
    ):  # fmt: skip
        world.add(route, *gaps)
    world.send("visits/<slug:reference>/cancel/", {"version": 0})
    world.send("cms/visits/<slug:reference>/confirm/", {"version": 0})
    world.send("cms/visits/<slug:reference>/decline/", {"decline-version": 0, "decline-reason": "no_officer"})


def _officers(world: World, here: Any) -> None:
    mine, _ = begun_session(here.officers[0], start="10:00")
    theirs, colleague = begun_session(here.officers[1], start="10:00")
    kept = [
        attendance.record_entry(submission=submission(session, 28), by=user).id
        for session, user in ((mine, here.officer.user), (theirs, colleague))
    ]
    entries = [str(Entry.objects.get(pk=pk).pk) for pk in kept]
    own, other, missing = ({"public_id": x} for x in (mine.public_id, theirs.public_id, NOBODY))
    for route in (
        "officer/sessions/<uuid:public_id>/register/", "officer/sessions/<uuid:public_id>/not-delivered/",
        "cms/registers/<uuid:public_id>/", "cms/registers/<uuid:public_id>/sign-off/",
        "cms/registers/<uuid:public_id>/settle/", "cms/registers/<uuid:public_id>/not-recorded/",
        "cms/registers/<uuid:public_id>/reopen/",
    ):  # fmt: skip
        world.add(route, own, other, missing)
    world.add(
        "officer/sessions/<uuid:public_id>/saved/<uuid:entry_id>/",
        {**own, "entry_id": entries[0]}, {**other, "entry_id": entries[1]}, {**missing, "entry_id": NOBODY},
    )  # fmt: skip
    world.send("cms/registers/<uuid:public_id>/sign-off/", {"version": 1})


def _schools(world: World, own: int, other: int, claim: Membership, other_claim: Membership) -> None:
    for route in ("book/school/<int:urn>/", "book/school/<int:urn>/leave/"):
        world.add(route, {"urn": own}, {"urn": other}, {"urn": 7})
    world.add(
        "cms/teachers/<uuid:public_id>/",
        *({"public_id": x} for x in (claim.public_id, other_claim.public_id, NOBODY)),
    )
    world.send("cms/teachers/<uuid:public_id>/", {"decision": "approve", "proof": "telephone"})


def _figures(world: World) -> None:
    """A figure that waits for each of two periods, prepared by the analyst and by a colleague, and a published one."""
    analyst, publisher = past_year()
    made = figures.publish(
        definition=TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    own = figures.prepare(
        definition=TRAINED,
        period="calendar-2019",
        by=world.people["analyst"],
        reason="Recount",
        error_found=True,
    )
    other = figures.prepare(definition=TRAINED, period="academic-2018-19", by=analyst)
    world.add("cms/figures/<int:pk>/", {"pk": own.pk}, {"pk": other.pk}, {"pk": 7_000_000})
    world.send("cms/figures/<int:pk>/", {"decision": "approve"})
    gaps = [{"slug": made.slug}, {"slug": made.slug}, {"slug": "calendar-1999-1"}]
    for route in (
        "cms/figures/withdraw/<slug:slug>/",
        "figures/<slug:slug>/",
        "figures/<slug:slug>/figures.zip",
        "figures/<slug:slug>/share.png",
        "api/v1/figures/<slug>/",
        "cms/figures/look/<slug:slug>/",
        "cms/figures/look/<slug:slug>/cell/",
    ):
        world.add(route, *gaps)
    world.ask("cms/figures/look/<slug:slug>/cell/", "by=authority&row=all&column=total")
    world.ask("cms/figures/why/", f"old={made.slug}&new={made.slug}")
    inside = TrainingSession.objects.filter(day__year=2019).order_by("pk").values_list("public_id", flat=True)
    sessions = [{"slug": made.slug, "public_id": found} for found in (inside[0], inside[1], NOBODY)]
    world.add("cms/figures/look/<slug:slug>/<uuid:public_id>/", *sessions)
    waits = figures.publish(
        definition=TRAINED, period="term-2018-19-summer", prepared_by=analyst, approved_by=publisher,
        release_at=now() + dt.timedelta(days=30),
    )  # fmt: skip
    figures.give_early_access(snapshot=waits, person=world.people["editor"], by=publisher)
    for route in ("cms/figures/release/<slug:slug>/", "cms/figures/early/<slug:slug>/"):
        world.add(route, {"slug": waits.slug}, {"slug": made.slug}, gaps[-1])
    world.send("cms/figures/release/<slug:slug>/", {"person": world.people["supervisor"].pk})
    file = FILES.format(r"^figures/(?P<slug>[a-z0-9-]+)/")
    world.add(file, *({**gap, "name": "figures.csv"} for gap in gaps))
    latest = FILES.format("^figures/latest/")
    world.add(latest, {"name": "figures.csv"}, {"name": "figures.json"}, {"name": "SHA256SUMS"})
    world.send("cms/figures/withdraw/<slug:slug>/", {"reason": "A mistake in one school"})
    _reported(world, analyst)


def _reported(world: World, colleague: User) -> None:
    """A number of the force's other work that the analyst entered, and one that a colleague did."""
    words = {"label": "Arrests", "qualifier": "exact", "value": 79, "unit": "arrests", "period": "2019",
             "source_name": "A report", "source_url": "https://force.example/report"}  # fmt: skip
    rest = {"period_start": None, "period_end": None, "as_at": dt.date(2026, 11, 1)}
    own, other = (
        figures.enter_reported(**words, **rest, by=who) for who in (world.people["analyst"], colleague)
    )
    world.add("cms/figures/reported/<int:pk>/", *({"pk": pk} for pk in (own.pk, other.pk, 7_000_000)))
    world.send("cms/figures/reported/<int:pk>/", {"decision": "approve"})
    world.send("cms/figures/reported/new/", {**words, "as_at": "2026-11-01"})


FILES = r"{}(?P<name>figures\.csv|figures\.json|datapackage\.json|SHA256SUMS|CHANGELOG\.txt)$"
ROOMS: list[Callable[[World], None]] = []
"""More objects, one function a subject; each is called with the world once the people are there."""


def _asked_to_be_deleted(world: World) -> None:
    """One's own is a request that somebody else made; another's is a person who asked for nothing."""
    asked = factories.staff(Role.EDITOR)
    ask_for_erasure(person=asked, by=asked)
    world.add(
        "cms/audit/erase/<uuid:public_id>/",
        *({"public_id": key} for key in (asked.public_id, world.people["editor"].public_id, NOBODY)),
    )


ROOMS.append(_asked_to_be_deleted)


def _colleagues(world: World) -> None:
    """Colleagues at one's own school and at another, a letter that can be sent, and what two newcomers filed."""
    both = ("own", "other")
    urns = world.gaps["book/school/<int:urn>/"]
    schools_ = [School.objects.get(urn=urns[which]["urn"]) for which in both]
    claims = world.gaps["cms/teachers/<uuid:public_id>/"]
    waiting = [Membership.objects.get(public_id=claims[which]["public_id"]) for which in both]
    for route in ("renew/", "code/", "colleagues/"):
        world.add(
            f"book/school/<int:urn>/{route}", *({"urn": urn} for urn in (schools_[0].urn, schools_[1].urn, 7))
        )
    approved = [factories.membership(of=school) for school in schools_]
    for act, links in (("vouch", waiting), ("remove", approved)):
        world.add(
            f"book/school/<int:urn>/colleagues/<uuid:public_id>/{act}/",
            *({"urn": link.school.urn, "public_id": link.public_id} for link in links),
            {"urn": schools_[0].urn, "public_id": NOBODY},
        )
    ids = [link.public_id for link in approved]
    world.add("cms/teachers/<uuid:public_id>/end/", *({"public_id": x} for x in (*ids, NOBODY)))
    posted = [factories.membership(of=factories.school(street="1 Row"), state="requested") for _ in "ab"]
    world.add(
        "cms/teachers/<uuid:public_id>/letter/",
        *({"public_id": x} for x in (*(p.public_id for p in posted), NOBODY)),
    )
    invited = "cms/coverage/<int:urn>/invite/"
    world.add(invited, *({"urn": urn} for urn in (schools_[0].urn, schools_[1].urn, 7)))
    world.send(invited, {"email": "office@school.example"})
    world.add("book/request/<int:urn>/", *({"urn": urn} for urn in (schools_[0].urn, schools_[1].urn, 7)))
    world.send("book/request/<int:urn>/", filing_form(half="2027-01-28"))
    filed = []
    for school in schools_:
        user = factories.person()
        factories.membership(user, school, state="requested")
        filed.append(filed_for(school, user, dt.date(2027, 1, 27)).reference)
    world.add("cms/visits/<slug:reference>/approve/", *({"reference": x} for x in (*filed, MISSING)))
    world.send(
        "cms/visits/<slug:reference>/approve/", {"version": 0, "at": "2027-01-27T09:00", "proof": "telephone"}
    )


ROOMS.append(_colleagues)


def _uploads(world: World) -> None:
    """One's own are open to everybody; another's are a picture past its consent and a document of publishers alone."""
    shown, past = (
        SiteImage.objects.create(
            title="A",
            description="A",
            file=ContentFile(picture(), "a.jpg"),
            people=people,
            consent_until=until,
        )
        for people, until in ((People.NONE, None), (People.CONSENTED, dt.date(2027, 1, 3)))
    )
    names = [Path(i.get_rendition("max-165x165").file.name).name for i in (shown, past)]
    world.add("media/images/<str:name>", *({"name": name} for name in (*names, "none.jpg")))
    heard = [
        Recording.objects.create(
            title="A",
            kind="sound",
            transcript="A",
            file=ContentFile(sound(), "a.mp3"),
            people=people,
            consent_until=until,
        )
        for people, until in ((People.NONE, None), (People.CONSENTED, dt.date(2027, 1, 3)))
    ]
    world.add(
        "media/recordings/<str:name>", *({"name": name} for name in (*(h.name for h in heard), "none.mp3"))
    )
    for part in ("", "share/", "card/", "qr.svg", "helplines.vcf"):
        world.add(f"g/<int:number>/{part}", {"number": 1}, {"number": 2}, {"number": 4000})
    private = Collection.get_first_root_node().add_child(name="Private")
    door = CollectionViewRestriction.objects.create(collection=private, restriction_type="groups")
    door.groups.add(Group.objects.get(name=Role.PUBLISHER.label))
    letters = [
        Document.objects.create(title="A", file=ContentFile(b"Hello", "letter.txt")),
        Document.objects.create(title="A", file=ContentFile(b"Hello", "letter.txt"), collection=private),
    ]
    world.add(
        "documents/<int:document_id>/<str:document_filename>",
        *({"document_id": letter.pk, "document_filename": letter.filename} for letter in letters),
        {"document_id": 7_000_000, "document_filename": "letter.txt"},
    )
    for which, image, letter in zip(("own", "other"), (shown, past), letters, strict=True):
        world.uploads[which] = {"image_id": image.pk, "document_id": letter.pk, "doc_id": letter.pk}
    keys = [{"image_id": key, "filter_spec": "width-9000"} for key in (shown.pk, past.pk, 7_000_000)]
    for end in ("generate_url/", "generate_url/output/", "preview/<str:filter_spec>/"):
        world.add(f"cms/images/<int:image_id>/{end}", *keys)


ROOMS.append(_uploads)


def _lessons(world: World) -> None:
    """One's own is a lesson that is open to everybody; another's was taken down."""
    LessonPage.objects.get(slug="the-screenshot-test").unpublish()
    slugs = ("the-family-jar", "the-screenshot-test", "never-written")
    world.add("learn/<slug:slug>/", *({"slug": slug} for slug in slugs))
    world.send("learn/<slug:slug>/", {"part": "quiz", "q1": "2"})
    world.add("learn/<slug:slug>/class/", *({"slug": slug} for slug in slugs))
    world.add("learn/<slug:slug>/class/<int:number>/", *({"slug": slug, "number": 1} for slug in slugs))
    world.add("learn/<slug:slug>/school-pack.zip", *({"slug": slug} for slug in slugs))
    numbers = [LessonPage.objects.get(slug=slug).pk for slug in slugs[:2]]
    world.add("share/<int:number>.png", *({"number": number} for number in (*numbers, 7_000_000)))
    beside = StandardPage(title="Beside", slug="beside-the-tree", summary="Beside the tree.", live=False)
    Page.get_first_root_node().add_child(instance=beside)
    world.add(
        "cms/checks/<int:number>/", *({"number": number} for number in (numbers[0], beside.pk, 7_000_000))
    )
    world.add("officer/lessons/<slug:slug>/", *({"slug": slug} for slug in slugs))


ROOMS.append(_lessons)


def _lost_a_second_factor(world: World) -> None:
    """Somebody whom an administrator lets in again."""
    lost = factories.staff(Role.EDITOR)
    world.send("cms/people/way-back/", {"email": lost.email, "sure": "on"})


ROOMS.append(_lost_a_second_factor)


def _booking(world: World) -> None:
    """Answers that lead to the last step of booking, what that step sends, and a booking for a school that rang."""
    type_ = SessionType.objects.get(code="class-talk")
    chosen = f"type={type_.code}&day=2027-01-20&time=14:00"
    world.ask("book/day/", f"type={type_.code}")
    world.ask("book/time/", f"type={type_.code}&day=2027-01-20")
    world.ask("book/group/", chosen)
    world.ask("book/check/", f"{chosen}&group=5-28")
    details = {
        "submission": str(UUID(int=71)), "safeguarding_lead_email": "lead@school.example", "day_telephone": "01642 000000",
        "arrival": "main_reception",
    }  # fmt: skip
    world.send("book/check/", details)
    world.ask("cms/visits/new/", f"urn={world.gaps['book/school/<int:urn>/']['own']['urn']}")
    rang = {
        "session_type": type_.pk,
        "day": "2027-01-28",
        "start": "09:00",
        "year_0": "5",
        "expected_0": "28",
        "safeguarding_lead_email": "lead@school.example",
    }
    world.send(
        "cms/visits/new/",
        {**rang, "submission": str(UUID(int=72)), "override": "school_rang"},
    )
    world.ask("cms/figures/prepare/", "period=financial-2019-20")
    world.send("cms/figures/prepare/", {"status": "", "reason": ""})
    world.send("accounts/delete/", {"understood": "on"})


ROOMS.append(_booking)


def _membership(world: World) -> None:
    """The teacher's year ends soon, and the newcomer holds a letter with a code."""
    urn = world.gaps["book/school/<int:urn>/"]["own"]["urn"]
    own = Membership.objects.get(user=world.people["teacher"], school__urn=urn)
    own.expires_at = to_utc(dt.date(2027, 2, 1), dt.time(9))
    own.save()
    claim = Membership.objects.get(user=world.people["unapproved"], school__urn=urn)
    School.objects.filter(urn=urn).update(street="1 Quay Street")
    claim.school.refresh_from_db()
    _, code = issue_letter(membership=claim, by=world.people["coordinator"])
    world.send("book/school/<int:urn>/code/", {"code": code})


ROOMS.append(_membership)


def _registers(world: World) -> None:
    """A count to send, by form and by phone; a session that never was; two counts that differ; what can be reopened."""
    officers = [Officer.objects.get(user=world.people["officer"])]
    officers.append(Officer.objects.exclude(pk=officers[0].pk).order_by("pk")[0])
    first = world.gaps["officer/sessions/<uuid:public_id>/register/"]
    session = TrainingSession.objects.get(public_id=first["own"]["public_id"])
    world.send(
        "officer/sessions/<uuid:public_id>/register/",
        {
            "entry_id": str(UUID(int=73)),
            "base_version": "1",
            "heads-pupil-5": "28",
            "method": "counted",
            "sure": "on",
        },
    )
    body = {"device": str(UUID(int=74)), "sent_at": now().isoformat(), "entries": [entry(session, 27)]}
    world.send("officer/sync/", json.dumps(body))
    quiet = [begun_session(officer, start="08:00")[0] for officer in officers]
    for end in ("not-delivered/", "paper/"):
        world.add(f"officer/sessions/<uuid:public_id>/{end}", *_keys(quiet))
    world.send(
        "officer/sessions/<uuid:public_id>/not-delivered/",
        {"entry_id": str(UUID(int=75)), "reason": "school_closed"},
    )
    desk, boss = "cms/registers/<uuid:public_id>/", factories.staff(Role.SUPERVISOR)
    twice = [begun_session(start="09:00") for _ in "ab"]
    for held, user in twice:
        for heads in (28, 31):
            attendance.record_entry(submission=submission(held, heads), by=user)
    world.add(f"{desk}settle/", *_keys([held for held, _ in twice]))
    world.send(
        f"{desk}settle/",
        {"part": "Only", "choice": "own", "only-reason": "miscount", "only-heads-pupil-5": "30"},
    )
    signed = [begun_session(start="09:00") for _ in "ab"]
    for held, user in signed:
        attendance.record_entry(submission=submission(held, 28), by=user)
        attendance.sign_off(register=attendance.open_register(session=held), by=boss)
    world.add(f"{desk}reopen/", *_keys([held for held, _ in signed]))
    world.send(f"{desk}reopen/", {"reopen-reason": "miscount"})
    lost = [begun_session(start="09:00", state="delivered")[0] for _ in "ab"]
    world.add(f"{desk}not-recorded/", *_keys(lost))
    world.send(f"{desk}not-recorded/", {"give-up-reason": "paper_lost"})
    unknown = [entry(session, 28, session=str(uuid4())) for _ in "ab"]
    for raw in unknown:
        sent = read_entry(raw).submission
        assert sent
        attendance.record_entry(submission=sent, by=world.people["officer"])
    kept = RefusedUpload.objects.order_by("pk")
    world.add("cms/registers/refused/<int:pk>/", {"pk": kept[0].pk}, {"pk": kept[1].pk}, {"pk": 7_000_000})


def _phones(world: World) -> None:
    """A phone of the officer's, and a colleague's."""
    keys = [PhoneKey() for _ in "abc"]
    colleague = factories.staff(Role.OFFICER)
    owners = (world.people["officer"], colleague)
    own, other = (
        {"pk": attendance.enrol_phone(key=key.public, kind="android", by=user).pk}
        for key, user in zip(keys, owners, strict=False)
    )
    for route in ("officer/phones/<uuid:pk>/revoke/", "cms/registers/phones/<uuid:pk>/revoke/"):
        world.add(route, own, other, {"pk": NOBODY})
    own, other, missing = ({"year": 2026, "number": number} for number in (3, 4, 13))
    for route in ("", "close/"):
        world.add(f"cms/registers/months/<int:year>/<int:number>/{route}", own, other, missing)
    world.send("officer/phones/enrol/", json.dumps({"key": keys[2].public}))


ROOMS.append(_phones)


def _keys(sessions: list[TrainingSession]) -> tuple[Data, Data, Data]:
    """One's own, another's and a missing one, by opaque id."""
    own, other = ({"public_id": session.public_id} for session in sessions)
    return own, other, {"public_id": NOBODY}


ROOMS.append(_registers)


def _planning(world: World) -> None:
    """Two of the lists that decide about free times, and a row of each."""
    day, kept = {"day": "2027-02-02", "kind": "training"}, Closure.objects.create(day=dt.date(2027, 2, 3))
    ways = {"one": factories.locality("Yarm").pk, "other": factories.locality().pk, "minutes": "25"}
    way = TravelTime.objects.create(
        one=factories.locality("Yarm"), other=factories.locality("Yarm"), minutes=9
    )
    listing, row = "cms/planning/<slug:kind>/", "cms/planning/<slug:kind>/<int:number>/"
    world.add(listing, {"kind": "closures"}, {"kind": "travel"}, {"kind": "secrets"})
    world.send(listing, day, ways)
    world.add(
        row,
        {"kind": "closures", "number": kept.pk},
        {"kind": "travel", "number": way.pk},
        {"kind": "closures", "number": 7_000_000},
    )
    world.send(row, {"drop": "1"})


ROOMS.append(_planning)


def _calendars(world: World) -> None:
    """The officer's own feed under its secret; another's is one that a new secret has ended."""
    officer = Officer.objects.get(user=world.people["officer"])
    old, secret = (make_feed(officer=officer, mode="busy", by=officer.user) for _ in "ab")
    note_use(
        feed=CalendarFeed.objects.get(officer=officer)
    )  # noted to ten minutes, so a look changes nothing now
    world.add("calendar/<slug:secret>.ics", {"secret": secret}, {"secret": old}, {"secret": "guess"})
    world.send("calendar/", {"mode": "full"})


ROOMS.append(_calendars)


def _evenings(world: World) -> None:
    """A parents' evening of the officer's and a colleague's, each with its self check-in open."""
    kind = factories.session_type("parents-evening", audience="parent_carer", years=[], largest_group=200)
    officers = (Officer.objects.get(user=world.people["officer"]), factories.make_officer())
    visits = [factories.visit(day=today(), state="confirmed", type=kind) for _ in officers]
    evenings = [
        begun_session(officer, start="11:30", visit=visit)[0]
        for officer, visit in zip(officers, visits, strict=True)
    ]
    for end in ("", "slide/", "qr.svg"):
        world.add(f"officer/sessions/<uuid:public_id>/check-in/{end}", *_keys(evenings))
    world.send("officer/sessions/<uuid:public_id>/check-in/", {"do": "close"})
    own, other = (
        attendance.open_check_in(session=evening, by=officer.user)
        for evening, officer in zip(evenings, officers, strict=True)
    )
    world.add("here/<slug:code>/", {"code": own.code}, {"code": other.code}, {"code": "none"})
    answers = ({"mark": codes.new_mark(check_in), "adults": "2"} for check_in in (own, other))
    world.send("here/<slug:code>/", *answers)


ROOMS.append(_evenings)


def _waiting(world: World) -> None:
    """A wish of one's own school and of another, each with a time that is held; and a school with a new number."""
    urns = world.gaps["book/school/<int:urn>/"]
    schools_ = [School.objects.get(urn=urns[which]["urn"]) for which in ("own", "other")]
    kind = SessionType.objects.get(code="class-talk")
    values = {"delivery": "class", "first_day": dt.date(2027, 2, 8), "last_day": dt.date(2027, 2, 12), "weekdays": [0, 1],
              "part": "any", "notice_days": 5}  # fmt: skip
    entries = [
        waiting.join_waiting_list(
            school=school,
            session_type=kind,
            groups=[GroupAsked("5", 28)],
            **values,
            by=Membership.objects.approved().filter(school=school).first().user,
        )
        for school in schools_
    ]
    waiting.offer_times()
    offers = [entry.offers.open().get() for entry in entries]
    wishes = [{"public_id": entry.public_id} for entry in entries]
    world.add(
        "visits/waiting/<uuid:public_id>/",
        *({"public_id": x} for x in (*(o.public_id for o in offers), NOBODY)),
    )
    world.add("visits/waiting/<uuid:public_id>/leave/", *wishes, {"public_id": NOBODY})
    world.add("cms/visits/waiting/<uuid:public_id>/", *wishes, {"public_id": NOBODY})
    world.send("visits/waiting/<uuid:public_id>/", {
        "submission": str(uuid4()), "safeguarding_lead_email": "lead@school.example",
        "day_telephone": "01642 000000", "arrival": "main_reception",
    })  # fmt: skip
    world.send("cms/visits/waiting/<uuid:public_id>/", {"decision": "leave"})
    world.send("cms/visits/waiting/", {"cancelled": 9, "unvisited": 5, "week": 1})
    world.ask("book/waiting/", f"type={kind.code}")
    world.send("book/waiting/", {
        "year_0": "5", "expected_0": "20", "first_day": "2027-02-08", "last_day": "2027-02-12", "weekdays": ["1"],
        "part": "any", "notice_days": "5",
    })  # fmt: skip
    world.ask("book/lessons/", f"type={kind.code}")
    world.send(
        "book/lessons/", {"starts": "09:00", "lunch_starts": "12:00", "lunch_ends": "13:00", "ends": "15:15"}
    )
    old, new = factories.school("Old School", status="closed"), factories.school("New Academy")
    Succession.objects.create(predecessor=old, successor=new)
    world.send("cms/visits/new-numbers/", {"school": old.urn, "to": new.urn})


ROOMS.append(_waiting)


def _mail(world: World) -> None:
    """One mail that the mail server refused to the end."""
    sent = queue_mail(kind="visit_requested", subject_id=NOBODY, recipient="a@school.example", key="refused")
    OutboxMessage.objects.filter(pk=sent.pk).update(state="failed", attempts=7, problem="Refused")
    world.send("cms/mail/", {"decision": "again", "mail": str(sent.pk)})


ROOMS.append(_mail)


def _imports(world: World) -> None:
    """The coordinator's sheet with a row to decide, a colleague's, and two batches that wait for a signature: of a year without a figure."""
    school = factories.school()
    base = "cms/imports/<uuid:public_id>/"
    people = (world.people["coordinator"], factories.staff(Role.ANALYST))
    sheets = []
    for number, person in enumerate(people):
        text = f"URN,Date,Pupils\n{school.urn},31/01/2017,{number} + 1\n"
        sheet = imports.upload_sheet(
            content=text.encode(), date_order="dmy", period="calendar-2017", by=person
        )
        imports.read_sheet(public_id=sheet.public_id)
        sheets.append({"public_id": sheet.public_id})
    for end in ("", "columns/", "total/", "commit/", "drop/"):
        world.add(f"{base}{end}", *sheets, {"public_id": NOBODY})
    row = f"{base}rows/<int:number>/"
    world.add(row, *({**sheet, "number": 2} for sheet in sheets), {"public_id": NOBODY, "number": 2})
    world.send(row, {"skip": "on"})
    world.send(f"{base}total/", {"control_total": "28"})
    world.send(f"{base}columns/", {"header_row": "1", "date_order": "dmy"})
    batches = []
    for heads in (28, 29):
        text = f"URN,Date,Pupils\n{school.urn},28/01/2017,{heads}\n"
        sheet = imports.upload_sheet(
            content=text.encode(), date_order="dmy", period="calendar-2017", by=people[1], control_total=heads
        )
        imports.read_sheet(public_id=sheet.public_id)
        imports.commit_draft(draft=sheet, by=people[1])
        imports.write_batch(public_id=sheet.public_id, accept_difference=False)
        batches.append({"public_id": ImportBatch.objects.get(draft=sheet).public_id})
    for end in ("", "sign-off/", "withdraw/"):
        world.add(f"cms/imports/batches/<uuid:public_id>/{end}", *batches, {"public_id": NOBODY})
    world.send("cms/imports/batches/<uuid:public_id>/withdraw/", {"reason": "wrong_file"})


ROOMS.append(_imports)
