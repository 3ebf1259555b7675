"""DOCX and ODT: archives that are unpacked within limits, looked through, and packed anew without who and when."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.etree import ElementTree

from education.content.uploads.images import ENDINGS as PICTURES
from education.content.uploads.images import kind_of, rewritten
from education.content.uploads.names import RefusedError

ODT = "odt"
MOST_FILES = 1_000
UNPACKED = 40 * 1024 * 1024  # bytes
RATIO = 200  # unpacked to packed, of any file above a megabyte
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
DOCX_TYPE = b"wordprocessingml.document.main+xml"
OTHER_PICTURES = frozenset({"gif", "emf", "wmf"})  # office drawings; no browser is ever given them
PARTS = frozenset({"xml", "rels", "rdf", ""}) | frozenset(PICTURES) | OTHER_PICTURES | {"odttf", "ttf", "otf"}
LINK_TYPES = ("http://", "https://", "mailto:", "tel:", "#")
EMPTIED = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta office:version="1.3" xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
}
AUTHOR = re.compile(rb'(\bw(?:15)?:(?:author|initials|userId)=)(?:"[^"]*"|\'[^\']*\')')
CREATOR = re.compile(rb"(<(?:dc:creator|meta:creator-initials)>)[^<]*(?=</)")

BROKEN = "This document can't be opened. Save it again in your word processor and choose the new file."
BOMB = "This document unpacks to far more than it should. Save it again and choose the new file."
ACTS = "This document holds a macro, a control or another file. Save it as a PDF and choose that one."
CALLS = (
    "This document fetches something from elsewhere when it is opened. Save it as a PDF and choose that one."
)


def clean_archive(data: bytes, *, odt: bool) -> bytes:
    """A word processor's document packed anew; raises RefusedError for what is none, or does more than be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RefusedError(BROKEN) from None
    check_kind(parts, odt=odt)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(parts, key=lambda n: (n != "mimetype", n != "[Content_Types].xml")):
            # ODT's first file says what it is and is not compressed; no file keeps its date.
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name), clean_part(name, parts[name]), compress_type=how)
    return out.getvalue()


def unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every file of an archive, refused before it is unpacked if its list already says too much."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise RefusedError(BOMB)
    parts: dict[str, bytes] = {}
    for entry in entries:
        check_entry(entry)
        if entry.is_dir():
            continue
        if entry.filename in parts:
            raise RefusedError(BROKEN)
        parts[entry.filename] = archive.read(entry)
    return parts


def check_entry(entry: zipfile.ZipInfo) -> None:
    """One file of an archive stays where it is put, can be read, and is no bomb."""
    path = PurePosixPath(entry.orig_filename)
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\:\x00-\x1f]", entry.orig_filename):
        raise RefusedError(
            "This document holds a file that would leave its folder. Save it again and choose the new file."
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError(
            "This document holds a link to another file. Save it again and choose the new file."
        )
    if entry.flag_bits & 1:
        raise RefusedError(
            "This document is locked with a password. Save it without one and choose it again."
        )
    if entry.file_size > 1_000_000 and entry.file_size > RATIO * max(entry.compress_size, 1):
        raise RefusedError(BOMB)


def check_kind(parts: dict[str, bytes], *, odt: bool) -> None:
    """The parts are those of the kind that the name promises."""
    if odt:
        if parts.get("mimetype", b"").strip() != ODT_TYPE or "content.xml" not in parts:
            raise RefusedError("This file is not an ODT document. Save it as ODT and choose it again.")
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise RefusedError(
                "This document is locked with a password. Save it without one and choose it again."
            )
    elif DOCX_TYPE not in parts.get("[Content_Types].xml", b"") or "word/document.xml" not in parts:
        raise RefusedError("This file is not a DOCX document. Save it as DOCX and choose it again.")


def clean_part(name: str, data: bytes) -> bytes:
    """One file of the document: looked through, and without who and when."""
    path = PurePosixPath(name)
    folders = {part.lower() for part in path.parts[:-1]}
    if folders & {"embeddings", "activex", "basic", "scripts", "object"} or "vba" in path.name.lower():
        raise RefusedError(ACTS)
    kind = path.suffix.lower().lstrip(".")
    if kind not in PARTS:
        raise RefusedError(ACTS)
    if name in EMPTIED:
        return EMPTIED[name]
    if kind in {"xml", "rels", "rdf"}:
        check_xml(data)
        return CREATOR.sub(rb"\1", AUTHOR.sub(rb'\1""', data))
    if kind in PICTURES:
        if kind_of(data[:32]) != PICTURES[kind]:
            raise RefusedError(
                "A picture in this document can't be read. Put it in again and save the document."
            )
        return rewritten(data, PICTURES[kind])
    return data


def check_xml(data: bytes) -> None:
    """A part in XML declares nothing of its own, runs nothing and calls nothing from elsewhere."""
    if (
        data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        or b"\x00" in data
        or b"<!DOCTYPE" in data
        or b"<!ENTITY" in data
    ):
        raise RefusedError(BROKEN)
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(data)):  # noqa: S314 - a DOCTYPE was refused above
            check_element(element)
            element.clear()
    except ElementTree.ParseError:
        raise RefusedError(BROKEN) from None


def check_element(element: ElementTree.Element) -> None:
    """One element: a link may lead out, nothing else may."""
    tag = element.tag.rsplit("}", 1)[-1]
    values = {key.rsplit("}", 1)[-1]: value for key, value in element.attrib.items()}
    if tag == "event-listener" or "macroEnabled" in values.get("ContentType", ""):
        raise RefusedError(ACTS)
    if tag == "Relationship" and values.get("TargetMode", "").lower() == "external":
        link = values.get("Type", "").endswith("/hyperlink")
        if not link or not values.get("Target", "").lower().startswith(LINK_TYPES):
            raise RefusedError(CALLS)
    href = values.get("href", "") if "type" in values else ""
    if ":" in href and (tag not in {"a", "bookmark-ref"} or not href.lower().startswith(LINK_TYPES)):
        raise RefusedError(CALLS)
    if tag in {"instrText", "fldSimple"}:
        code = f"{element.text or ''} {values.get('instr', '')}".upper()
        if re.search(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\b", code):
            raise RefusedError(CALLS)
