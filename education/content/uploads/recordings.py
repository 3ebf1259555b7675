"""Films and sounds: MP4, M4A and MP3 that are walked through box by box or frame by frame, and captions in WebVTT.

Nothing is decoded here. What is kept is a file whose every part is accounted for, whose picture is H.264 and whose
sound is AAC or MP3, without the place, the date and the device that a telephone writes into it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from education.content.uploads.names import RefusedError, check_name, ending

LARGEST = 20 * 1024 * 1024  # bytes
ENDINGS = {"mp4": "film", "m4a": "sound", "mp3": "sound"}
TYPES = {"mp4": "video/mp4", "m4a": "audio/mp4", "mp3": "audio/mpeg", "vtt": "text/vtt; charset=utf-8"}
BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"dash"}
)
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf"})
KNOWN = CONTAINERS | frozenset(
    b"edts mvhd tkhd mdhd hdlr vmhd smhd dref stsd stts stss stsc stsz stz2 stco co64 ctts cslg sbgp sgpd sdtp iods nmhd tref tapt"
    .split()
)  # fmt: skip
EMPTIED = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"})
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
CODECS = {b"vide": frozenset({b"avc1", b"avc3"}), b"soun": frozenset({b"mp4a"})}
DEEPEST = 8
FEWEST_FRAMES = 20
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
CUE = re.compile(
    r"((?:\d\d:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d\d:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t].*)?"
)

KINDS = "Choose a film as MP4 (H.264 and AAC), or a sound as MP3 or M4A."
DAMAGED = f"This file can't be read as a film or a sound. {KINDS}"
CAPTIONS = "These captions can't be read as WebVTT. The first line is WEBVTT, then a time and its words, again and again."


def clean_recording(file: IO[bytes], *, name: str, size: int) -> bytes:
    """The bytes to keep of a film or a sound; raises RefusedError, with one sentence for the editor, for anything else."""
    check_name(name)
    kind = ending(name)
    if kind not in ENDINGS:
        raise RefusedError(f"We don't take this kind of file. {KINDS}")
    if size > LARGEST:
        raise RefusedError(
            "This recording is larger than 20 MB. Make it shorter or smaller and choose it again."
        )
    file.seek(0)
    data = file.read(LARGEST + 1)
    if kind == "mp3":
        return clean_mp3(data)
    cleaned, tracks = clean_mp4(data)
    if (ENDINGS[kind] == "film") != (b"vide" in tracks):
        raise RefusedError(f"Its ending does not say what this file holds. {KINDS}")
    return cleaned


def clean_mp4(data: bytes) -> tuple[bytes, list[bytes]]:
    """The same file with what tells of places and times overwritten, so that no byte moves; and the kinds of its tracks."""
    kept = bytearray(data)
    top = list(boxes(data, 0, len(data)))
    kinds = [kind for kind, _, _ in top]
    brand = data[top[0][1] : top[0][1] + 4] if top else b""
    if (
        not top
        or kinds[0] != b"ftyp"
        or brand not in BRANDS
        or kinds.count(b"moov") != 1
        or b"mdat" not in kinds
    ):
        raise RefusedError(DAMAGED)
    tracks: list[bytes] = []
    for kind, start, end in top:
        if kind == b"moov":
            walk(data, kept, start, end, tracks)
        elif kind in EMPTIED:
            empty(kept, start, end)
        elif kind not in {b"ftyp", b"mdat"}:
            raise RefusedError(DAMAGED)
    if not tracks or len(tracks) != len(set(tracks)):
        raise RefusedError(f"This file holds no picture and no sound, or more than one of them. {KINDS}")
    return bytes(kept), tracks


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of one stretch: kind, where the inside begins, where it ends; refused when they do not fill it exactly."""
    while start < end:
        if end - start < 8:
            raise RefusedError(DAMAGED)
        length, kind, head = *struct.unpack_from(">I4s", data, start), 8
        if length == 1 and kind == b"mdat" and end - start >= 16:
            length, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        if length < head or start + length > end:
            raise RefusedError(DAMAGED)
        yield kind, start + head, start + length
        start += length


def walk(data: bytes, kept: bytearray, start: int, end: int, tracks: list[bytes], depth: int = 0) -> None:
    """One container of the film's description: known boxes only, dates and notes emptied, one track of a kind."""
    handler = b""
    for kind, inside, until in boxes(data, start, end):
        if kind in EMPTIED:
            empty(kept, inside, until)
        elif kind not in KNOWN or depth > DEEPEST:
            raise RefusedError(DAMAGED)
        elif kind in CONTAINERS:
            if kind == b"minf" and handler:
                codecs(data, inside, until, handler)
            walk(data, kept, inside, until, tracks, depth + 1)
        elif kind in DATED:
            width = 16 if data[inside : inside + 1] == b"\x01" else 8
            if until - inside < 4 + width:
                raise RefusedError(DAMAGED)
            kept[inside + 4 : inside + 4 + width] = bytes(width)
        elif kind == b"dref":
            here(data, inside + 8, until)
        elif kind == b"hdlr":
            handler = data[inside + 8 : inside + 12]
            if handler not in CODECS:
                raise RefusedError(
                    "This film holds a track that is no picture and no sound, such as places or times. Save it anew without it."
                )
            tracks.append(handler)


def here(data: bytes, start: int, end: int) -> None:
    """Picture and sound stand in this very file, and are fetched from nowhere."""
    for _kind, inside, until in boxes(data, start, end):
        if until - inside != 4 or data[inside + 3] != 1:
            raise RefusedError("This film fetches a part of itself from elsewhere. Save it as one file.")


def codecs(data: bytes, start: int, end: int, handler: bytes) -> None:
    """Every description of samples under one track names a codec that all our browsers have."""
    for kind, inside, until in boxes(data, start, end):
        if kind == b"stbl":
            for name, first, last in boxes(data, inside, until):
                if name == b"stsd" and any(
                    codec not in CODECS[handler] for codec, _, _ in boxes(data, first + 8, last)
                ):
                    raise RefusedError(f"Not every telephone can play this. {KINDS}")


def empty(kept: bytearray, start: int, end: int) -> None:
    """Make a box of the same length that says nothing."""
    kept[start - 4 : start] = b"free"
    kept[start:end] = bytes(end - start)


def clean_mp3(data: bytes) -> bytes:
    """The frames of an MP3, one after the other, without the notes before and behind them."""
    start = 0
    if data[:3] == b"ID3" and len(data) > 10:
        a, b, c, d = data[6:10]
        start = 10 + (a << 21 | b << 14 | c << 7 | d)
    at, count = start, 0
    while length := frame(data, at):
        at, count = at + length, count + 1
    behind = data[at:]
    if count < FEWEST_FRAMES or not (behind.startswith((b"TAG", b"APETAGEX")) or not behind.strip(b"\x00")):
        raise RefusedError(DAMAGED)
    return data[start:at]


def frame(data: bytes, at: int) -> int:
    """The length of the MP3 frame that begins here; 0 when none does, or it is cut off."""
    if len(data) - at < 4 or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, pitch = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or rate in {0, 15} or pitch == 3:
        return 0
    bits = BITRATES[3 if version == 3 else 2][rate] * 1000  # noqa: PLR2004 - MPEG-1 is written as 3
    length = (144 if version == 3 else 72) * bits // RATES[version][pitch] + (data[at + 2] >> 1 & 1)  # noqa: PLR2004
    return length if at + length <= len(data) else 0


def clean_captions(text: str) -> str:
    """Captions as WebVTT with times and words alone; raises RefusedError for anything that is no such file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0].strip()):
        raise RefusedError(CAPTIONS)
    said: list[str] = []
    for number, chunk in enumerate(re.split(r"\n{2,}", "\n".join(lines[1:]).strip("\n")), 1):
        rows = [row.strip() for row in chunk.split("\n") if row.strip()]
        if not rows or rows[0].startswith("NOTE"):
            continue
        timed = next((place for place, row in enumerate(rows[:2]) if CUE.fullmatch(row)), None)
        if timed is None:
            raise RefusedError(f"{CAPTIONS} Look at part {number}: “{rows[0][:40]}”.")
        begins, ends = CUE.fullmatch(rows[timed]).groups()  # type: ignore[union-attr]
        words = [
            re.sub(r"<[^>]*>", "", row).replace("<", "‹").replace("-->", "→") for row in rows[timed + 1 :]
        ]
        if seconds(begins) >= seconds(ends):
            raise RefusedError(f"These captions end before they begin, at {begins}. Mend that line.")
        said.append("\n".join([f"{begins} --> {ends}", *words]))
    if not said:
        raise RefusedError(CAPTIONS)
    return "WEBVTT\n\n" + "\n\n".join(said) + "\n"


def seconds(moment: str) -> float:
    """A caption's time in seconds."""
    total = 0.0
    for part in moment.split(":"):
        total = total * 60 + float(part)
    return total
