"""The last gate before publication, whatever way it was asked for.

The editor's form says what is missing. A workflow's approval, a bulk action and a revision from the history publish
without one: there Wagtail saves the page, the page refuses, and this says so in words instead of with an error page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

DESK = "/cms/"


class PublishGate:
    """Answers a page's refusal to be published at the desk with its own sentences, on the page where it is edited."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Only what a page refuses, and only at the desk; everything else goes on as it came."""
        if not isinstance(error, ValidationError) or not request.path.startswith(DESK):
            return None
        for sentence in error.messages:
            messages.error(request, sentence)
        match = request.resolver_match
        number = match.kwargs.get("page_id") if match else None
        back = reverse("wagtailadmin_pages:edit", args=[number]) if number else reverse("wagtailadmin_home")
        if match and match.url_name == "edit":
            back = request.path
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})
        return HttpResponseRedirect(back, status=303)
