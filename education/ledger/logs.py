"""Log lines that hold no personal data and that nobody can forge.

Our own code logs ids; what others write (an exception of the mail server, a database's detail) is masked here.
"""

from __future__ import annotations

import logging
import re
from typing import Any

ADDRESS = re.compile(r"[\w.!#$&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*")
TELEPHONE = re.compile(r"(?<![\w-])(?:\+|0)\d(?:[ ()-]{0,2}\d){8,12}(?![\w-])")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{28,}")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Without a mail server the console names the file of each mail, which bears the address: docs/operations.md.
NAMES_ADDRESSES = "education.ledger.mail"


def mask(text: str) -> str:
    """The text without e-mail addresses, telephone numbers and tokens; opaque ids stay."""
    text = TELEPHONE.sub("[telephone]", ADDRESS.sub("[address]", text))
    return TOKEN.sub(lambda found: found[0] if UUID.fullmatch(found[0]) else "[token]", text)


def one_line(text: str) -> str:
    """The text with every control character spelt out, so that it can't begin a line of its own."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Plain(logging.Formatter):
    """Level, logger and message on one line, masked; a traceback follows indented."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("{levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        masked = record.name != NAMES_ADDRESSES
        message = record.getMessage()
        lines = [f"{record.levelname} {record.name}: {one_line(mask(message) if masked else message)}"]
        if record.exc_info:
            lines += [
                "    " + one_line(mask(line)) for line in self.formatException(record.exc_info).split("\n")
            ]
        if record.stack_info:
            lines += ["    " + one_line(mask(line)) for line in record.stack_info.split("\n")]
        return "\n".join(lines)
