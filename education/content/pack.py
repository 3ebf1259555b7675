"""The school pack: one lesson as a folder of pages that need no network, zipped the same way every time."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language

from education.content.models import LessonPage, Recording
from education.content.models.other_forms import EASY_READ
from education.content.slides import MOST_HANDS, slides
from education.ledger.clock import today
from education.schools.force import force

PAGES = ("index", "lesson", "handout", "plan", "class", "help")
STYLES = ("tokens", "base", "components", "content", "lesson", "class", "easy-read", "pack")
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The one moment every entry bears, the first that a zip can hold, so that the same lesson is the same bytes."""
STEP = 10 * 1024
KEPT = 200
_sizes: dict[tuple[Any, ...], int] = {}
_lock = threading.Lock()


def files(page: LessonPage) -> dict[str, bytes]:
    """Every file of the pack by its path inside; raises FileNotFoundError for a style that is not there."""
    taken: dict[str, bytes] = {}
    context = {
        "page": page,
        "slides": slides(page),
        "most_hands": MOST_HANDS,
        "force": force(),
        "styles": STYLES,
        "lesson_address": "lesson.html",
        "LANGUAGE_CODE": get_language(),
        "address": urljoin(settings.BASE_URL, f"/learn/{page.slug}/"),
        "made_on": today(),
        "in_pack": True,
    }
    for name in [*PAGES, *([EASY_READ] if page.easy_read else [])]:
        html = render_to_string(f"content/pack/{name}.html", {**context, "name": name})
        taken[f"{name}.html"] = offline(html, taken).encode()
    for name in STYLES:
        css = Path(_static(f"css/{name}.css")).read_text(encoding="utf-8")
        taken[f"css/{name}.css"] = re.sub(r"[^;{]*url\([^)]*\)[^;}]*;?", "", css).encode()
    return taken


def offline(html: str, taken: dict[str, bytes]) -> str:
    """Pictures, films and sounds come along; a link to the rest of the site says its whole address, and is only followed by a tap."""

    def picture(found: re.Match[str]) -> str:
        attribute, address = found[1], found[2]
        path = _file(address)
        if path is None:
            return f'{attribute}=""'
        name = f"img/{re.sub(r'[.][0-9a-f]{12}(?=[.])', '', Path(address).name)}"
        taken[name] = path
        return f'{attribute}="{name}"'

    html = re.sub(r'(src|poster)="(/[^"]+)"', picture, html)
    return re.sub(r'href="(/[^"]*)"', lambda found: f'href="{urljoin(settings.BASE_URL, found[1])}"', html)


def build(page: LessonPage) -> bytes:
    """The zip; the same lesson on the same day is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files(page).items()):
            entry = zipfile.ZipInfo(f"{page.slug}/{name}", EARLIEST)
            played = name.endswith(
                (".mp4", ".m4a", ".mp3")
            )  # packed as it is: pressing it again gains nothing
            entry.compress_type = zipfile.ZIP_STORED if played else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def size(page: LessonPage) -> int:
    """The zip's bytes, rounded up to ten KB; worked out once in each process for each published version."""
    key = (page.pk, page.latest_revision_id, page.last_published_at)
    known = _sizes.get(key)
    if known is None:
        known = -(-len(build(page)) // STEP) * STEP
        with _lock:
            if len(_sizes) >= KEPT:
                _sizes.clear()
            _sizes[key] = known
    return known


def _file(address: str) -> bytes | None:
    """The bytes behind an address of our own static or uploaded pictures; None for any other."""
    for prefix, read in ((settings.STATIC_URL, _read_static), (settings.MEDIA_URL, _read_media)):
        if address.startswith(prefix):
            return read(address.removeprefix(prefix))
    return None


def _read_static(name: str) -> bytes | None:
    plain = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)
    found = finders.find(plain)
    return Path(found).read_bytes() if found else None


def _read_media(name: str) -> bytes | None:
    if name.endswith(".vtt"):
        film = Recording.objects.filter(file__startswith=f"{name.removesuffix('.vtt')}.").first()
        return film.captions.encode() if film else None
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def _static(path: str) -> str:
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    return str(found)
