"""Reads of help: the organisations of a help set, and what is wrong with help records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from education.content.ages import BAND
from education.content.models import (
    FactToCheck,
    HelpOrganisation,
    HelpSet,
    HelpSetEntry,
    HelpWording,
    ReviewedPage,
)
from education.content.models.help import HOURS_TRUSTED_FOR, OFFERED
from education.ledger.clock import today
from education.schools.models import LocalAuthority


@dataclass(frozen=True)
class Contact:
    """One organisation as it may be shown now; `hours` and `checked` are empty unless a person checked lately."""

    slug: str
    name: str
    phone: str
    sms: str
    email: str
    url: str
    emergency: bool
    anonymous: bool
    for_whom: str
    text: str
    not_for: str
    next: str
    cost: str
    hours: str
    checked: dt.date | None = None

    @property
    def tel(self) -> str:
        """The number as a tel: address."""
        return "tel:" + "".join(c for c in self.phone if c.isdigit() or c == "+")

    @property
    def sms_to(self) -> str:
        """The number to text as an sms: address."""
        return "sms:" + "".join(c for c in self.sms if c.isdigit())


def contacts(*, of: HelpSet, band: str = "") -> list[Contact]:
    """The live organisations of a set in its order, worded for a band, by two queries.

    One that was replaced gives way to what replaced it.
    """
    entries = getattr(of, "loaded_entries", None) or _entries(of.pk)
    chosen: list[HelpOrganisation] = []
    for entry in entries:
        organisation = entry.organisation
        if not organisation.offered and organisation.replaced_by:
            organisation = organisation.replaced_by
        if organisation.offered and organisation not in chosen:
            chosen.append(organisation)
    wordings = _wordings([o.pk for o in chosen])
    return [_contact(o, wordings.get(o.pk), band) for o in chosen]


def load_help(*, page: ReviewedPage) -> None:
    """Fetch a page's help set together with its entries, one query instead of two."""
    entries = _entries(page.help_set_id) if page.help_set_id else []
    if entries:
        help_set = entries[0].help_set
        help_set.loaded_entries = entries
        page.help_set = help_set


def _entries(help_set: int) -> list[HelpSetEntry]:
    return list(
        HelpSetEntry.objects.filter(help_set=help_set)
        .select_related("help_set", "organisation__replaced_by")
        .order_by("sort_order")
    )


def strip_contacts() -> dict[str, Contact]:
    """The emergency number and Childline, by slug, by one query."""
    found = HelpOrganisation.objects.filter(slug__in=["emergency", "childline"], **OFFERED)
    return {o.slug: _contact(o, None, "") for o in found}


def front_doors(*, authority: str = "", emergency: bool = False) -> list[Contact]:
    """The children's services of a council by its slug, or the emergency number; two queries."""
    wanted = HelpOrganisation.objects.filter(**OFFERED)
    found = list(wanted.filter(emergency=True) if emergency else wanted.filter(authority__slug=authority))
    wordings = _wordings([o.pk for o in found])
    return [_contact(o, wordings.get(o.pk), "") for o in found]


def other_councils(*, authority: str) -> set[str]:
    """The slugs of the front doors of every council but this one."""
    doors = HelpOrganisation.objects.filter(authority__isnull=False).exclude(authority__slug=authority)
    return set(doors.values_list("slug", flat=True))


def _wordings(organisations: list[int]) -> dict[int, HelpWording]:
    """The wording of each in the language of this request, else in the site's first language."""
    rows = HelpWording.objects.filter(organisation__in=organisations).select_related("locale")
    language, found = (get_language() or "").lower(), {}
    for row in sorted(rows, key=lambda r: r.locale.language_code.lower() == language):
        found[row.organisation_id] = row
    return found


def _contact(organisation: HelpOrganisation, wording: HelpWording | None, band: str) -> Contact:
    words = wording or HelpWording(locale_id=0, for_whom="", what_they_do="")
    for_band = getattr(words, f"wording_{band.replace('-', '_')}", "") if band in BAND else ""
    return Contact(
        slug=organisation.slug,
        name=organisation.official_name,
        phone=organisation.phone,
        sms=organisation.sms,
        email=organisation.email,
        url=organisation.url,
        emergency=organisation.emergency,
        anonymous=organisation.anonymous,
        for_whom="" if for_band else words.for_whom,
        text=for_band or words.what_they_do,
        not_for="" if for_band else words.what_they_do_not,
        next="" if for_band else words.what_happens_next,
        cost="" if for_band else words.cost_note,
        hours=words.hours_text if organisation.hours_can_be_shown else "",
        checked=organisation.verified_on if organisation.hours_can_be_shown else None,
    )


@dataclass(frozen=True)
class HelpProblem:
    """One thing that a person must see to, and what it is about where that can be opened."""

    kind: str
    name: str
    sentence: str
    about: HelpOrganisation | FactToCheck | None = None

    @property
    def state(self) -> str:
        """The kind in words."""
        return {"unverified": "not checked", "stale": "out of date", "fact": "not checked"}.get(
            self.kind, self.kind
        )

    @property
    def address(self) -> str:
        """Where it is seen to at the desk; empty for what is not there yet."""
        if self.about is None:
            return ""
        return reverse(f"wagtailsnippets_content_{self.about._meta.model_name}:edit", args=[self.about.pk])


def help_problems() -> list[HelpProblem]:
    """Records and facts nobody has checked or whose check is too old, and councils without a record."""
    problems = []
    for record in HelpOrganisation.objects.filter(**OFFERED):
        seen = f"read on {record.seen_on:%d %B %Y} at {record.source_url}"
        if record.verified_on is None:
            problems.append(
                HelpProblem(
                    "unverified", record.official_name, f"Not yet checked by a person; {seen}.", record
                )
            )
        elif _stale(record, today()):
            problems.append(
                HelpProblem(
                    "stale",
                    record.official_name,
                    f"Last checked on {record.verified_on:%d %B %Y}; check it again.",
                    record,
                )
            )
    here = LocalAuthority.objects.filter(in_force=True)
    for authority in here.exclude(front_door__live=True, front_door__in_use=True, front_door__phone__gt=""):
        problems.append(
            HelpProblem(
                "missing", authority.name, "No children's services number; find it, check it and add it."
            )
        )
    problems += [
        HelpProblem(
            "fact", fact.get_kind_display(), f"{fact.fact} On {fact.where}. To check: {fact.how}", fact
        )
        for fact in FactToCheck.objects.all()
        if fact.is_open
    ]
    return problems


def stale_records() -> list[HelpOrganisation]:
    """Live records that somebody checked once, too long ago; by name."""
    return [one for one in HelpOrganisation.objects.filter(**OFFERED) if _stale(one, today())]


def _stale(record: HelpOrganisation, day: dt.date) -> bool:
    checked = record.verified_on
    late = bool(record.next_check and record.next_check < day)
    return late or bool(checked and day - checked > HOURS_TRUSTED_FOR)
