"""The read-only API: published snapshots for machines, open to every site, without a key or a cookie."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Path, Query, Schema, Status
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from education.figures import files, queries
from education.figures.views import PAGE_SECONDS, for_everyone, preflight
from education.schools.force import force

PERIOD_TYPES = tuple(files.FIELDS[0]["constraints"]["enum"])
FILTERS = ("limit", "offset", "period", "status", "year")
SLUG = r"^[a-z0-9-]{1,40}$"


class FiguresAPI(NinjaAPI):
    """An API whose description names the licence of this force, which is known only once a force is served."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, with the licence that the force's next figure will name."""
        found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        found["info"]["license"] = {"name": force().licence.title, "url": force().licence.path}
        return found


api = FiguresAPI(
    title="Figures",
    version="1",
    description="Places taken by children and by parents and carers in training about how to stay safe online."
    " Read-only, without a key; each figure names the licence under which everybody may use it. Answers bear an"
    " ETag: send it back as If-None-Match and you get 304 while nothing has changed. Anything but GET is 405.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


class Period(Schema):
    """Which days count."""

    type: str
    start: dt.date
    end: dt.date
    key: str
    name: str
    to_date: bool


class Headline(Schema):
    """The numbers; parents stands for parents and carers."""

    children: int
    parents: int
    total: int
    sessions: int
    schools: int


class Item(Schema):
    """One snapshot in a list."""

    id: str
    address: str
    period: Period
    status: str
    headline: Headline


class Snapshots(Schema):
    """A page of snapshots, newest first; `count` is that of all."""

    count: int
    items: list[Item]


class Earlier(Schema):
    """A snapshot of the same period that came before."""

    id: str
    as_at: dt.date
    status: str
    headline: Headline
    reason: str
    withdrawn: bool


class DefinitionText(Schema):
    """What is counted."""

    key: str
    version: int
    wording: str


class Coverage(Schema):
    """Delivered sessions, and how many of them have a register."""

    delivered: int
    recorded: int
    share: float


class Shares(Schema):
    """How the heads were counted, as parts of one; empty where so few schools allow the headline only."""

    counted: float | None
    estimated: float | None
    imported: float | None


class Document(Item):
    """A snapshot as in its `figures.json`."""

    title: str
    publisher: str
    demonstration: bool
    definition: DefinitionText
    as_at: dt.date
    reason: str
    coverage: Coverage
    shares: Shares
    rows: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    left_out: list[dict[str, Any]]
    schools: dict[str, Any]
    range: dict[str, Any]
    disclosure: dict[str, Any]
    symbols: dict[str, str]
    trend: list[dict[str, Any]]
    comparison: dict[str, Any] | None
    outcome: list[dict[str, Any]] = []
    ratings: dict[str, Any] | None = None
    revisions: list[Earlier]
    licence: dict[str, str]
    sha256: str


class Problem(Schema):
    """Why there is no answer."""

    detail: str


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["slug"],
        "address": f"/figures/{row['slug']}/",
        "period": row["document__period"],
        "status": row["status"],
        "headline": row["document__headline"],
    }


class UnknownFilter(Exception):  # noqa: N818 - it is an answer, no fault of ours
    """A parameter that this address does not have."""


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong with each parameter, in one sentence."""
    said = [f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors]
    return api.create_response(request, {"detail": "; ".join(said)}, status=422)


@api.exception_handler(UnknownFilter)
def unknown(request: HttpRequest, error: UnknownFilter) -> HttpResponse:
    """A misspelt filter is said to be one: an answer that ignored it would look like a filtered one."""
    return api.create_response(request, {"detail": str(error)}, status=422)


def check_filters(request: HttpRequest, *allowed: str) -> None:
    """Raises UnknownFilter for any other parameter."""
    others = sorted(set(request.GET) - set(allowed))
    if others:
        known = f"This address has {', '.join(allowed)}." if allowed else "This address has none."
        raise UnknownFilter(f"There is no parameter “{others[0][:40]}”. {known}")


@api.get(
    "/figures/",
    response={200: Snapshots, 422: Problem},
    summary="Published snapshots, newest first",
)
def snapshots(
    request: HttpRequest,
    response: HttpResponse,
    limit: Annotated[int, Query(ge=1, le=100, description="How many in one answer")] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over")] = 0,
    period: Annotated[
        Literal[PERIOD_TYPES] | None,  # type: ignore[valid-type]
        Query(description="Only periods of this type"),
    ] = None,
    status: Annotated[
        Literal[files.STATUSES] | None,  # type: ignore[valid-type]
        Query(description="Only figures of this status"),
    ] = None,
    year: Annotated[
        int | None, Query(ge=2000, le=2100, description="Only periods that begin in this year")
    ] = None,
) -> dict[str, Any]:
    """Every snapshot that stands and fits all filters; withdrawn ones are left out.

    The Link header names the next and the previous page.
    """
    check_filters(request, *FILTERS)
    wanted = {"period_type": period, "status": status, "period_start__year": year}
    found = queries.standing().filter(**{name: value for name, value in wanted.items() if value is not None})
    count = found.count()
    links = pages(request, limit, offset, count)
    if links:
        response.headers["Link"] = links
    # Of a document, which is as long as its tables, the database hands out these two parts alone.
    rows = found.values("slug", "status", "document__period", "document__headline")
    return {"count": count, "items": [_item(row) for row in rows[offset : offset + limit]]}


def pages(request: HttpRequest, limit: int, offset: int, count: int) -> str:
    """The Link header of one page of a list, empty when everything is on it."""
    beside = {"next": offset + limit, "prev": max(0, offset - limit)}
    shown = {"next": offset + limit < count, "prev": offset > 0}
    filters = {name: request.GET[name] for name in FILTERS[2:] if name in request.GET}
    return ", ".join(
        f'<{request.path}?{urlencode({**filters, "limit": limit, "offset": start})}>; rel="{name}"'
        for name, start in beside.items()
        if shown[name]
    )


@api.get(
    "/figures/{slug}/",
    response={200: Document, 404: Problem, 410: Problem, 422: Problem},
    summary="One snapshot, in full",
)
def snapshot(
    request: HttpRequest, slug: Annotated[str, Path(pattern=SLUG, description="Such as calendar-2019-1")]
) -> Status[dict[str, Any]]:
    """What its `figures.json` says, with its address; 410 and the reason once it is withdrawn."""
    check_filters(request)
    found = queries.published().filter(slug=slug).first()
    if found is None:
        return Status(404, {"detail": f"There is no snapshot {slug[:40]}."})
    if found.is_withdrawn:
        return Status(410, {"detail": f"{slug} was withdrawn: {found.withdrawal.reason}"})
    document = json.loads(bytes(found.files.get(name=files.JSON).content))
    return Status(200, {**document, "address": found.get_absolute_url()})


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked of the API."""
    return JsonResponse({"detail": "There is nothing at this address. See /api/v1/openapi.json."}, status=404)


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Every answer is JSON, may be read by other sites and kept for a minute, and answers 304 when unchanged."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight()
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = nothing_here(request)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "GET")
            response = JsonResponse(
                {"detail": "This API is read-only."}, status=405, headers={"Allow": allowed}
            )
        if response.status_code == 200:
            etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
            response = get_conditional_response(request, etag=etag, response=response) or response
        else:
            patch_cache_control(response, no_store=True)
        return for_everyone(response)

    return answer


def urls() -> tuple[list[URLPattern], str, str]:
    """The addresses of the API for `path()`, each of them opened to everybody."""
    patterns, app, namespace = api.urls
    found = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
    for pattern in found:
        pattern.callback = opened(pattern.callback)
    return found, app, namespace
