"""The banner at the desk: one form, one press, and every page says it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.people.doors import only
from education.people.menu import head
from education.people.models import User
from education.people.roles import Role
from home.actions import lower_banner, raise_banner
from home.models import Banner

MAY_RAISE = (Role.COORDINATOR, Role.PUBLISHER, Role.ADMINISTRATOR)


class BannerForm(forms.ModelForm[Banner]):
    """What is said, and where more of it stands."""

    class Meta:
        model = Banner
        fields = ["sentence", "address"]


@require_http_methods(["GET", "HEAD", "POST"])
@only(*MAY_RAISE)
def banner(request: HttpRequest) -> HttpResponse:
    """Raise it, change it or take it down; the answer to a refused form is 422 with what was typed."""
    user: User = request.user  # type: ignore[assignment]
    form = BannerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if "lower" in request.POST:
            lower_banner(by=user)
            messages.success(request, "The banner is down.")
            return HttpResponseRedirect(reverse("banner"), status=303)
        if form.is_valid():
            raise_banner(
                by=user, sentence=form.cleaned_data["sentence"], address=form.cleaned_data["address"]
            )
            messages.success(request, "The banner is up on every page.")
            return HttpResponseRedirect(reverse("banner"), status=303)
    context = {
        **head("Banner", "warning"),
        "form": form,
        "up": Banner.objects.filter(lowered_at=None).select_related("raised_by").first(),
    }
    return render(request, "home/desk/banner.html", context, status=422 if form.errors else 200)
