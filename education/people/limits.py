"""Limits on how often something may be tried, shared by all processes through the cache table.

A limit is a row of slots. A try takes a free slot, and the slot frees itself when its time is over, so that no
more than `amount` tries fit into any `seconds`. `cache.add` decides who gets a slot: two processes never share
one. Time is real time, not the set clock: a clock that stands still would never let go.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

WAIT = 60  # seconds; what we say when the limit is allauth's own, which all last a minute
Per = Literal["account", "address"]


@dataclass(frozen=True)
class Limit:
    """At most `amount` tries in any `seconds`, counted under this name."""

    name: str
    amount: int
    seconds: int

    def keys(self, who: str) -> list[str]:
        """The cache keys of the slots of one person, address or school; nothing of theirs is readable in them."""
        digest = hashlib.sha256(f"{self.name} {who}".encode()).hexdigest()[:32]
        return [f"limit:{digest}:{number}" for number in range(self.amount)]


@dataclass(frozen=True)
class Try:
    """One try: it has a slot, or it says how many seconds to wait for the next."""

    slot: str = ""
    wait: int = 0

    def give_back(self) -> None:
        """Free the slot again: the try turned out to be none that counts."""
        if self.slot:
            cache.delete(self.slot)


def take(limit: Limit, who: str) -> Try:
    """Take a slot of this limit for a person, an address or a school."""
    keys = limit.keys(who)
    taken: dict[str, float] = cache.get_many(keys)
    until = time.time() + limit.seconds
    for key in keys:
        if key not in taken and cache.add(key, until, limit.seconds):
            return Try(slot=key)
    soonest = min(taken.values(), default=until)
    return Try(wait=max(1, math.ceil(soonest - time.time())))


def address(request: HttpRequest) -> str:
    """Where a request comes from: the network address that TRUSTED_PROXY_COUNT lets us believe."""
    return get_ip(request)


def too_many(request: HttpRequest, wait: int = WAIT, exception: Exception | None = None) -> HttpResponse:
    """The page that says to wait and how long; `Retry-After` says it to machines, in seconds."""
    response = render(request, "429.html", {"minutes": math.ceil(wait / 60)}, status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def limited(
    limit: Limit, per: Per = "account", methods: tuple[str, ...] = ("POST",)
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a view be used so often by one account (the address stands in for a stranger) and no more."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                known = per == "account" and request.user.is_authenticated
                tried = take(limit, f"account {request.user.pk}" if known else f"address {address(request)}")
                if tried.wait:
                    return too_many(request, tried.wait)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
