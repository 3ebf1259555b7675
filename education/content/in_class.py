"""What a teacher takes into the room: the lesson screen by screen, and the pack that needs no network."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from education.content import pack
from education.content.models import LessonPage
from education.content.queries import load_help
from education.content.slides import MOST_HANDS, hands, slides


def public_lesson(slug: str) -> LessonPage:
    """The live, unrestricted lesson of this address in the language of the request; 404 when there is none."""
    found: LessonPage = get_object_or_404(
        LessonPage.objects.live().public().filter(locale=Locale.get_active()), slug=slug
    )
    load_help(page=found)
    return found


def for_everybody(response: HttpResponse) -> HttpResponse:
    """May be kept like the lesson itself, and is asked about again when the lesson changes."""
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
def class_mode(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """One screen of a lesson. The count of hands travels in the address alone, two numbers and no names."""
    page = public_lesson(slug)
    deck = slides(page)
    if not 1 <= number <= len(deck):
        raise Http404
    before, after = hands(request.GET.get("before")), hands(request.GET.get("after"))
    counted = {name: n for name, n in (("before", before), ("after", after)) if n is not None}
    response = render(
        request,
        "content/class/mode.html",
        {
            "page": page,
            "section": "learn",
            "slides": deck,
            "number": number,
            "count": len(deck),
            "root": f"/learn/{page.slug}/class/",
            "lesson_address": f"/learn/{page.slug}/",
            "query": f"?{urlencode(counted)}" if counted else "",
            "before": before,
            "after": after,
            "more": None if before is None or after is None else after - before,
            "most_hands": MOST_HANDS,
        },
    )
    return response if request.GET else for_everybody(response)


@require_safe
def school_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson as one zip that opens in any browser with no network."""
    page = public_lesson(slug)
    response = HttpResponse(pack.build(page), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}-school-pack.zip"'
    return for_everybody(response)
