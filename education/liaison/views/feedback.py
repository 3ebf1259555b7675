"""How a visit was, in four questions with choices."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.liaison import policies
from education.liaison.actions.feedback import give_feedback
from education.liaison.errors import NotYours, Refused
from education.liaison.forms import FeedbackForm
from education.liaison.models import Feedback
from education.liaison.views import person
from education.liaison.views.visits import find
from education.people.doors import signed_in
from education.people.replies import see_other


@require_http_methods(["GET", "POST"])
@signed_in
def feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, keep, and show what was chosen before."""
    visit = find(request, reference)
    try:
        policies.check_may_answer(person(request), visit)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refused:
        return see_other(reverse("visit", args=[reference]))
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        instance=Feedback.objects.filter(visit=visit).first(),
    )
    if request.method == "POST" and form.is_valid():
        give_feedback(visit=visit, answers=dict(form.cleaned_data), by=person(request))
        messages.success(request, "Thank you. We read every answer and change our sessions by them.")
        return see_other(reverse("visits"))
    return render(
        request,
        "liaison/visits/feedback.html",
        {"visit": visit, "form": form},
        status=422 if form.errors else 200,
    )
