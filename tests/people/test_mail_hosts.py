"""What a mail says about where it comes from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from education.ledger import outbox
from tests import factories
from tests.factories.people import PASSWORD
from tests.project.test_surface import FORWARDED


@pytest.mark.django_db
def test_links_in_mails_come_from_the_settings_and_never_from_the_request(settings):
    settings.ALLOWED_HOSTS = ["*"]
    known = factories.person()
    client = Client(headers={"Host": "evil.example", **FORWARDED})
    client.post("/accounts/password/reset/", {"email": known.email})
    new = {"email": "new@school.example", "password1": PASSWORD, "first_name": "A", "last_name": "B"}
    client.post("/accounts/signup/", new)
    client.post("/accounts/signup/", {**new, "email": known.email})
    outbox.send_due()
    texts = [
        f"{m.subject}\n{m.body}\n{m.alternatives if hasattr(m, 'alternatives') else ''}" for m in mail.outbox
    ]
    assert len(texts) >= 2
    assert [text for text in texts if "evil" in text] == []
    links = {urlsplit(link).netloc for text in texts for link in re.findall(r"https?://[^\s\"'<>]+", text)}
    assert links <= {urlsplit(django_settings.BASE_URL).netloc}
