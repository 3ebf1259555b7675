"""The same page in other forms: in easy read, and as a film in British Sign Language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.url_routing import RouteResult

from education.content import blocks
from education.content.fields import StreamField
from education.content.models.base import ReviewedPage
from education.content.models.recording import Recording

EASY_READ = "easy-read"
"""The last part of its address, below the page's own; also the name of its reading limits and of its preview."""
TEMPLATE = "content/easy_read.html"


class InOtherForms(ReviewedPage):
    """A page that may have an easy-read form at an address of its own, and a signed film."""

    help_comes_first = False

    easy_read = StreamField(
        blocks.EasyRead(required=False), blank=True, help_text="a drawing and a short line each"
    )
    signed_film = models.ForeignKey(
        Recording, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="a film in British Sign Language that says what the page says",
    )  # fmt: skip

    form_panels = [
        MultiFieldPanel([FieldPanel("signed_film"), FieldPanel("easy_read")], "In other forms"),
    ]

    class Meta:
        abstract = True

    @property
    def signed(self) -> Recording | None:
        """The signed film while the people in it agree to be shown."""
        film = self.signed_film
        return film if film is not None and film.in_bsl and film.showable else None

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [*super().preview_modes, (EASY_READ, "Easy read")]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The easy-read form has a template of its own."""
        if mode_name == EASY_READ:
            return TEMPLATE
        usual: str = super().get_preview_template(request, mode_name)
        return usual

    def unsafe(self) -> dict[str, str]:
        """The film is a signed one."""
        errors = super().unsafe()
        if self.signed_film is not None and not self.signed_film.in_bsl:
            errors["signed_film"] = "Choose a film that is marked as British Sign Language."
        return errors

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page itself, and its easy-read form where it has one."""
        if path_components == [EASY_READ] and self.live and len(self.easy_read):
            return RouteResult(self, kwargs={"view": EASY_READ})
        found: RouteResult = super().route(request, path_components)
        return found

    def serve(self, request: HttpRequest, *args: Any, view: str = "", **kwargs: Any) -> HttpResponseBase:
        """The page, or its easy-read form; nothing is ever sent to either."""
        if view != EASY_READ:
            page: HttpResponseBase = super().serve(request, *args, **kwargs)
            return page
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return TemplateResponse(request, TEMPLATE, self.get_context(request))
