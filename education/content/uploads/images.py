"""Pictures: decoded once and written anew, so that only what can be seen is kept.

The place, the camera, the date, an embedded thumbnail, comments and whatever stood behind the last pixel are not
copied. The header is read before a pixel is, because a file of a few hundred bytes may promise gigabytes.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import IO

from PIL import Image, ImageCms

from education.content.uploads.names import RefusedError, check_name, ending

LARGEST = 8 * 1024 * 1024  # bytes
LONGEST_SIDE = 2560  # pixels that are kept; more than twice what a page shows
MOST_SCANS = 64  # passes of a progressive JPEG; each costs a walk over all its pixels
LARGEST_PROFILE = 1024 * 1024  # bytes of a colour profile
# Pixels by what decoding them takes: a plain JPEG shrinks while it is read, WebP and AVIF are held three times.
PIXELS = {
    "JPEG": 40_000_000,
    "PROGRESSIVE": 16_000_000,
    "PNG": 16_000_000,
    "WEBP": 8_000_000,
    "AVIF": 8_000_000,
}
ENDINGS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}
KEPT_AS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
WRITE: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 90, "method": 3},
    "AVIF": {"quality": 80, "speed": 9},
}
ORIENTATION = 0x0112
TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

KINDS = "Choose a JPEG, PNG, WebP or AVIF picture."
DAMAGED = f"This file can't be read as a picture. {KINDS}"


def kind_of(head: bytes) -> str:
    """The format that the first 32 bytes speak of, or nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"}:
        return "AVIF"
    return ""


def clean_image(file: IO[bytes], *, name: str, size: int) -> tuple[bytes, str]:
    """A picture's bytes written anew, and the ending that fits them.

    Raises RefusedError, with one sentence for the editor, for anything that is not one still picture of a kind, a size
    and a name that we take.
    """
    check_name(name)
    if ending(name) not in ENDINGS:
        raise RefusedError(f"We don't take this kind of file. {KINDS}")
    if size > LARGEST:
        raise RefusedError("This picture is larger than 8 MB. Save a smaller copy and choose that one.")
    file.seek(0)
    data = file.read(LARGEST + 1)
    kind = kind_of(data[:32])
    if not kind:
        raise RefusedError(DAMAGED)
    if kind != ENDINGS[ending(name)]:
        raise RefusedError(
            f"This file is called .{ending(name)} but holds a {kind} picture. Rename it and try again."
        )
    return rewritten(data, kind), KEPT_AS[kind]


def rewritten(data: bytes, kind: str) -> bytes:
    """What can be seen of a picture of this format, turned the right way up, in sRGB, and nothing else."""
    if kind == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise RefusedError("This picture takes too long to open. Save a new copy and choose that one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own, about the same size that is checked here
            with Image.open(io.BytesIO(data), formats=[kind]) as opened:
                check_header(opened, kind)
                return written(seen(opened, kind), kind)
    except RefusedError:
        raise
    except Image.DecompressionBombError:
        raise too_many_pixels(PIXELS[kind]) from None
    except Exception as problem:
        # Decoders fail on hostile files in every way there is; whatever it was, this is no picture for us.
        raise RefusedError(DAMAGED) from problem


def check_header(picture: Image.Image, kind: str) -> None:
    """Refuse by what the header says, before any pixel is decoded."""
    most = PIXELS["PROGRESSIVE"] if picture.info.get("progressive") else PIXELS[kind]
    if picture.width * picture.height > most:
        raise too_many_pixels(most)
    # A telephone's JPEG may carry a second picture for its own use (MPO); the first one is the photograph.
    if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
        raise RefusedError("This picture moves. Save one still picture of it and choose that one.")


def too_many_pixels(most: int) -> RefusedError:
    """The refusal of a picture that would fill the memory."""
    return RefusedError(
        f"This picture has more than {most // 1_000_000} million pixels. Save a smaller copy and choose that one."
    )


def seen(picture: Image.Image, kind: str) -> Image.Image:
    """The pixels as they are meant to be seen: small enough, upright, in sRGB with eight bits a colour."""
    way, profile = orientation(picture), picture.info.get("icc_profile")
    fits = (LONGEST_SIDE, LONGEST_SIDE)
    if kind == "JPEG":
        picture.draft(None, fits)
    picture.load()
    image = eight_bits(picture)
    image.thumbnail(fits, reducing_gap=None)
    image = in_srgb(image, profile)
    return image.transpose(TURN[way]) if way in TURN else image


def orientation(picture: Image.Image) -> int:
    """How the camera was held; 1, upright, where that can't be read."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, OSError, struct.error):
        return 1


def eight_bits(image: Image.Image) -> Image.Image:
    """The same picture in one of the four modes that every one of our formats can write, or in CMYK."""
    clear = "transparency" in image.info
    if image.mode in {"RGB", "L", "CMYK"} and not clear:
        return image
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or clear:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value * (1 / 256), "F").convert("L")
    return image.convert("L" if image.mode == "1" else "RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen reads them; a profile that makes no sense is ignored."""
    if profile and len(profile) <= LARGEST_PROFILE and image.mode in {"RGB", "CMYK"}:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB") if image.mode == "CMYK" else image


def written(image: Image.Image, kind: str) -> bytes:
    """The pixels as a new file; what Pillow would copy along by itself is dropped first."""
    image.info = {}
    if kind in {"JPEG", "WEBP", "AVIF"} and image.mode == "LA":
        image = image.convert("RGBA")
    out = io.BytesIO()
    image.save(out, format=kind, **WRITE[kind])
    return out.getvalue()
