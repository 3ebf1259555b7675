"""Reads of schools, school days and who acts for a school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

import holidays
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from education.people.models import User
from education.schools.models import ClosedDay, Membership, MembershipQuerySet, School, Succession, Term
from education.schools.names import fold, mail_domain, same_site, web_host

__all__ = [
    "academic_year",
    "approved_memberships",
    "bank_holidays_known_until",
    "claims",
    "colleagues",
    "current_ids",
    "current_school",
    "decided_claims",
    "find_schools",
    "fold",
    "is_bank_holiday",
    "is_school_day",
    "people_of",
    "same_establishment",
    "school_days",
    "suggested_schools",
    "terms_of",
    "to_renew",
    "vouched_by",
    "vouched_lately",
    "waiting_claims",
    "waiting_memberships",
    "with_successors",
]

WORDS, LETTERS, SUGGESTED_AT_MOST = 8, 100, 10
# One word, written in the register now this way, now that.
SAME = [{"st", "saint"}, {"cofe", "ce", "churchofengland"}, {"rc", "catholic"}]


def find_schools(q: str, limit: int = 20) -> list[School]:
    """Open schools of the force that match every word by name, town or postcode, best first.

    Case, punctuation and spacing do not matter; a question without a letter or digit finds nothing.
    """
    words = [word for word in (fold(part) for part in q[:LETTERS].replace("-", " ").split()) if word][:WORDS]
    if not words:
        return []
    found = School.objects.open().in_force().select_related("authority", "locality")
    for word in words:
        ways = next((same for same in SAME if word in same), {word})
        found = found.filter(reduce(or_, (Q(search_text__contains=way) for way in sorted(ways))))
    starts = Case(
        When(folded_name__startswith="".join(words), then=Value(0)),
        When(folded_name__startswith=words[0], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(found.order_by(starts, "name", "town", "urn")[:limit])


def suggested_schools(email: str) -> list[School]:
    """Open schools of the force whose website in the register stands under the address's own domain, by name.

    A suggestion and nothing else: nobody is approved by it and no search is narrowed by it. A domain of more
    than ten schools says nothing about any of them.
    """
    domain = mail_domain(email)
    if "." not in domain:
        return []
    pool = School.objects.open().in_force().exclude(website="").select_related("authority", "locality")
    found = [
        school
        for school in pool.order_by("name", "town", "urn")
        if same_site(domain, web_host(school.website))
    ]
    return found if len(found) <= SUGGESTED_AT_MOST else []


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: dt.date) -> bool:
    """Whether a day is a bank holiday in England (source: the `holidays` package)."""
    return day in _bank_holidays(day.year)


def bank_holidays_known_until() -> dt.date:
    """The last day of the list that GOV.UK had published when the `holidays` package was last compared with it.

    Later ones follow from the rules, but a proclamation may still move or add one: say "subject to bank holidays".
    """
    return dt.date(2028, 12, 31)


def academic_year(day: dt.date) -> int:
    """The year in which the academic year of a date began; it turns on the first of August."""
    return day.year if day.month >= 8 else day.year - 1


def terms_of(school: School, first: dt.date, last: dt.date) -> list[Term]:
    """The terms of a school that touch the days from first to last, in one query.

    Its own where it keeps any in that academic year, else its authority's.
    """
    years = academic_year(first), academic_year(last)
    found = Term.objects.filter(
        Q(school_id=school.pk) | Q(authority_id=school.authority_id),
        last_day__gte=dt.date(years[0], 8, 1), first_day__lt=dt.date(years[1] + 1, 8, 1),
    )  # fmt: skip
    terms = list(found.order_by("first_day"))
    own = {academic_year(term.first_day) for term in terms if term.school_id}
    return [
        term
        for term in terms
        if bool(term.school_id) == (academic_year(term.first_day) in own)
        and term.first_day <= last
        and term.last_day >= first
    ]


def school_days(
    school: School, first: dt.date, last: dt.date, *, released_by: dt.datetime | None = None
) -> set[dt.date]:
    """The days from first to last on which pupils are in school, in two queries however long the stretch.

    With `released_by`, only those of terms that could be booked at that moment.
    """
    terms = [
        (term.first_day, term.last_day)
        for term in terms_of(school, first, last)
        if released_by is None or term.released_at is None or term.released_at <= released_by
    ]
    days: set[dt.date] = set()
    for begins, ends in terms:
        day, stop = max(begins, first), min(ends, last)
        while day <= stop:
            if day.weekday() < 5 and not is_bank_holiday(day):
                days.add(day)
            day += dt.timedelta(days=1)
    if not days:
        return days
    within = ClosedDay.objects.filter(day__gte=first, day__lte=last)
    closed = within.filter(school_id=school.pk) | within.filter(authority_id=school.authority_id)
    return days - set(closed.values_list("day", flat=True))


def is_school_day(school: School, day: dt.date) -> bool:
    """A weekday in term, no bank holiday, and neither the school nor its authority is closed that day."""
    return day in school_days(school, day, day)


def with_successors(school: School) -> list[School]:
    """The school and every one that followed it, nearest first; a loop in the register's links ends the walk."""
    found: dict[int, School] = {school.pk: school}
    step = [school.pk]
    while step:
        after = School.objects.filter(follows__predecessor__in=step).exclude(pk__in=found).distinct()
        step = [s.pk for s in after]
        found |= {s.pk: s for s in after}
    return list(found.values())


def current_school(school: School) -> School:
    """The open school that a closed one became; itself while open, and where none or more than one followed."""
    if school.status in School.OPEN:
        return school
    still_open = [s for s in with_successors(school) if s.status in School.OPEN]
    return still_open[0] if len(still_open) == 1 else school


def same_establishment(school: School) -> QuerySet[School]:
    """Open schools that bear the number that this one has with its authority: the same school under a new URN."""
    if not school.establishment_number:
        return School.objects.none()
    same = School.objects.open().filter(
        authority=school.authority_id, establishment_number=school.establishment_number
    )
    return same.exclude(pk=school.pk).order_by("urn")


def current_ids(school_ids: Iterable[int]) -> dict[int, int]:
    """`current_school` for many at once, from primary key to primary key, in as many queries as links are deep."""
    asked = set(school_ids)
    links: dict[int, set[int]] = {}
    seen, step = set(asked), set(asked)
    while step:
        reached: set[int] = set()
        for before, after in Succession.objects.filter(predecessor__in=step).values_list(
            "predecessor_id", "successor_id"
        ):
            links.setdefault(before, set()).add(after)
            reached.add(after)
        step = reached - seen
        seen |= step
    still_open = set(School.objects.open().filter(pk__in=seen).values_list("pk", flat=True))
    return {pk: pk if pk in still_open else _only_open(pk, links, still_open) for pk in asked}


def _only_open(start: int, links: dict[int, set[int]], still_open: set[int]) -> int:
    seen, step = {start}, {start}
    while step:
        step = {after for before in step for after in links.get(before, ())} - seen
        seen |= step
    ends = seen & still_open
    return ends.pop() if len(ends) == 1 else start


def approved_memberships(user: User) -> QuerySet[Membership]:
    """The schools that a person may act for today."""
    return (
        Membership.objects.approved()
        .filter(user=user)
        .select_related("school__locality", "school__authority")
    )


def waiting_memberships(user: User) -> QuerySet[Membership]:
    """The person's claims that nobody has decided yet."""
    return (
        Membership.objects.waiting().filter(user=user).select_related("school__locality", "school__authority")
    )


def claims() -> MembershipQuerySet:
    """Links of every state with all that the desk shows of them."""
    return Membership.objects.select_related("user", "decided_by", "school__authority", "school__locality")


def waiting_claims() -> QuerySet[Membership]:
    """Claims that a coordinator has to decide, oldest first."""
    return claims().waiting().order_by("requested_at", "pk")


def decided_claims(*, since: dt.datetime) -> QuerySet[Membership]:
    """Claims decided since a moment, newest first."""
    return (
        claims()
        .exclude(state=Membership.State.REQUESTED)
        .filter(decided_at__gte=since)
        .order_by("-decided_at")
    )


def to_renew() -> QuerySet[Membership]:
    """Approvals whose owner asks for another year, the one that ends first on top."""
    return claims().to_renew().order_by("expires_at", "pk")


def vouched_lately(*, since: dt.datetime) -> QuerySet[Membership]:
    """Approvals that a teacher gave to a colleague since a moment, newest first."""
    theirs = Membership.objects.filter(user=OuterRef("decided_by"), school=OuterRef("school"))
    return (
        claims()
        .approved()
        .filter(Exists(theirs), proof=Membership.Proof.COLLEAGUE, decided_at__gte=since)
        .order_by("-decided_at", "pk")
    )


def vouched_by(membership: Membership) -> QuerySet[Membership]:
    """Approvals of the same school that rest on this person's word: to be looked at when theirs turns out wrong."""
    return (
        claims()
        .approved()
        .filter(
            school=membership.school_id,
            decided_by=membership.user_id,
            proof=Membership.Proof.COLLEAGUE,
        )
        .order_by("decided_at", "pk")
    )


def people_of(school: School) -> QuerySet[Membership]:
    """Everybody who acts for a school today or waits to, the longest-serving first."""
    rows = claims().filter(school=school)
    return (rows.approved() | rows.waiting()).order_by("requested_at", "pk")


def colleagues(membership: Membership) -> QuerySet[Membership]:
    """Approved teachers of the same school who could vouch for this one."""
    return (
        Membership.objects.who_can_vouch()
        .filter(school=membership.school_id)
        .exclude(user=membership.user_id)
        .select_related("user")
        .order_by("pk")
    )
