"""Doors of Wagtail's desk that are kept shut, because they would take or make files past our checks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel

from education.people.doors import only
from education.people.roles import Role


class Settings(AccountView):
    """A person's own settings without a picture of them."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]


account_settings = require_admin_access(Settings.as_view())


@only(Role.EDITOR, Role.PUBLISHER)
def shut(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Wagtail would make a picture in any size that the address asks for; our templates name the sizes we make."""
    raise Http404
