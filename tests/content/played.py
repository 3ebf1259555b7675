"""Films and sounds made byte by byte: honest ones, and ones that hold what they should not."""

from __future__ import annotations

import struct

FRAME = b"\xff\xfb\x50\x00" + bytes(204)  # MPEG-1 layer III, 64 kbit/s, 44.1 kHz: 208 bytes
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.500\nHello. I am Bo.\n\n00:02.500 --> 00:04.000\nCome and look!\n"


def sound(frames: int = 40, before: bytes = b"", behind: bytes = b"") -> bytes:
    """An MP3 of silence."""
    return before + FRAME * frames + behind


def box(kind: bytes, *inside: bytes) -> bytes:
    """One box of an MP4."""
    whole = b"".join(inside)
    return struct.pack(">I4s", len(whole) + 8, kind) + whole


def track(handler: bytes, codec: bytes, *more: bytes, reference: bytes = b"") -> bytes:
    """One track, as a telephone writes it: with a date, a handler, where its samples are and what they are."""
    entry = box(codec, bytes(16))
    found = box(b"dref", bytes(8), reference or box(b"url ", b"\x00\x00\x00\x01"))
    table = box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), entry), box(b"stco", bytes(8)))
    return box(
        b"trak",
        box(b"tkhd", bytes(4), b"DATEDATE", bytes(72)),
        box(
            b"mdia",
            box(b"mdhd", bytes(4), b"DATEDATE", bytes(12)),
            box(b"hdlr", bytes(8), handler, bytes(13)),
            box(b"minf", box(b"dinf", found), table),
        ),
        *more,
    )


def film(
    *tracks: bytes, brand: bytes = b"isom", inside: tuple[bytes, ...] = (), behind: bytes = b""
) -> bytes:
    """An MP4 with a picture and a sound, or with these tracks."""
    return (
        box(b"ftyp", brand, bytes(4), b"mp42")
        + box(
            b"moov",
            box(b"mvhd", bytes(4), b"DATEDATE", bytes(88)),
            *(tracks or (track(b"vide", b"avc1"), track(b"soun", b"mp4a"))),
            box(b"udta", box(b"\xa9xyz", b"+54.6000-001.2000/")),
            *inside,
        )
        + box(b"mdat", bytes(range(64)))
        + behind
    )


def nested(depth: int) -> bytes:
    """Boxes in boxes."""
    return box(b"trak", nested(depth - 1)) if depth else b""


HOSTILE: dict[str, bytes] = {
    "empty.mp4": b"",
    "page.mp4": b"<!doctype html><script>alert(1)</script>",
    "matroska.mp4": b"\x1aE\xdf\xa3" + bytes(200),
    "quicktime.mp4": film(brand=b"qt  "),
    "no-film.mp4": box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(8)),
    "no-samples.mp4": film()[: film().index(b"mdat") - 4],
    "cut-off.mp4": film()[:-20],
    "longer-than-it-is.mp4": film() + struct.pack(">I4s", 4_000_000, b"mdat"),
    "a-length-of-nothing.mp4": film() + struct.pack(">I4s", 0, b"free"),
    "script-behind.mp4": film(behind=b"<script>alert(1)</script>"),
    "zip-behind.mp4": film(behind=b"PK\x03\x04" + bytes(40)),
    "unknown-box.mp4": film(inside=(box(b"evil", b"<script>"),)),
    "fragmented.mp4": film(behind=box(b"moof", bytes(8))),
    "two-films.mp4": film() + film(),
    "places.mp4": film(track(b"vide", b"avc1"), track(b"meta", b"mebx")),
    "words.mp4": film(track(b"vide", b"avc1"), track(b"text", b"tx3g")),
    "from-elsewhere.mp4": film(
        track(b"vide", b"avc1", reference=box(b"url ", bytes(4), b"https://tracker.example/film\x00"))
    ),
    "new-codec.mp4": film(track(b"vide", b"hvc1")),
    "two-pictures.mp4": film(track(b"vide", b"avc1"), track(b"vide", b"avc1")),
    "nothing-in-it.mp4": film(box(b"trak")),
    "sound-only.mp4": film(track(b"soun", b"mp4a")),
    "film.m4a": film(),
    "deep.mp4": film(inside=(nested(12),)),
    "few-frames.mp3": sound(3),
    "page.mp3": b"<html>" + sound(),
    "script-behind.mp3": sound(behind=b"<script>alert(1)</script>"),
    "between.mp3": sound(30) + b"PK\x03\x04" + sound(30),
    "layer-two.mp3": b"\xff\xfd\x50\x00" + bytes(204),
    "song.ogg": b"OggS" + bytes(100),
    "film.webm": b"\x1aE\xdf\xa3" + bytes(100),
    "film.svg": b"<svg/>",
    "../../film.mp4": film(),
    "film\u202e4pm.mp4": film(),
}  # fmt: skip
