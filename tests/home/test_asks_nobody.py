"""The desk asks no other company: no faces, no news of newer versions, no films of other sites."""

from __future__ import annotations

import pytest
from wagtail.admin.views.home import UpgradeNotificationPanel
from wagtail.embeds.embeds import get_finder_for_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException
from wagtail.embeds.finders import get_finders

from education.people.roles import Role
from tests.factories import staff


@pytest.mark.django_db
def test_no_page_of_the_desk_tells_another_site_who_works_there(client, settings):
    client.force_login(staff(Role.EDITOR))
    assert "gravatar.com" not in client.get("/cms/").content.decode()
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = "//www.gravatar.com/avatar/"  # the control: Wagtail's own
    assert "gravatar.com" in client.get("/cms/").content.decode()


def test_nobody_is_asked_whether_there_is_a_newer_wagtail(settings):
    assert UpgradeNotificationPanel().get_upgrade_check_setting() is False
    del settings.WAGTAIL_ENABLE_UPDATE_CHECK  # the control
    assert UpgradeNotificationPanel().get_upgrade_check_setting() is True


def test_no_film_of_another_site_can_stand_on_a_page(settings):
    assert get_finders() == []
    with pytest.raises(EmbedUnsupportedProviderException):
        get_finder_for_embed("https://www.youtube.com/watch?v=abcdefghijk")
    del settings.WAGTAILEMBEDS_FINDERS  # the control
    assert len(get_finders.__wrapped__()) == 1
