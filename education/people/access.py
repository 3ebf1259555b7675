"""What goes into the access log: what allauth, Django and Wagtail do with people, contact details, downloads.

Signals of others are the only way to hear of a sign-in or of a group changed in Wagtail's own user admin; our own
actions call `education.ledger.actions.log_access` themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, cast

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest, HttpResponseBase

from education.ledger.actions import log_access, network_code
from education.ledger.models import AccessEvent
from education.people import same_work
from education.people.models import User

Kind = AccessEvent.Kind
FLAGS = ("is_active", "is_staff", "is_superuser")
WATCHED = (*FLAGS, "email")
DESK = "/cms/"
PEOPLE = "/cms/users/"  # Wagtail's own list of everybody, with their addresses
FORWARD = {"groups": "groups", "permissions": "user_permissions", "group permissions": "permissions"}
REVERSE = {"groups": "user_set", "permissions": "user_set", "group permissions": "group_set"}
REQUEST: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class AccessLog:
    """Remembers who asks while an answer is made, and logs every download from the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = REQUEST.set(request)
        try:
            response = self.get_response(request)
            if request.path.startswith(DESK) and is_download(response) and asking():
                note(Kind.EXPORTED, person=asking(), about=address_name(request))
            elif request.path.startswith(PEOPLE) and response.status_code == 200 and asking():
                note(Kind.CONTACT_VIEWED, person=asking(), about=address_name(request))
            return response
        finally:
            REQUEST.reset(token)


def is_download(response: HttpResponseBase) -> bool:
    """A file to keep, whatever made it."""
    return response.status_code == 200 and str(response.get("Content-Disposition", "")).startswith(
        "attachment"
    )


def address_name(request: HttpRequest) -> str:
    """The name of an address and its ids, never its query: that may hold what somebody typed."""
    match = request.resolver_match
    if match is None:
        return ""
    return " ".join([match.view_name or "", *(str(value) for value in match.kwargs.values())])


def asking() -> User | None:
    """Whoever is signed in where the present request comes from; None for the system and for strangers."""
    request = REQUEST.get()
    user = getattr(request, "user", None)
    return cast(User, user) if user is not None and user.is_authenticated else None


def network(request: HttpRequest | None) -> str:
    """The code that stands for the network address of a request."""
    if request is None or not request.META.get("REMOTE_ADDR"):
        return ""
    return network_code(get_adapter().get_client_ip(request))


def note(
    kind: str,
    *,
    person: User | None,
    by: User | None = None,
    about: object = "",
    data: Mapping[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> AccessEvent:
    """Log an access that somebody at the other end of a request made; `by` is whoever asks unless it is given."""
    request = request or REQUEST.get()
    return log_access(
        kind=kind, person=person, by=by or asking(), about=about, data=data, network=network(request)
    )


def shows_contacts(what: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a view that shows somebody else's address or telephone: each look is logged.

    `what` is the keyword argument that names the visit, claim or person; without one the list itself is named.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code < 300 or response.status_code in (409, 422):
                user = cast(User, request.user)
                note(Kind.CONTACT_VIEWED, person=user, by=user, about=kwargs.get(what, what), request=request)
            return response

        return watched

    return decorate


def listen() -> None:
    """Connect everything; called once, when the room is ready."""
    auth.user_logged_in.connect(_signed_in, dispatch_uid="access")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="access")
    auth.user_login_failed.connect(_sign_in_failed, dispatch_uid="access")
    for signal, kind in (
        (account.user_signed_up, Kind.ACCOUNT_MADE),
        (account.password_set, Kind.PASSWORD_CHANGED),
        (account.password_changed, Kind.PASSWORD_CHANGED),
        (account.password_reset, Kind.PASSWORD_CHANGED),
        (account.email_added, Kind.EMAIL_CHANGED),
        (account.email_removed, Kind.EMAIL_CHANGED),
        (mfa.authenticator_added, Kind.SECOND_FACTOR_ADDED),
        (mfa.authenticator_reset, Kind.SECOND_FACTOR_ADDED),
        (mfa.authenticator_removed, Kind.SECOND_FACTOR_REMOVED),
        (mfa.authenticator_used, Kind.SECOND_FACTOR_USED),
        (mfa.authentication_failed, Kind.SECOND_FACTOR_FAILED),
    ):
        signal.connect(_by_themselves(kind), weak=False, dispatch_uid=f"access {kind}")
    account.email_confirmed.connect(_email_confirmed, dispatch_uid="access")
    account.authentication_step_completed.connect(_step, dispatch_uid="access")
    pre_save.connect(_before_save, sender=User, dispatch_uid="access")
    post_save.connect(_after_save, sender=User, dispatch_uid="access")
    post_delete.connect(_removed, sender=User, dispatch_uid="access")
    for through, label in (
        (User.groups.through, "groups"),
        (User.user_permissions.through, "permissions"),
        (Group.permissions.through, "group permissions"),
    ):
        m2m_changed.connect(_links(label), sender=through, weak=False, dispatch_uid=f"access {label}")


def _signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    note(Kind.SIGN_IN, person=user, by=user, request=request)


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(Kind.SIGN_OUT, person=user, by=user, request=request)


def _sign_in_failed(
    sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Whether the address has an account or not, one look-up and one row: the answer takes as long."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    person = User.objects.filter(email=email.lower()).first()
    same_work.look_up(1 if person else 0)
    log_access(kind=Kind.SIGN_IN_FAILED, person=person, by=None, network=network(request))


def sign_up_with_a_known_address(request: HttpRequest, owner: User | None) -> None:
    """Somebody tried to make an account with an address that has one."""
    log_access(kind=Kind.SIGN_UP_KNOWN, person=owner, by=None, network=network(request))


def wrong_code(request: HttpRequest, person: User | None) -> None:
    """A code from a mail that was not right: one row whether the address has an account or not."""
    log_access(kind=Kind.CODE_REJECTED, person=person, by=None, network=network(request))


def _by_themselves(kind: str) -> Callable[..., None]:
    def heard(sender: Any, request: HttpRequest, user: User | None = None, **kwargs: Any) -> None:
        if user is None or not user.pk:
            return
        factor = kwargs.get("authenticator")
        log_access(
            kind=kind, person=user, by=None if kind == Kind.SECOND_FACTOR_FAILED else user, network=network(request),
            data={"factor": factor.type} if factor is not None else {},
        )  # fmt: skip

    return heard


def _email_confirmed(sender: Any, request: HttpRequest, email_address: Any, **kwargs: Any) -> None:
    log_access(
        kind=Kind.EMAIL_CONFIRMED,
        person=email_address.user,
        by=email_address.user,
        network=network(request),
    )


def _step(sender: Any, request: HttpRequest, method: str, user: User, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        note(Kind.REAUTHENTICATED, person=user, by=user, data={"method": method}, request=request)


def _before_save(
    sender: Any, instance: User, raw: bool = False, update_fields: Any = None, **kw: Any
) -> None:
    """Keep what the flags were; a save of other fields costs nothing."""
    instance._before = None  # type: ignore[attr-defined]
    if raw or (update_fields is not None and not set(update_fields) & set(WATCHED)):
        return
    found = User.objects.filter(pk=instance.pk).values(*WATCHED).first() if instance.pk else None
    fresh = {"is_active": True, "is_staff": False, "is_superuser": False, "email": instance.email}
    instance._before = found or fresh  # type: ignore[attr-defined]


def _after_save(sender: Any, instance: User, **kwargs: Any) -> None:
    before = instance._before  # type: ignore[attr-defined]
    if before is None:
        return
    changed = {flag: getattr(instance, flag) for flag in FLAGS if getattr(instance, flag) != before[flag]}
    if changed:
        note(Kind.PERMISSIONS_CHANGED, person=instance, data=changed)
    if instance.email != before["email"]:
        note(Kind.EMAIL_CHANGED, person=instance)


def _removed(sender: Any, instance: User, **kwargs: Any) -> None:
    note(Kind.ACCOUNT_REMOVED, person=instance)


def _links(label: str) -> Callable[..., None]:
    """Groups and permissions given and taken, from whichever side and by whoever's code."""

    def heard(
        sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any
    ) -> None:
        side = (REVERSE if reverse else FORWARD)[label]
        if action == "pre_clear":
            instance._cleared = set(getattr(instance, side).values_list("pk", flat=True))
        elif action in ("post_add", "post_remove", "post_clear"):
            ids = instance.__dict__.pop("_cleared", set()) if pk_set is None else pk_set
            if ids:
                _note_links(instance, model.objects.filter(pk__in=ids), label, action == "post_add")

    return heard


def _note_links(instance: Any, others: Any, label: str, added: bool) -> None:
    verb = "added" if added else "removed"
    if issubclass(others.model, User):
        for person in others:
            note(Kind.PERMISSIONS_CHANGED, person=person, data={label: {verb: [code(instance)]}})
        return
    person, about = (instance, "") if isinstance(instance, User) else (asking(), code(instance))
    data = {label: {verb: sorted(code(other) for other in others)}}
    note(Kind.PERMISSIONS_CHANGED, person=person, about=about, data=data)


def code(thing: Group | Permission) -> str:
    """What a group or a permission is called in the log."""
    return thing.name if isinstance(thing, Group) else thing.codename
