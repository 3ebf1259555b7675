"""Mail without a mail server: each message becomes a file that any mail program opens."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from education.ledger.clock import now

logger = logging.getLogger(__name__)


class EmlFileBackend(BaseEmailBackend):
    """Write each mail to VAR_DIR/mail as an .eml file and name the file on the console."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            to = re.sub(r"[^a-z0-9.@-]", "_", ",".join(message.to).lower())[:60]
            stem = f"{now():%Y%m%d-%H%M%S-%f}-{to}"
            file = folder / f"{stem}.eml"
            file.write_bytes(message.message().as_bytes())
            logger.info("mail to %s: %s", ", ".join(message.to), file)
        return len(email_messages)
