"""Public pages of the figure and its files: no cookie, nothing computed, only what was frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from education.figures import archive, files, queries, share
from education.figures.models import SnapshotFile
from education.figures.page import facts, how_facts, listed

PAGE_SECONDS = 60
FOR_EVER = 31_536_000  # seconds in a year, the most that caches understand


def for_everyone(response: HttpResponse) -> HttpResponse:
    """Let other sites read it, and its ETag and links."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def preflight() -> HttpResponse:
    """What a browser asks before another site's script sends If-None-Match."""
    response = HttpResponse(status=204)
    response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return for_everyone(response)


def open_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Other sites may read the answer; anything but reading is refused."""
    safe = require_safe(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight()
        return for_everyone(safe(request, *args, **kwargs))

    return answer


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, {"section": "figures", **context}, status=status)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


def _unchanging(request: HttpRequest, response: HttpResponse, digest: str) -> HttpResponse:
    """Bytes that will never be others: kept for ever, and 304 for whoever has them."""
    etag = quote_etag(digest)
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    found = get_conditional_response(request, etag=etag, response=response)
    return found if isinstance(found, HttpResponse) else response


def _gone(slug: str, reason: str) -> HttpResponse:
    """A file of a withdrawn figure: the reason in its place."""
    words = f"{slug} was withdrawn: {reason}\n"
    response = HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The latest figure, the other snapshots, and apart from them what the force reported elsewhere."""
    latest = queries.latest()
    context: dict[str, Any] = facts(latest) if latest else {"snapshot": None}
    context["others"] = [item for item in listed() if not latest or item.pk != latest.pk]
    context["reported"] = queries.reported()
    return _page(request, "figures/index.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How the number is made: the rule in every version, what is left out, the signs, and every figure so far."""
    return _page(request, "figures/how.html", how_facts())


def _to_latest(name: str) -> HttpResponse:
    found = queries.standing().defer("document").first()
    if name and not found:
        raise Http404("Nothing is published.")
    response = HttpResponseRedirect(f"{found.get_absolute_url()}{name}" if found else "/figures/")
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@open_data
def latest(request: HttpRequest, name: str = "") -> HttpResponse:
    """An alias that always leads to the latest snapshot, or to one of its files."""
    return _to_latest(name)


@require_safe
def snapshot(request: HttpRequest, slug: str) -> HttpResponse:
    """One snapshot for ever; a withdrawn one says why."""
    found = get_object_or_404(queries.published(), slug=slug)
    template = "figures/withdrawn.html" if found.is_withdrawn else "figures/snapshot.html"
    return _page(request, template, facts(found))


@open_data
def data_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A file of a snapshot, byte for byte as published; 410 once it is withdrawn."""
    file = get_object_or_404(
        SnapshotFile.objects.select_related("snapshot__withdrawal").defer("snapshot__document"),
        snapshot__in=queries.published(),
        snapshot__slug=slug,
        name=name,
    )
    if file.snapshot.is_withdrawn:
        return _gone(slug, file.snapshot.withdrawal.reason)
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    if name == files.CSV:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _unchanging(request, response, file.sha256)


@open_data
def package(request: HttpRequest, slug: str) -> HttpResponse:
    """All files of a snapshot in one, as `verify_figure` takes them; the same bytes each time."""
    found = get_object_or_404(queries.published(), slug=slug)
    if found.is_withdrawn:
        return _gone(slug, found.withdrawal.reason)
    content = archive.zipped(
        {file.name: bytes(file.content) for file in found.files.all()}, found.published_at
    )
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    return _unchanging(request, response, files.sha256(content))


@open_data
def share_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that a link to this figure shows elsewhere; none once it is withdrawn."""
    found = get_object_or_404(queries.published(), slug=slug)
    if found.is_withdrawn:
        return _gone(slug, found.withdrawal.reason)
    content = share.picture(found)
    digest = hashlib.sha256(content).hexdigest()
    return _unchanging(request, HttpResponse(content, content_type="image/png"), digest)
