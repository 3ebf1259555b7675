"""POST /officer/sync/: the phone's queue, one answer an entry; the contract is in the docs of attendance."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from education.attendance.actions import Result, note_phone, record_entries
from education.attendance.contract import (
    MOST_BYTES,
    MOST_ENTRIES,
    Problem,
    Reading,
    read_entry,
    read_time,
    read_uuid,
)
from education.attendance.models import Phone
from education.attendance.signatures import read_claim, signed_by
from education.ledger.clock import now
from education.people.models import User
from education.people.roles import Role

PER_MINUTE = 60


class BadBody(Exception):  # noqa: N818 - an answer, not a fault
    """The body is not the contract's JSON, or more of it than the contract allows."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.response = problem(status, code, message)


def problem(status: int, code: str, message: str) -> JsonResponse:
    """An answer about the whole request; nothing of it was acknowledged."""
    return JsonResponse({"problems": [{"code": code, "field": "", "message": message}]}, status=status)


def not_signed_in(request: HttpRequest) -> JsonResponse:
    """401 in JSON, never a redirect: the phone keeps its entries and asks its officer to sign in."""
    if request.headers.get("Authorization", "").startswith("Device "):
        return problem(401, "device_unknown", "This phone is not enrolled. Sign in, then send again.")
    return problem(401, "not_signed_in", "Sign in, then send again. Nothing is lost.")


@never_cache
def sync(request: HttpRequest) -> JsonResponse:
    """Take up to 200 entries from a signed-in officer and answer each in the order sent.

    One bad entry never spoils another. The way in is the session with its CSRF token; a phone that signs its
    uploads comes in by `by_phone`.
    """
    if not request.user.is_authenticated:
        return not_signed_in(request)
    user: User = request.user
    if request.method != "POST":
        return _post_only()
    if not user.has_role(Role.OFFICER):
        return problem(403, "not_an_officer", "Only officers record sessions.")
    return _take(request, user)


@never_cache
def by_phone(request: HttpRequest) -> JsonResponse:
    """Take entries from an enrolled phone: no session, no cookie, only the signature over this very body.

    A phone may append entries of its own officer and nothing else. What a revoked phone sends, or that of an
    officer who has left, is kept and waits for a supervisor.
    """
    claim = read_claim(request.headers.get("Authorization", ""))
    phone = Phone.objects.select_related("officer").filter(pk=claim.phone).first() if claim else None
    if claim is None or phone is None:
        return not_signed_in(request)
    if request.method != "POST":
        return _post_only()
    try:
        genuine = signed_by(phone.key, _raw(request), claim.signature)
    except BadBody as bad:
        return bad.response
    if not genuine:
        return not_signed_in(request)
    note_phone(phone=phone)
    return _take(request, phone.officer, phone)


def _post_only() -> JsonResponse:
    response = problem(405, "post_only", "Send entries with POST.")
    response.headers["Allow"] = "POST"
    return response


def _take(request: HttpRequest, user: User, phone: Phone | None = None) -> JsonResponse:
    if _too_often(user):
        response = problem(429, "slow_down", "Too many requests in a minute. Wait, then send again.")
        response.headers["Retry-After"] = "60"
        return response
    try:
        entries, device, skew = _read_body(request)
    except BadBody as bad:
        return bad.response
    left = phone is not None and not (user.is_active and user.has_role(Role.OFFICER))
    review = "phone_revoked" if left or (phone and phone.revoked_at) else ""
    sender = Sender(user, phone.pk if phone else device, skew, bool(phone), review)
    results = _answers([read_entry(raw) for raw in entries], sender)
    answer = {"server_time": now().isoformat(), "results": results}
    return JsonResponse({**answer, "revoked": True} if review else answer)


@dataclass(frozen=True)
class Sender:
    """Who sends, from which device, how wrong its clock is, and whether all of it waits for a person."""

    user: User
    device: UUID | None
    skew: dt.timedelta
    by_phone: bool
    review: str


def _too_often(user: User) -> bool:
    """More than 60 requests by one person within a minute."""
    key = f"attendance.sync.{user.pk}.{now():%Y%m%d%H%M}"
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # the cache dropped the key between the two calls
        return False


def _too_large() -> BadBody:
    return BadBody(413, "too_large", "At most 200 entries and 256 KB a request. Send fewer.")


def _raw(request: HttpRequest) -> bytes:
    """The body as it was signed, no larger than the contract allows."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise _too_large()
    try:
        raw = request.body
    except RequestDataTooBig:
        raise _too_large()
    if len(raw) > MOST_BYTES:
        raise _too_large()
    return raw


def _read_body(request: HttpRequest) -> tuple[list[Any], UUID | None, dt.timedelta]:
    raw = _raw(request)
    not_json = BadBody(400, "bad_body", "This is not the contract's JSON.")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise not_json
    if not isinstance(body, dict) or not isinstance(body.get("entries"), list):
        raise not_json
    device, sent_at = body.get("device"), body.get("sent_at")
    if (device is not None and read_uuid(device) is None) or (sent_at and read_time(sent_at) is None):
        raise not_json
    if len(body["entries"]) > MOST_ENTRIES:
        raise _too_large()
    moment = read_time(sent_at)
    return body["entries"], read_uuid(device), (now() - moment) if moment else dt.timedelta()


def _answers(readings: list[Reading], sender: Sender) -> list[dict[str, Any]]:
    """One answer an entry, in the order sent; what keeps to the contract is recorded together."""
    refused = {number: _refused(reading, sender) for number, reading in enumerate(readings)}
    good = [r.submission for n, r in enumerate(readings) if r.submission and not refused[n]]
    recorded = iter(
        record_entries(
            submissions=good,
            by=sender.user,
            device=sender.device,
            clock_skew=sender.skew,
            review=sender.review,
        )
    )
    return [answer or _recorded(next(recorded)) for answer in refused.values()]


def _refused(reading: Reading, sender: Sender) -> dict[str, Any] | None:
    """The answer to an entry that is not recorded at all; None for one that is."""
    submission = reading.submission
    if submission is None:
        return _as_json(reading.id, "refused", problems=reading.problems)
    captured = submission.captured_at
    if captured and captured + sender.skew > now() + dt.timedelta(minutes=10):
        return _as_json(reading.id, "refused", problems=[Problem("future_capture", "captured_at")])
    if sender.by_phone and submission.captured_by not in (None, sender.user.public_id):
        return _as_json(reading.id, "refused", problems=[Problem("not_yours", "captured_by")])
    return None


def _recorded(result: Result) -> dict[str, Any]:
    return _as_json(
        str(result.id), result.status, result.receipt, result.version, problems=list(result.problems)
    )


def _as_json(
    entry_id: str | None,
    status: str,
    receipt: str = "",
    version: int | None = None,
    *,
    problems: list[Problem],
) -> dict[str, Any]:
    return {
        "id": entry_id,
        "status": status,
        "receipt": receipt or None,
        "version": version,
        "problems": [item.as_json() for item in problems],
    }
