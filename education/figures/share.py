"""The picture that a link to a figure shows elsewhere: number, sentence, period; made here, from the snapshot alone."""

from __future__ import annotations

import io
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from education.figures.models import Snapshot

NAME = "share.png"
WIDTH, HEIGHT = 1200, 630
MARGIN = 72
INK, PAPER, SEA, LAMP, SOFT = "#10233f", "#fbf8f1", "#0b5563", "#ffb81c", "#3c4a60"


def lines_of(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    """A sentence in lines that fit; a word that is too long has a line of its own."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and font.getlength(longer) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return found


def sheet() -> Image.Image:
    """Our paper at the size that other sites show, with a stripe above and waves below."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=INK)
    for step, colour in ((0, SEA), (1, INK)):
        for x in range(-80, WIDTH, 120):
            pen.arc(
                (x + 60 * step, 566 + 26 * step, x + 120 + 60 * step, 640 + 26 * step), 200, 340, colour, 6
            )
    return image


def png(image: Image.Image) -> bytes:
    """The file of a picture in few colours."""
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=64)
def draw(number: str, sentence: str, period: str, foot: str, mark: str) -> bytes:
    """1200 by 630 PNG of these words; the same words give the same bytes."""
    image = sheet()
    pen = ImageDraw.Draw(image)
    big = ImageFont.load_default(210)
    pen.text((MARGIN - 8, 40), number, INK, big, stroke_width=7, stroke_fill=INK)
    if mark:
        tag = ImageFont.load_default(30)
        width = int(tag.getlength(mark))
        box = (WIDTH - MARGIN - width - 36, 60, WIDTH - MARGIN, 112)
        pen.rounded_rectangle(box, 10, fill=LAMP)
        pen.text((box[0] + 18, 66), mark, INK, tag)
    y = 296
    for text, size, colour, gap in ((sentence, 46, INK, 58), (period, 38, SEA, 48)):
        font = ImageFont.load_default(size)
        for line in lines_of(text, font, WIDTH - 2 * MARGIN)[:3]:
            pen.text((MARGIN, y), line, colour, font, stroke_width=1, stroke_fill=colour)
            y += gap
        y += 8
    pen.text((MARGIN, 520), foot, SOFT, ImageFont.load_default(28))
    return png(image)


def words(snapshot: Snapshot) -> tuple[str, str, str, str, str]:
    """What the picture says: number, sentence, period, publisher with the day, and a mark where one is due."""
    mark = _("Invented counts") if snapshot.is_demo else ""
    if not mark and snapshot.status == Snapshot.Status.PROVISIONAL:
        mark = _("Provisional")
    return (
        f"{snapshot.total:,}",
        _("places taken by children, parents and carers in training about how to stay safe online"),
        snapshot.period_name[0].upper() + snapshot.period_name[1:],
        _("%(publisher)s, as at %(day)s")
        % {
            "publisher": snapshot.document["publisher"],
            "day": f"{snapshot.as_at.day} {snapshot.as_at:%B %Y}",
        },
        mark,
    )


def picture(snapshot: Snapshot) -> bytes:
    """The PNG of a snapshot."""
    return draw(*words(snapshot))
