"""The picture that a link to a page shows elsewhere: its title on our paper, made here and from nothing else."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageDraw, ImageFont

from education.figures.share import INK, LAMP, MARGIN, SOFT, WIDTH, lines_of, png, sheet

MOST_LINES = 4


@lru_cache(maxsize=256)
def draw(title: str, site: str, force: str) -> bytes:
    """1200 by 630 PNG of these words; without a title the site's name stands alone. The same words, the same bytes."""
    image = sheet()
    pen = ImageDraw.Draw(image)
    pen.ellipse((MARGIN, 70, MARGIN + 84, 154), fill=LAMP, outline=INK, width=6)
    pen.text((MARGIN + 110, 86), site, INK, ImageFont.load_default(44), stroke_width=1, stroke_fill=INK)
    font, y = ImageFont.load_default(76), 206
    for line in lines_of(title or site, font, WIDTH - 2 * MARGIN)[:MOST_LINES]:
        pen.text((MARGIN, y), line, INK, font, stroke_width=2, stroke_fill=INK)
        y += 88
    pen.text((MARGIN, 530), force, SOFT, ImageFont.load_default(30))
    return png(image)
