"""The two ways out for a mail: a mail server, or without one a file that any mail program opens.

What comes from elsewhere than the outbox, such as a notice of the desk, gets the site's design here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from education.ledger.clock import now
from education.ledger.dress import dressed

logger = logging.getLogger(__name__)


class ServerBackend(EmailBackend):
    """Hand each mail to the mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return super().send_messages([dressed(message) for message in email_messages]) or 0


class EmlFileBackend(BaseEmailBackend):
    """Write each mail to VAR_DIR/mail as an .eml file and name the file on the console."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in map(dressed, email_messages):
            to = re.sub(r"[^a-z0-9.@-]", "_", ",".join(message.to).lower())[:60]
            stem = f"{now():%Y%m%d-%H%M%S-%f}-{to}"
            file = folder / f"{stem}.eml"
            file.write_bytes(message.message().as_bytes())
            logger.info("mail to %s: %s", ", ".join(message.to), file)
        return len(email_messages)
