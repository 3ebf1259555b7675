"""POST /officer/sync/: the phone's queue, one answer an entry; the contract is in the docs of attendance."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from education.attendance.actions import Result, record_entry
from education.attendance.contract import (
    MOST_BYTES,
    MOST_ENTRIES,
    Problem,
    Reading,
    read_entry,
    read_time,
    read_uuid,
)
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
    """Take up to 200 entries and answer each in the order sent; one bad entry never spoils another.

    One way in so far: a signed-in officer's session with its CSRF token. An enrolled phone
    (`Authorization: Device …`) is answered 401 until phones can be enrolled.
    """
    if "Authorization" in request.headers or not request.user.is_authenticated:
        return not_signed_in(request)
    user: User = request.user
    if request.method != "POST":
        response = problem(405, "post_only", "Send entries with POST.")
        response.headers["Allow"] = "POST"
        return response
    if not user.has_role(Role.OFFICER):
        return problem(403, "not_an_officer", "Only officers record sessions.")
    if _too_often(user):
        response = problem(429, "slow_down", "Too many requests in a minute. Wait, then send again.")
        response.headers["Retry-After"] = "60"
        return response
    try:
        entries, device, skew = _read_body(request)
    except BadBody as bad:
        return bad.response
    results = [_answer(read_entry(raw), user, device, skew) for raw in entries]
    return JsonResponse({"server_time": now().isoformat(), "results": results})


def _too_often(user: User) -> bool:
    """More than 60 requests by one person within a minute."""
    key = f"attendance.sync.{user.pk}.{now():%Y%m%d%H%M}"
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # the cache dropped the key between the two calls
        return False


def _read_body(request: HttpRequest) -> tuple[list[Any], UUID | None, dt.timedelta]:
    too_large = BadBody(413, "too_large", "At most 200 entries and 256 KB a request. Send fewer.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise too_large
    try:
        raw = request.body
    except RequestDataTooBig:
        raise too_large
    if len(raw) > MOST_BYTES:
        raise too_large
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
        raise too_large
    moment = read_time(sent_at)
    return body["entries"], read_uuid(device), (now() - moment) if moment else dt.timedelta()


def _answer(reading: Reading, user: User, device: UUID | None, skew: dt.timedelta) -> dict[str, Any]:
    if reading.submission is None:
        return _as_json(reading.id, "refused", problems=reading.problems)
    captured = reading.submission.captured_at
    if captured and captured + skew > now() + dt.timedelta(minutes=10):
        return _as_json(reading.id, "refused", problems=[Problem("future_capture", "captured_at")])
    result: Result = record_entry(submission=reading.submission, by=user, device=device, clock_skew=skew)
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
