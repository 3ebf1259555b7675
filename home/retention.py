"""How long things are kept: one due job a rule, each calls the room whose data it is and says what it did.

The periods are those of docs/data-protection.md, which a test compares with this list.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection
from django.db.models import Exists, OuterRef

from education.attendance.actions import remove_refused
from education.attendance.actions.drafts import remove_old_drafts
from education.ledger import forgetting, jobs
from education.ledger.clock import months_before, now, real_now, today
from education.liaison.actions import drop_old_drafts, forget_contacts
from education.liaison.queries import last_bookings
from education.people.actions import end_unused, remove_unverified
from education.people.models import User
from education.people.staff.actions import forget_invitations
from home.privacy.actions import erase
from home.privacy.queries import open_work

DAY = dt.timedelta(days=1)
daily = partial(jobs.job, every=DAY)
CONTACT_MONTHS, REFUSED_MONTHS = 24, 24


@daily("remove unconfirmed accounts")
def unconfirmed_accounts() -> str:
    """Fourteen days after they were made."""
    return f"{remove_unverified()} removed"


@daily("empty unused accounts")
def unused_accounts() -> str:
    """Teachers 12 months after their last sign-in or booking, everybody else after 24; warned 30 and 7 days before."""

    def go(person: User) -> None:
        erase(person=person, by=None, reason="unused")

    done = end_unused(last_use=last_bookings(), has_work=lambda person: bool(open_work(person)), erase=go)
    return str(done)


@daily("remove contact details of visits")
def old_contacts() -> str:
    """Twenty-four months after the visit."""
    before = months_before(now(), CONTACT_MONTHS).date()
    return f"{forget_contacts(before=min(before, today()), by=None)} visits emptied"


@jobs.job("remove drafts of bookings", every=dt.timedelta(hours=1))
def drafts() -> str:
    """A day after the last answer."""
    return f"{drop_old_drafts()} removed"


@daily("empty old mails")
def old_mails() -> str:
    """Thirty days after they were queued, failed ones after ninety."""
    return f"{forgetting.empty_outbox()} emptied"


@daily("remove old accesses")
def old_accesses() -> str:
    """Twelve months after."""
    return f"{forgetting.remove_old_accesses()} removed"


@daily("remove ended sessions")
def ended_sessions() -> str:
    """Sessions, and the cached codes and counts of attempts, once they have expired."""
    before = Session.objects.count()
    call_command("clearsessions")
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    gone, _ = UserSession.objects.filter(~Exists(alive)).delete()
    return f"{before - Session.objects.count()} sessions, {gone} devices, {expired_from_cache()} cached values removed"


@daily("remove results of background tasks")
def task_results() -> str:
    """Thirty days after they ended."""
    return f"{forgetting.remove_task_results()} removed"


@daily("remove sheets that were not imported")
def sheets_not_imported() -> str:
    """Seven days after they came; a committed sheet goes with its commit."""
    return f"{remove_old_drafts()} removed"


@daily("remove refused uploads")
def refused_uploads() -> str:
    """Twenty-four months after somebody looked at them."""
    return f"{remove_refused(before=months_before(now(), REFUSED_MONTHS))} removed"


@daily("forget invitations that nobody took up")
def invitations() -> str:
    """Thirty days after they were sent."""
    return f"{forget_invitations(before=now() - 30 * DAY)} forgotten"


def expired_from_cache() -> int:
    """Remove what the cache's table still holds past its time; Django itself does so only when the table is full."""
    if not isinstance(caches["default"], DatabaseCache):
        return 0
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - our own setting
            [connection.ops.adapt_datetimefield_value(real_now().replace(microsecond=0))],
        )
        return cursor.rowcount
