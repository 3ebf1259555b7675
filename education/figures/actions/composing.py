"""What a figure would be if it were published now: its document and its files, worked out and attacked.

The linear programs of disclosure control take seconds. `rehearse` runs them while counts may still be written;
under the lock everything is read again, and what they found is used only if they would be asked the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from education.figures import build, check, files, outcome, policies, queries, ratings, recount
from education.figures.counts import pack
from education.figures.disclosure.protect import Protected
from education.figures.disclosure.rules import BlockedError, Rules
from education.figures.disclosure.rules import rules as disclosure_rules
from education.figures.models import Definition, Snapshot
from education.figures.periods import FIRST_MONTH, Period, PeriodError
from education.figures.policies import NotAllowedError
from education.figures.recount import DisagreementError
from education.figures.totals import Total
from education.ledger.clock import today
from education.people.models import User
from education.schools.force import force


@dataclass(frozen=True)
class Asked:
    """Which figure is to be published, how, and from which moment on everybody may see it."""

    definition: Definition
    period: Period
    status: str | None
    reason: str
    error_found: bool
    public_from: dt.datetime


@dataclass(frozen=True)
class Composed:
    """A figure ready to be frozen, with everything that disclosure control was asked about it."""

    document: dict[str, Any]
    files: dict[str, bytes]
    facts: recount.Facts
    number: int
    status: Snapshot.Status
    question: tuple[object, ...]
    protected: Protected | None


def with_demo() -> bool:
    """Demonstration sessions count where demonstration people exist, which no production start allows."""
    return User.objects.filter(is_demo=True).exists()


@contextmanager
def blocked_is_said() -> Iterator[None]:
    """What disclosure control stops is refused like anything else that may not be published."""
    try:
        yield
    except BlockedError as error:
        raise NotAllowedError(str(error)) from error


def hold_still() -> None:
    """Keep every writer of counts waiting until this transaction ends, so that both computations see the same.

    Each of them logs an event; on SQLite the IMMEDIATE transaction already is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE")


def rehearse(asked: Asked) -> Composed | None:
    """The figure without any lock; None where it is refused, which is said again under the lock."""
    try:
        return compose(asked)
    except (NotAllowedError, PeriodError, DisagreementError):
        return None


def compose(asked: Asked, known: Composed | None = None, facts: recount.Facts | None = None) -> Composed:
    """Work a figure out and attack its files; `known` spares what was found for the very same question.

    `facts` are those that the caller computed under the lock that it still holds.
    Raises NotAllowedError, or DisagreementError when the two computations differ.
    """
    definition, period, rules = asked.definition, asked.period, disclosure_rules()
    facts = facts or recount.facts(definition, period, with_demo=with_demo())
    total = facts.total
    before = list(queries.of_period(period.key, definition))
    number = before[0].number + 1 if before else 1
    status = status_of(asked, total, before)
    slug = f"{period.key}-{number}"
    question = (slug, pack(facts.lines), rules, *queries.history(definition).values_list("pk", flat=True))
    with blocked_is_said():
        same = known is not None and known.question == question
        protected = (
            known.protected if known and same else build.protected(slug, definition, period, facts, rules)
        )
        document = _document(asked, facts, status, number, before, rules, protected)
        made = files.build(document, slug, asked.public_from)
        if not (known and same and known.files == made):
            check.reattack(made, facts.lines, definition, rules)
    return Composed(document, made, facts, number, status, question, protected)


def status_of(asked: Asked, total: Total, before: Sequence[Snapshot]) -> Snapshot.Status:
    """The status of the next figure of a period after those `before` it, newest first.

    What follows a final figure that still stands is a revision. Raises NotAllowedError when there is none to be.
    """
    policies.check_something_to_publish(total)
    policies.check_none_waits_for_its_hour(before)
    policies.check_reason(asked.reason, number=len(before) + 1, schools=total.schools)
    final = (s for s in before if s.status != Snapshot.Status.PROVISIONAL and not s.is_withdrawn)
    last = next(final, None)
    given = policies.status_for(total, asked.period, asked.status, after_final=last is not None)
    policies.check_worth_a_revision(last, total, error_found=asked.error_found)
    return given


def _document(
    asked: Asked,
    facts: recount.Facts,
    status: str,
    number: int,
    before: Sequence[Snapshot],
    rules: Rules,
    protected: Protected | None,
) -> dict[str, Any]:
    """`figures.json` without its digest."""
    definition, period, total = asked.definition, asked.period, facts.total
    slug, demo = f"{period.key}-{number}", with_demo()
    headline = {
        "children": total.children,
        "parents": total.parents,
        "total": total.total,
        "sessions": total.sessions,
        "schools": total.schools,
    }
    span = build.period_document(period)
    broken_down = build.breakdown(period, facts, str(status), before, rules, protected, with_demo=demo)
    area = (force().ons_code, force().name)
    few = total.schools < policies.FEW_SCHOOLS
    return {
        "id": slug,
        "title": definition.title,
        "publisher": force().name,
        "demonstration": demo,
        "definition": {"key": definition.key, "version": definition.version, "wording": definition.wording},
        "period": span,
        "as_at": today().isoformat(),
        "status": str(status),
        "reason": asked.reason,
        "headline": headline,
        "coverage": {"delivered": total.sessions, "recorded": total.recorded, "share": total.coverage},
        "shares": dict.fromkeys(total.shares) if few else total.shares,
        "rows": [
            *files.headline_rows(headline, span, area, str(status)),
            *files.table_rows(broken_down["tables"], span, area, str(status), headline),
        ],
        **broken_down,
        "trend": build.trend(period, definition, slug, facts, str(status)),
        "comparison": _a_year_before(definition, period, rules),
        "outcome": outcome.published(period, with_demo=demo),
        "ratings": None if few else ratings.published(definition, period, with_demo=demo),
        "revisions": [
            {
                "id": s.slug,
                "as_at": s.as_at.isoformat(),
                "status": s.status,
                "headline": s.document["headline"],
                "reason": s.reason,
                "withdrawn": s.is_withdrawn,
            }
            for s in before
        ],
        "licence": force().licence.stored(),
    }


def _a_year_before(definition: Definition, period: Period, rules: Rules) -> dict[str, Any] | None:
    """What a figure to date is compared with: the same days of the year before, computed both ways too."""
    if not period.to_date or period.kind not in FIRST_MONTH:
        return None
    same = period.a_year_before
    return build.comparison(same, recount.facts(definition, same, with_demo=with_demo()), rules)
