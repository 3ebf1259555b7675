"""The plan, and everything that a guide can be passed on as."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from education.content import chooser as choosing
from education.content import plan as plans
from education.content import sharing
from education.content.models import GuidePage
from education.content.queries import contacts, guides_by_number, load_help

SAME_FOR_ALL = "public, max-age=0, must-revalidate"


@require_safe
@never_cache
def plan(request: HttpRequest) -> HttpResponse:
    """Three questions, one at a time, and then the plan; the answers are in the address and nowhere else."""
    answers = plans.read(request.GET.dict())
    step = answers.next()
    context = {"answers": answers, "step": step, "section": "parents"}
    if step:
        return render(request, "content/plan_question.html", context)
    made = plans.make(answers)
    return render(
        request, "content/plan.html", {**context, "plan": made, "page": {"exit_shown": made.sensitive}}
    )


@require_safe
@never_cache
def chooser(request: HttpRequest) -> HttpResponse:
    """Three questions, one tap each, and then whom to ring; kept nowhere, and the way out is on every screen."""
    given = choosing.read(request.GET.dict())
    question = choosing.ask(given)
    context = {
        "page": {"exit_shown": True, "discreet_title": _("Somebody to talk to")},
        "question": question,
        "back": choosing.address(given[:-1]),
        "given": given,
        "found": None if question else choosing.answer(given),
        "section": "help",
    }
    return render(request, "content/chooser.html", context)


def guide_of(number: int) -> GuidePage:
    """The live guide of a number with its help; 404 for none."""
    guide = guides_by_number(numbers=[number]).get(number)
    if guide is None:
        raise Http404
    load_help(page=guide)
    return guide


@require_safe
def short_address(request: HttpRequest, number: int) -> HttpResponse:
    """To wherever the guide stands now; posters and cards carry this address."""
    guide = guides_by_number(numbers=[number]).get(number)
    address = guide and guide.get_url(request)
    if not address:
        raise Http404
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _shown(request: HttpRequest, template: str, number: int) -> HttpResponse:
    guide = guide_of(number)
    context = {
        "guide": guide,
        "name": sharing.name_of(guide),
        "number": number,
        "address": sharing.address(number),
        "printed": sharing.address(number).partition("://")[2],
        "section": "parents",
        "page": {"exit_shown": guide.exit_shown},
        "message": sharing.message(guide, number),
        "paragraph": sharing.paragraph(guide, number),
        "links": sharing.links(guide, number),
        "helplines": contacts(of=guide.help_set) if guide.help_set and guide.help_set.live else [],
        "base_url": settings.BASE_URL,
    }
    response = render(request, template, context)
    response.headers["Cache-Control"] = SAME_FOR_ALL
    return response


@require_safe
def share(request: HttpRequest, number: int) -> HttpResponse:
    """All the ways to pass a guide on."""
    return _shown(request, "content/share.html", number)


@require_safe
def card(request: HttpRequest, number: int) -> HttpResponse:
    """An A6 card to print, with the QR code."""
    return _shown(request, "content/card.html", number)


@require_safe
def qr_code(request: HttpRequest, number: int) -> HttpResponse:
    """The short address as a picture."""
    if number not in guides_by_number(numbers=[number]):
        raise Http404
    return HttpResponse(
        sharing.qr_code(number), content_type="image/svg+xml", headers={"Cache-Control": SAME_FOR_ALL}
    )


@require_safe
def helplines(request: HttpRequest, number: int) -> HttpResponse:
    """The guide's helplines for a phone's address book."""
    guide = guide_of(number)
    found = contacts(of=guide.help_set) if guide.help_set and guide.help_set.live else []
    return HttpResponse(
        sharing.contact_cards(found),
        content_type="text/vcard; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="helplines.vcf"',
            "Cache-Control": SAME_FOR_ALL,
        },
    )
