"""Public pages of the figure and its files: no cookie, nothing computed, only what was frozen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from education.figures import files, queries
from education.figures.models import Snapshot, SnapshotFile

PAGE_SECONDS = 60
FOR_EVER = 31_536_000  # seconds in a year, the most that caches understand


def for_everyone(response: HttpResponse) -> HttpResponse:
    """Let other sites read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, {"section": "figures", **context}, status=status)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """What a page says about a snapshot, ready to print; percentages come from the frozen thousandths."""
    document = snapshot.document
    shares = [(how, part) for how, part in document["shares"].items() if part is not None]
    wide = round(1000 * snapshot.children / snapshot.total) if snapshot.total else 0
    return {
        "snapshot": snapshot,
        "document": document,
        "coverage": _per_cent(document["coverage"]["share"]),
        "shares": [(how, _per_cent(part)) for how, part in shares if part],
        "bar": {"children": wide, "parents": 1000 - wide},
        "newer": queries.newer(snapshot),
        "earlier": queries.earlier(snapshot.period_key, snapshot.definition, snapshot.number),
        "files": [(f.name, len(f.content), f.sha256) for f in snapshot.files.all() if f.name != files.SUMS],
        "base_url": settings.BASE_URL,
    }


def _per_cent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The latest figure, the other snapshots, and apart from them what the force reported elsewhere."""
    latest = queries.latest()
    context: dict[str, Any] = facts(latest) if latest else {"snapshot": None}
    context["others"] = queries.published().exclude(pk=latest.pk) if latest else queries.published()
    context["reported"] = queries.reported()
    return _page(request, "figures/index.html", context)


@require_safe
def latest(request: HttpRequest, name: str = "") -> HttpResponse:
    """An alias that always leads to the latest snapshot, or to one of its files."""
    found = queries.latest()
    target = f"{found.get_absolute_url()}{name}" if found else "/figures/"
    if name and not found:
        raise Http404("Nothing is published.")
    response = HttpResponseRedirect(target)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return for_everyone(response)


@require_safe
def snapshot(request: HttpRequest, slug: str) -> HttpResponse:
    """One snapshot for ever; a withdrawn one says why."""
    found = get_object_or_404(queries.published(), slug=slug)
    template = "figures/withdrawn.html" if found.is_withdrawn else "figures/snapshot.html"
    return _page(request, template, facts(found))


@require_safe
def data_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A file of a snapshot, byte for byte as published; 410 once it is withdrawn."""
    file = get_object_or_404(
        SnapshotFile.objects.select_related("snapshot__withdrawal"), snapshot__slug=slug, name=name
    )
    if file.snapshot.is_withdrawn:
        gone = f"{slug} was withdrawn: {file.snapshot.withdrawal.reason}\n"
        response = HttpResponse(gone, status=410, content_type="text/plain; charset=utf-8")
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
        return for_everyone(response)
    etag = quote_etag(file.sha256)
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response.headers["ETag"] = etag
    if name == files.CSV:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return for_everyone(get_conditional_response(request, etag=etag, response=response) or response)
