"""A mail in the site's design, made of its text alone: the text is the truth, so the two never say different things.

Nothing is loaded from anywhere and nobody is followed: no image, no script, no link but to this site, and each
address that can be pressed stands there to be read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

FOOT = "--"
"""The line that parts a mail from its foot, as mail programs know it (RFC 3676, 4.3)."""
CODE = re.compile(r"[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*")
NUMBERED = re.compile(r"\d+\. ")
LONGEST_LABEL = 90


@dataclass(frozen=True)
class Piece:
    """Some words, or a link with the address that it leads to; `label` where it has words of its own."""

    text: str = ""
    address: str = ""
    label: str = ""


@dataclass
class Block:
    """One paragraph: words, facts (a card), a code to type, numbered steps or a list."""

    kind: str
    lines: list[list[Piece]] = field(default_factory=list)


def pieces(line: str) -> list[Piece]:
    """The words of one line, with what leads to this site as links; other addresses stay words."""
    own = re.compile(rf"{re.escape(settings.BASE_URL)}(?:/[^\s)]*[^\s).,;:]|/|(?![\w.:@-]))")
    found: list[Piece] = []
    at = 0
    for match in own.finditer(line):
        words, label = line[at : match.start()], ""
        if words.endswith(": ") and match.end() == len(line):
            before, label = _last_sentence(words[:-2])
            words = before if len(label) <= LONGEST_LABEL else words
            label = label if len(label) <= LONGEST_LABEL else ""
        found += [Piece(words)] * bool(words)
        found.append(Piece(address=match.group(), label=label))
        at = match.end()
    if at < len(line):
        found.append(Piece(line[at:]))
    return found


def _last_sentence(words: str) -> tuple[str, str]:
    parts = re.split(r"(?<=[.?!]) ", words)
    return "".join(f"{part} " for part in parts[:-1]), parts[-1]


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a mail and what each is."""
    facts_follow = False
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = _joined(paragraph.rstrip().split("\n"))
        words = [line.strip() for line in lines]
        led = facts_follow
        facts_follow = words[-1].endswith(":")
        if len(words) == 1 and CODE.fullmatch(words[0]):
            yield Block("code", [[Piece(words[0])]])
        elif led and not any(settings.BASE_URL in word for word in words) and len(words) > 1:
            yield Block("list" if lines[0].startswith("  ") else "facts", [pieces(word) for word in words])
            facts_follow = True
        else:
            yield from _running(words)


def _joined(lines: list[str]) -> list[str]:
    """A line that is an address alone belongs to the words before it, when they end in a colon."""
    found: list[str] = []
    for line in lines:
        alone = re.fullmatch(r"https?://\S+", line.strip())
        if alone and found and found[-1].endswith(":"):
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line)
    return found


def _running(words: list[str]) -> Iterator[Block]:
    """Plain lines and numbered steps, each run of them one block."""
    for line in words:
        kind = "steps" if NUMBERED.match(line) else "words"
        yield Block(kind, [pieces(NUMBERED.sub("", line) if kind == "steps" else line)])


def _together(found: Iterator[Block]) -> list[Block]:
    """Steps that follow each other are one list."""
    result: list[Block] = []
    for block in found:
        if block.kind == "steps" and result and result[-1].kind == "steps":
            result[-1].lines += block.lines
        else:
            result.append(block)
    return result


def html_of(subject: str, text: str) -> str:
    """The whole page of a mail."""
    body, _, foot = text.partition(f"\n{FOOT} \n")
    context = {
        "subject": subject,
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or settings.WAGTAIL_SITE_NAME,
        "blocks": _together(blocks(body)),
        "foot": _together(blocks(foot)) if foot.strip() else [],
    }
    return render_to_string("emails/shell.html", context)


def dressed(mail: EmailMessage) -> EmailMessage:
    """The same mail as text and HTML side by side, its attachments after both; one that has both stays as it is."""
    if isinstance(mail, EmailMultiAlternatives) and mail.alternatives:
        return mail
    both = EmailMultiAlternatives(
        mail.subject, mail.body, mail.from_email, mail.to, bcc=mail.bcc, connection=mail.connection,
        attachments=mail.attachments, headers=mail.extra_headers, cc=mail.cc, reply_to=mail.reply_to,
    )  # fmt: skip
    both.attach_alternative(html_of(str(mail.subject), str(mail.body)), "text/html")
    return both
