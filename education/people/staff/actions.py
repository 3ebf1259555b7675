"""Writes about staff: propose, agree, invite, take up an invitation, leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.ledger.models import AccessEvent
from education.ledger.outbox import NOBODY
from education.people.access import note
from education.people.models import StaffChange, User
from education.people.roles import Role
from education.people.staff import policies, tokens
from education.people.staff.leaving import HAND_OVERS
from education.people.staff.policies import Refused

State = StaffChange.State
LASTS = dt.timedelta(days=7)
LOCK = 7301


def _one_at_a_time() -> None:
    """Who is an administrator is counted before it is changed, so writers wait for each other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _codes(roles: Iterable[str]) -> list[str]:
    wanted = {str(role) for role in roles}
    policies.check_roles(wanted)
    return [role.value for role in Role if role.value in wanted]


@transaction.atomic
def invite(*, email: str, roles: Collection[str], by: User | None) -> StaffChange:
    """Ask somebody without an account to join with these roles; raises Refused with a sentence.

    With a second administrator it waits for them; with none the link goes out at once and the row says so.
    Without `by` it comes from the command line, where whoever can run it holds the whole database anyway.
    """
    _one_at_a_time()
    email = email.strip().lower()
    policies.check_may_invite(by)
    codes = _codes(roles)
    if not codes:
        raise Refused("Choose at least one role.")
    if by is not None and email == by.email:
        raise Refused("Nobody invites themselves. Ask another administrator.")
    known = policies.check_address(email)
    _make_room(email, again=by is None)
    return _propose(email, known, codes, by)


@transaction.atomic
def propose_roles(*, user: User, roles: Collection[str], by: User | None) -> StaffChange:
    """Say which roles somebody on the staff shall hold; nothing changes before a second person agrees.

    With a single administrator and no second person the change is made at once and the row says so.
    """
    _one_at_a_time()
    user = User.objects.select_for_update().get(pk=user.pk)
    policies.check_may_propose(by, user)
    codes = _codes(roles)
    if not user.is_active or not (user.roles() or user.is_superuser):
        raise Refused("This person is not on the staff. Invite them with an address of the force.")
    if set(codes) == {role.value for role in user.roles()}:
        raise Refused("These are the roles that this person holds already.")
    if not codes:
        raise Refused("Choose at least one role, or end this person's access.")
    policies.check_keeps_an_administrator(user, codes)
    return _propose(user.email, user, codes, by)


@transaction.atomic
def propose_way_back(*, user: User, by: User | None) -> StaffChange:
    """Ask to let somebody in again who lost their second factor and its codes; raises Refused.

    Another administrator agrees, as for roles; with none to ask it takes effect at once and the row says so.
    """
    _one_at_a_time()
    user = User.objects.select_for_update().get(pk=user.pk)
    policies.check_may_ask_for_a_way_back(by, user)
    return _propose(user.email, user, [], by, StaffChange.What.WAY_BACK)


def _propose(
    email: str,
    user: User | None,
    codes: list[str],
    by: User | None,
    what: StaffChange.What = StaffChange.What.ROLES,
) -> StaffChange:
    try:
        with transaction.atomic():
            change = StaffChange.objects.create(
                email=email, user=user, roles=codes, state=State.WAITING, proposed_by=by, proposed_at=now(),
                what=what,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("Something about this person is open already. Decide or withdraw it first.") from error
    _log(change, "staff_change_proposed", by)
    sole = by is None or (by.has_role(Role.ADMINISTRATOR) and not policies.others_to_agree(by, user))
    if sole:
        change.alone = by is not None
        _take_effect(change, by)
    return change


@transaction.atomic
def agree(*, change: StaffChange, by: User) -> StaffChange:
    """The second person says yes: the roles change, or the invitation goes out. Raises Refused."""
    _one_at_a_time()
    change = _locked(change)
    policies.check_may_agree(by, change)
    if change.what == StaffChange.What.WAY_BACK and change.user:
        policies.check_can_come_back(change.user)
    elif change.user and change.user.is_active:
        policies.check_keeps_an_administrator(change.user, change.roles)
    _take_effect(change, by)
    return change


def _take_effect(change: StaffChange, by: User | None) -> None:
    change.decided_by, change.decided_at = by, now()
    kind = ""
    if change.what == StaffChange.What.WAY_BACK and change.user:
        _let_in_again(change.user, by)
        change.state, kind = State.DONE, "staff_way_back"
    elif change.user and change.user.is_active and (change.user.roles() or change.user.is_superuser):
        give_roles(change.user, change.roles)
        change.state, kind = State.DONE, "staff_roles_changed"
    else:
        change.state, change.expires_at, kind = State.INVITED, now() + LASTS, "staff_invited"
        change.token_hash = tokens.digest(tokens.token(change))
    change.save()
    _log(change, "staff_change_agreed", by)
    queue_mail(
        kind=kind, subject_id=change.public_id, recipient=change.email, key=f"{kind}:{change.public_id}"
    )


def _let_in_again(user: User, by: User | None) -> None:
    """Take factor, password and sessions: whoever comes back proves the mailbox by a code and enrols again.

    A password that somebody else knows is worth nothing on that day.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    ended = end_sessions(user)
    note(
        AccessEvent.Kind.SECOND_FACTOR_REMOVED, person=user, by=by, data={"by_desk": True, "sessions": ended}
    )


def give_roles(user: User, codes: Iterable[str]) -> None:
    """Exactly these roles; groups that are no role of ours stay as they are. The access log hears of it."""
    wanted = {Role(code).label for code in codes}
    ours = {role.label for role in Role}
    user.groups.remove(*Group.objects.filter(name__in=ours - wanted, user=user))
    user.groups.add(*Group.objects.filter(name__in=wanted).exclude(user=user))
    if hasattr(user, "_roles"):
        del user._roles


@transaction.atomic
def refuse(*, change: StaffChange, by: User) -> StaffChange:
    """The second person says no."""
    change = _locked(change)
    policies.check_may_agree(by, change)
    return _close(change, State.REFUSED, by)


@transaction.atomic
def withdraw(*, change: StaffChange, by: User) -> StaffChange:
    """Stop what is open; a link that was sent no longer works."""
    change = _locked(change)
    policies.check_may_withdraw(by, change)
    return _close(change, State.WITHDRAWN, by)


def _close(change: StaffChange, state: StaffChange.State, by: User | None) -> StaffChange:
    change.state, change.token_hash = state, ""
    change.decided_by, change.decided_at = by, now()
    change.save()
    _log(change, f"staff_change_{state}", by)
    return change


def find_invitation(text: str) -> StaffChange | None:
    """The invitation whose link this is, while it works."""
    change = StaffChange.objects.filter(token_hash=tokens.digest(text), state=State.INVITED).first()
    return change if change and policies.is_open(change) else None


@transaction.atomic
def take_up(*, token: str, first_name: str, last_name: str, password: str) -> User:
    """Whoever holds the link owns the mailbox: make the account with its roles, once. Raises Refused.

    An account that was closed, or that somebody made without ever confirming the address, is taken over: its
    password, sessions and second factors go.
    """
    _one_at_a_time()
    row = StaffChange.objects.select_for_update().filter(token_hash=tokens.digest(token)).first()
    if row is None or not policies.is_open(row):
        raise Refused("This invitation no longer works. Ask whoever invited you for a new one.")
    known = policies.check_address(row.email)
    if known is None:
        user = User(email=row.email)
    else:
        user = User.objects.select_for_update().get(pk=known.pk)
        end_sessions(user)
        Authenticator.objects.filter(user=user).delete()
    user.first_name, user.last_name, user.is_active = first_name, last_name, True
    user.set_password(password)
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email=row.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=row.email, defaults={"verified": True, "primary": True}
    )
    give_roles(user, row.roles)
    row.user, row.state, row.token_hash = user, State.DONE, ""
    row.save()
    _log(row, "staff_invitation_taken_up", user)
    return user


@transaction.atomic
def end_access(*, user: User, by: User | None) -> dict[str, int]:
    """Somebody leaves: their access ends now, and each room hands their open work over. Raises Refused.

    Returns how many of what was handed over. The account stays as a name in past decisions until retention
    empties it.
    """
    _one_at_a_time()
    user = User.objects.select_for_update().get(pk=user.pk)
    policies.check_may_end(by, user)
    was = sorted(role.value for role in user.roles())
    handed: dict[str, int] = {}
    for room in HAND_OVERS:
        handed |= room(user, by)
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    give_roles(user, [])
    user.user_permissions.clear()
    handed["sessions"] = end_sessions(user)
    Authenticator.objects.filter(user=user).delete()
    mine = StaffChange.objects.filter(proposed_by=user) | StaffChange.objects.filter(user=user)
    for change in mine.filter(state__in=[State.WAITING, State.INVITED]).distinct():
        _close(change, State.WITHDRAWN, by)
    log(
        subject="person", subject_id=user.public_id, kind="access_ended", by=by,
        actor_kind="" if by else "command", data={"roles": was, "handed_over": handed},
    )  # fmt: skip
    return handed


def end_sessions(user: User) -> int:
    """Delete every session of a person, whether allauth knows it or not; returns how many."""
    keys = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            keys.add(session.session_key)
    UserSession.objects.filter(user=user).delete()
    deleted, _ = Session.objects.filter(session_key__in=keys).delete()
    return deleted


def _make_room(email: str, *, again: bool) -> None:
    """An invitation that ran out makes room for the next one; from the command line any open one does."""
    rows = StaffChange.objects.filter(email=email, state__in=[State.WAITING, State.INVITED])
    for change in rows if again else rows.filter(state=State.INVITED, expires_at__lte=now()):
        _close(change, State.WITHDRAWN, None)


def forget_invitations(*, before: dt.datetime) -> int:
    """An invitation that nobody took up loses its address; returns how many did."""
    rows = StaffChange.objects.filter(user=None, proposed_at__lte=before).exclude(email__endswith=NOBODY)
    for row in rows:
        row.email, row.token_hash = f"{row.public_id.hex}{NOBODY}", ""
        if row.state in (State.WAITING, State.INVITED):
            row.state, row.decided_at = State.WITHDRAWN, now()
        row.save()
    return len(rows)


def _locked(change: StaffChange) -> StaffChange:
    return StaffChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)


def _log(change: StaffChange, kind: str, by: User | None) -> None:
    data: dict[str, Any] = {
        "what": change.what,
        "roles": change.roles,
        "state": change.state,
        "alone": change.alone,
    }
    if change.user:
        data["person"] = change.user.public_id
    log(
        subject="staff_change", subject_id=change.public_id, kind=kind, by=by,
        actor_kind="" if by else "command", data=data,
    )  # fmt: skip
