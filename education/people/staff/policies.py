"""Who may give and take staff roles, and when; each check raises the sentence that a page shows."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from education.ledger.clock import now
from education.people.models import StaffChange, User
from education.people.roles import Role

State = StaffChange.State
PROPOSERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something may not be done now or by this person; the message says so in a plain sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def staff() -> QuerySet[User]:
    """Everybody who can sign in and holds a staff role or is a superuser, by name."""
    found = User.objects.holding(*Role) | User.objects.filter(is_active=True, is_superuser=True)
    return found.order_by("last_name", "first_name", "email")


def others_to_agree(by: User | None, about: User | None) -> bool:
    """True when some administrator is neither the one who proposes nor the one whom it is about."""
    known = [person.pk for person in (by, about) if person is not None]
    return User.objects.holding(Role.ADMINISTRATOR).exclude(pk__in=known).exists()


def check_roles(roles: Iterable[str]) -> None:
    """Only roles that there are."""
    if set(roles) - set(Role.values):
        raise Refused("Choose roles from the list.")


def check_may_propose(by: User | None, about: User | None) -> None:
    """Coordinators and administrators propose roles, nobody for themselves; without a person, the command line."""
    if by is None:
        return
    if not by.has_role(*PROPOSERS):
        raise Refused("Only a coordinator or an administrator proposes roles.")
    if about is not None and about.pk == by.pk:
        raise Refused("Nobody changes their own roles. Ask another administrator.")


def check_may_invite(by: User | None) -> None:
    """Only an administrator sends somebody a link; without a person, the command line."""
    if by is not None and not by.has_role(Role.ADMINISTRATOR):
        raise Refused("Only an administrator invites people.")


def check_address(email: str) -> User | None:
    """The account that an invitation may take over: a closed one, or one whose address nobody ever confirmed.

    Raises Refused when the address belongs to somebody who signs in with it.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None or not user.is_active:
        return user
    if user.roles():
        raise Refused("This person works here already. Change their roles on their own page.")
    if EmailAddress.objects.filter(user=user, verified=True).exists() or user.is_superuser:
        raise Refused(
            "This address belongs to a teacher's account. Invite them with an address of the force."
        )
    return user


def check_may_agree(by: User, change: StaffChange) -> None:
    """An administrator agrees who neither proposed it nor gains by it."""
    if not by.has_role(Role.ADMINISTRATOR):
        raise Refused("Only an administrator agrees to roles.")
    if change.state != State.WAITING:
        raise Refused("This no longer waits for anybody. Look at it again.")
    if change.proposed_by_id == by.pk:
        raise Refused("You proposed this, so another administrator has to agree.")
    if change.user_id == by.pk or change.email == by.email:
        raise Refused("This is about you, so another administrator has to agree.")


def can_agree(by: User, change: StaffChange) -> bool:
    """Whether the button is shown."""
    try:
        check_may_agree(by, change)
    except Refused:
        return False
    return True


def check_may_withdraw(by: User, change: StaffChange) -> None:
    """Any administrator stops what is open; whoever proposed it may take it back while it waits."""
    if change.state not in (State.WAITING, State.INVITED):
        raise Refused("There is nothing left to stop. Look at it again.")
    if not by.has_role(Role.ADMINISTRATOR) and change.proposed_by_id != by.pk:
        raise Refused("Only an administrator stops this.")


def check_keeps_an_administrator(about: User, roles: Iterable[str] = ()) -> None:
    """The last administrator neither leaves nor drops the role: nobody could let anybody in any more."""
    if Role.ADMINISTRATOR in set(roles) or not about.has_role(Role.ADMINISTRATOR):
        return
    if not User.objects.holding(Role.ADMINISTRATOR).exclude(pk=about.pk).exists():
        raise Refused("This is the only administrator. Give somebody else the role first.")


def has_second_factor(user: User) -> bool:
    """True for somebody with a passkey, an app or codes, lost or not."""
    return Authenticator.objects.filter(user=user).exists()


def check_may_ask_for_a_way_back(by: User | None, about: User) -> None:
    """An administrator asks for somebody else who can't give their second factor; the command line may too."""
    if by is not None:
        if not by.has_role(Role.ADMINISTRATOR):
            raise Refused("Only an administrator lets somebody in again.")
        if by.pk == about.pk:
            raise Refused("Nobody takes their own second factor off here. Ask another administrator.")
    check_can_come_back(about)


def check_can_come_back(about: User) -> None:
    """There is an account that is open, and a second factor that can be lost."""
    if not about.is_active:
        raise Refused("This person's access has ended. Invite them again instead.")
    if not has_second_factor(about):
        raise Refused("This person has no second factor. They sign in as they are.")


def check_may_end(by: User | None, about: User) -> None:
    """An administrator ends somebody else's access at once; the command line may too."""
    if by is not None:
        if not by.has_role(Role.ADMINISTRATOR):
            raise Refused("Only an administrator ends somebody's access.")
        if by.pk == about.pk:
            raise Refused("Nobody ends their own access. Ask another administrator.")
    if not about.is_active:
        raise Refused("This person's access has ended already.")
    check_keeps_an_administrator(about)


def is_open(change: StaffChange) -> bool:
    """True while the invitation's link works."""
    return change.state == State.INVITED and change.expires_at is not None and change.expires_at > now()
