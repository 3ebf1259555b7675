"""What templates say about accounts and sign-ins."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from education.people.devices import describe
from education.people.lifetimes import seconds_for_a_page

register = template.Library()
register.filter("browser", describe)


@register.inclusion_tag("components/time_left.html", takes_context=True)
def time_left(context: template.Context) -> dict[str, object]:
    """The warning before a sign-in ends; hidden until then, and absent for somebody who is not signed in."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"seconds": None}
    return {"seconds": seconds_for_a_page(request)}
