"""Answers that views of every room give."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.urls import reverse


def see_other(address: str) -> HttpResponseRedirect:
    """The answer to a POST that went well: go and look there (303), so that loading again sends nothing twice."""
    return HttpResponseRedirect(address, status=303)


def see_page(name: str, *args: object) -> HttpResponseRedirect:
    """The same for one of our pages by the name of its address."""
    return see_other(reverse(name, args=args))
