"""The answers of a booking so far, kept in the address alone: no server state, safe for the back button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from education.liaison.actions import GroupAsked
from education.liaison.actions.request import rooms_of
from education.liaison.models import Audience, Delivery, SessionType, SessionYear
from education.schools.models import School

MOST_ROWS = 8


@dataclass(frozen=True)
class Answers:
    """What is known so far; whatever in the address makes no sense counts as not yet answered."""

    schools: tuple[School, ...]
    school: School | None = None
    type: SessionType | None = None
    day: dt.date | None = None
    time: dt.time | None = None
    groups: tuple[GroupAsked, ...] = ()
    delivery: str = Delivery.CLASS
    group_first: bool = False

    @property
    def several_schools(self) -> bool:
        """True when the person has to say which school it is for."""
        return len(self.schools) > 1

    @property
    def steps(self) -> tuple[str, ...]:
        """The pages of this booking, in order."""
        pages = ("what", "day", "time", "group", "check")
        if self.group_first:
            pages = ("what", "group", "day", "time", "check")
        return ("school", *pages) if self.several_schools else pages

    def after(self, name: str) -> str:
        """The page that follows a page."""
        return self.steps[self.steps.index(name) + 1]

    @property
    def sessions(self) -> int:
        """How many sessions these answers ask for."""
        return max(1, len(rooms_of(self.groups, self.delivery)))

    def missing(self, before: str) -> str:
        """The first page before the given one whose answer is missing, or ""."""
        known = {
            "school": self.school,
            "what": self.type,
            "day": self.day,
            "time": self.time,
            "group": self.groups,
        }
        pages = self.steps[: self.steps.index(before)]
        return next((page for page in pages if not known[page]), "")

    def with_(self, **changes: Any) -> Answers:
        """The same answers with some of them changed."""
        return replace(self, **changes)

    def query(self) -> str:
        """The answers as the query string of an address."""
        return urlencode(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The answers as names and values."""
        pairs: list[tuple[str, str]] = []
        if self.school and self.several_schools:
            pairs.append(("school", str(self.school.urn)))
        if self.type:
            pairs.append(("type", self.type.code))
        if self.day:
            pairs.append(("day", self.day.isoformat()))
        if self.time:
            pairs.append(("time", f"{self.time:%H:%M}"))
        if self.delivery != Delivery.CLASS:
            pairs.append(("way", self.delivery))
        if self.group_first:
            pairs.append(("first", "group"))
        pairs += [("group", f"{group.year or 'all'}-{group.expected}") for group in self.groups]
        return pairs

    @property
    def people(self) -> int:
        """How many are expected in all."""
        return sum(group.expected for group in self.groups)

    @property
    def group_words(self) -> list[str]:
        """The groups in words."""
        audience = Audience(self.type.audience).label.lower() if self.type else ""
        return [
            f"{SessionYear(group.year).label}: {group.expected}"
            if group.year
            else f"{group.expected} {audience}"
            for group in self.groups
        ]


def read(query: QueryDict, schools: list[School]) -> Answers:
    """The answers in an address; anything malformed or not this person's is left out."""
    school = (
        schools[0]
        if len(schools) == 1
        else next((s for s in schools if str(s.urn) == query.get("school")), None)
    )
    way = query.get("way", "")
    return Answers(
        schools=tuple(schools),
        school=school,
        type=SessionType.objects.filter(active=True, code=query.get("type", "")).order_by("-version").first(),
        day=_parsed(dt.date.fromisoformat, query.get("day", "")),
        time=_parsed(dt.time.fromisoformat, query.get("time", "")),
        delivery=way if way in Delivery.values else Delivery.CLASS,
        group_first=query.get("first") == "group",
        groups=tuple(group for text in query.getlist("group")[:MOST_ROWS] if (group := _group(text))),
    )


def _parsed(parse: Any, text: str) -> Any:
    try:
        return parse(text[:10])
    except ValueError:
        return None


def _group(text: str) -> GroupAsked | None:
    year, _, number = text.partition("-")
    if not (number.isdecimal() and number.isascii() and len(number) < 5) or year not in {
        "all",
        *SessionYear.values,
    }:
        return None
    return GroupAsked("" if year == "all" else year, int(number))
