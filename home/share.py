"""The picture that a link to a page shows elsewhere: its title on our paper, made here and from nothing else."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from education.figures.share import HEIGHT, INK, LAMP, MARGIN, PAPER, SEA, SOFT, WIDTH, lines_of

MOST_LINES = 4


@lru_cache(maxsize=256)
def draw(title: str, site: str, force: str) -> bytes:
    """1200 by 630 PNG of these words; without a title the site's name stands alone. The same words, the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=INK)
    pen.ellipse((MARGIN, 70, MARGIN + 84, 154), fill=LAMP, outline=INK, width=6)
    pen.text((MARGIN + 110, 86), site, INK, ImageFont.load_default(44), stroke_width=1, stroke_fill=INK)
    for step, colour in ((0, SEA), (1, INK)):
        for x in range(-80, WIDTH, 120):
            pen.arc(
                (x + 60 * step, 566 + 26 * step, x + 120 + 60 * step, 640 + 26 * step), 200, 340, colour, 6
            )
    font, y = ImageFont.load_default(76), 206
    for line in lines_of(title or site, font, WIDTH - 2 * MARGIN)[:MOST_LINES]:
        pen.text((MARGIN, y), line, INK, font, stroke_width=2, stroke_fill=INK)
        y += 88
    pen.text((MARGIN, 530), force, SOFT, ImageFont.load_default(30))
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
