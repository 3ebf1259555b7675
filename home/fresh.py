"""Tells every web process when a page or a snippet has changed: Wagtail's own signals and hooks, none of ours."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from education.ledger.freshness import touch


def changed(**kwargs: Any) -> None:
    """Something public has changed."""
    touch()


def removed(instance: Any, **kwargs: Any) -> None:
    """A page of any kind was deleted."""
    if isinstance(instance, Page):
        touch()


def listen() -> None:
    """Connect once, when the apps are ready."""
    for signal in (
        published,
        unpublished,
        page_published,
        page_unpublished,
        post_page_move,
        page_slug_changed,
    ):
        signal.connect(changed, dispatch_uid="home.fresh")
    for model in (Site, Redirect, PageViewRestriction):
        post_save.connect(changed, sender=model, dispatch_uid=f"home.fresh.{model.__name__}")
        post_delete.connect(changed, sender=model, dispatch_uid=f"home.fresh.{model.__name__}")
    post_delete.connect(removed, dispatch_uid="home.fresh.page")
    for moment in ("create", "edit", "delete"):
        hooks.register(f"after_{moment}_snippet", lambda *args: changed())
