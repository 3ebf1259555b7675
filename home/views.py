"""Health, errors and leaving."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from education.attendance.views.sync import not_signed_in

ELSEWHERE = "https://www.bbc.co.uk/weather"


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Leave this site fast: a plain redirect to the weather; nobody is signed out and nothing is cleared."""
    response = HttpResponseRedirect(ELSEWHERE, status=303)
    response.headers["Cache-Control"] = "no-store"
    return response


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and its migrations are applied; 503 otherwise."""
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up", "migrations_waiting": waiting}, status=503 if waiting else 200)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A missing page still offers help."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A broken page still offers help; it asks nothing of the database."""
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late or from elsewhere; the phone's upload gets it as JSON."""
    if request.path == "/officer/sync/":
        if not request.user.is_authenticated:
            return not_signed_in(request)
        return JsonResponse(
            {"problems": [{"code": "csrf", "field": "", "message": "Sign in again."}]}, status=403
        )
    return render(request, "403_csrf.html", status=403)
