"""Health, errors, leaving, search, what is new, and what search engines and other sites read."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from education.attendance.views.sync import not_signed_in
from education.ledger.clock import now
from education.schools.force import force
from home import share
from home.models import HomePage
from home.open_posts import counted_page
from home.queries import newest, public_pages, standing
from home.search import LONGEST, find

DAMAGED = "This form arrived damaged. Nothing was saved. Load the page again and try once more."
SAME_FOR_ALL = "public, max-age=0, must-revalidate"
ELSEWHERE = "https://www.bbc.co.uk/weather"


def leave(request: HttpRequest) -> HttpResponse:
    """Leave this site fast: a plain redirect to the weather; nobody is signed out and nothing is cleared."""
    response = HttpResponseRedirect(ELSEWHERE, status=303)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Pages that fit these words, and help above them where they speak of a crisis; what was typed is kept nowhere."""
    typed = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    return render(request, "home/search.html", {"q": typed, "longest": LONGEST, "answer": find(typed)})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every live public page, for search engines; no page while the site is a demonstration."""
    site = Site.find_for_request(request)
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    shown = public_pages(home) if home and not standing().demonstration else []
    pages = [
        {"address": f"{settings.BASE_URL}{page.get_url(request)}", "changed": page.last_published_at}
        for page in shown
    ]
    return render(request, "home/sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read the public pages; a demonstration says noindex on each page, so they may look."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/accounts/", "/cms/", "/leave/", "/search/"))
    return HttpResponse(
        f"User-agent: *\n{closed}Sitemap: {settings.BASE_URL}/sitemap.xml\n", content_type="text/plain"
    )


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """After a tap on "Was this useful?": thanks, and the way back."""
    page = counted_page(request.GET.get("page", ""))
    return render(request, "home/useful.html", {"back": page})


@require_safe
def whats_new(request: HttpRequest) -> HttpResponse:
    """What was published lately, in words."""
    response = render(request, "home/whats_new.html", {"pages": newest(), "section": "new"})
    response.headers["Cache-Control"] = SAME_FOR_ALL
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed."""
    entries = Atom1Feed(
        title=f"{settings.WAGTAIL_SITE_NAME}, {force().name}",
        link=f"{settings.BASE_URL}{reverse('whats_new')}",
        description="New and changed lessons and guides.",
        feed_url=f"{settings.BASE_URL}{reverse('feed')}",
        language=settings.LANGUAGE_CODE,
    )
    for page in newest():
        link = f"{settings.BASE_URL}{page.get_url(request)}"
        entries.add_item(
            title=page.title, link=link, description=page.summary, unique_id=link,
            pubdate=page.first_published_at, updateddate=page.last_published_at,
        )  # fmt: skip
    return HttpResponse(
        entries.writeString("utf-8"),
        content_type="application/atom+xml; charset=utf-8",
        headers={"Cache-Control": SAME_FOR_ALL},
    )


@require_safe
def share_picture(request: HttpRequest, number: int) -> HttpResponse:
    """The picture that a link to a page shows elsewhere; a sensitive page's says nothing about it. 404 for no page."""
    page = Page.objects.live().public().filter(pk=number).first()
    if page is None or page.is_root():
        raise Http404
    quiet = getattr(page.specific, "exit_shown", False)
    picture = share.draw("" if quiet else page.title, settings.WAGTAIL_SITE_NAME, force().name)
    return HttpResponse(
        picture,
        content_type="image/png",
        headers={"Cache-Control": SAME_FOR_ALL, "Cross-Origin-Resource-Policy": "cross-origin"},
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to tell us about a hole (RFC 9116); the date it runs out is half a year away, day by day."""
    expires = (now() + dt.timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    return HttpResponse(
        f"Contact: mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt\n",
        content_type="text/plain; charset=utf-8",
    )


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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What can't be read is refused; at the desk with a page that says what to do. A host not ours gets no page."""
    if request.path.startswith("/cms/") and not isinstance(exception, DisallowedHost):
        if not request.accepts("text/html"):  # the editor saves by itself and reads the answer
            told = {"success": False, "error_code": "damaged", "error_message": DAMAGED}
            return JsonResponse(told, status=400)
        return render(request, "damaged.html", status=400)
    return defaults.bad_request(request, exception)


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
