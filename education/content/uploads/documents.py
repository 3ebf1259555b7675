"""Documents: PDF, DOCX, ODT and plain text, each judged by what it holds, the last three written anew.

A document is only ever sent to be kept, under headers that run nothing; what is refused here is what would run, call
out or unpack without end on a reader's own machine. Who wrote it and when is taken out of DOCX and ODT, and place and
camera out of their photographs. A PDF is kept as it is, its metadata included: rewriting one breaks what makes it
accessible, and the desk says so.
"""

from __future__ import annotations

import re
import zlib
from typing import IO

from education.content.uploads.archives import ODT, clean_archive
from education.content.uploads.names import RefusedError, check_name, ending

LARGEST = 10 * 1024 * 1024  # bytes
INFLATED = 40 * 1024 * 1024  # bytes that are looked at inside a PDF
ENDINGS = frozenset({"pdf", "docx", "odt", "txt"})
KINDS = "Choose a PDF, DOCX, ODT or TXT document."
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Movie|Encrypt)(?![A-Za-z])"
)
STREAM = re.compile(rb"stream\r?\n")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
MARKUP = re.compile(
    r"<\s*(!doctype|html|script|svg|iframe|body|img)\b|<\?(php|xml|=)|javascript:", re.IGNORECASE
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def clean_document(file: IO[bytes], *, name: str, size: int) -> bytes:
    """The bytes to keep of a document.

    Raises RefusedError, with one sentence for the editor, for anything that is not a document of a kind, a size and a name
    that we take, or that does more than be read.
    """
    check_name(name)
    kind = ending(name)
    if kind not in ENDINGS:
        raise RefusedError(f"We don't take this kind of file. {KINDS}")
    if size > LARGEST:
        raise RefusedError("This document is larger than 10 MB. Make it smaller and choose it again.")
    file.seek(0)
    data = file.read(LARGEST + 1)
    if kind == "pdf":
        return clean_pdf(data)
    if kind == "txt":
        return clean_text(data)
    return clean_archive(data, odt=kind == ODT)


def clean_pdf(data: bytes) -> bytes:
    """A PDF that begins and ends as one, and holds nothing that acts; what stands behind its end is cut off."""
    end = data.rfind(b"%%EOF")
    if not re.match(rb"%PDF-[12]\.\d", data) or end < 0 or len(data) - end > 1024:
        raise RefusedError(f"This file can't be read as a PDF. {KINDS}")
    data = data[: end + 5] + b"\n"
    if b"PK\x05\x06" in data[-70_000:] or acts(data):
        raise RefusedError(
            "This PDF holds a script, a form, a password or another file. Print it to a new PDF and choose that one."
        )
    return data


def acts(data: bytes) -> bool:
    """Whether a PDF, or a compressed stream in it, names an action."""
    if ACTIVE.search(unescaped(data)):
        return True
    left = INFLATED
    for match in STREAM.finditer(data):
        if left <= 0:
            raise RefusedError("This PDF takes too long to open. Print it to a new PDF and choose that one.")
        try:
            inside = zlib.decompressobj().decompress(
                data[match.end() : match.end() + 2_000_000], min(left, 8_000_000)
            )
        except zlib.error:
            continue
        left -= len(inside)
        if ACTIVE.search(unescaped(inside)):
            return True
    return False


def unescaped(data: bytes) -> bytes:
    """PDF names with their #xx written out, so that /J#61vaScript is seen for what it is."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def clean_text(data: bytes) -> bytes:
    """Plain text in UTF-8, with nothing hidden in it and no page pretending to be text."""
    try:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(
            "This file is not plain text. Save it as text in UTF-8 and choose it again."
        ) from None
    if CONTROL.search(text):
        raise RefusedError(
            "This text holds hidden characters. Save it as plain text in UTF-8 and choose it again."
        )
    if MARKUP.search(text):
        raise RefusedError(
            "This file is a web page, not plain text. Save its words alone and choose them again."
        )
    return text.replace("\r\n", "\n").encode()
