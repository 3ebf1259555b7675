"""Uploads as a browser gets them: pictures in our sizes, films, documents to keep. home.headers sees that nothing runs."""

from __future__ import annotations

import re
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from education.content.models import Recording, SiteRendition
from education.content.models.recording import FOLDER
from education.content.uploads.names import ending
from education.content.uploads.recordings import TYPES as RECORDINGS

NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
STRETCH = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?", re.ASCII)
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One size of a picture that may be shown today; the files of originals have no address."""
    if not NAME.fullmatch(name) or ending(name) not in TYPES:
        raise Http404
    found = SiteRendition.objects.select_related("image").filter(file=f"images/{name}").first()
    if found is None or not found.image.showable:
        raise Http404
    try:
        file = found.file.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(file, content_type=TYPES[ending(name)])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def recording(request: HttpRequest, name: str) -> HttpResponseBase:
    """A film or a sound, whole or the stretch that a player asks for, without which Safari plays none; or its captions."""
    kind = ending(name)
    if not NAME.fullmatch(name) or kind not in RECORDINGS:
        raise Http404
    found = Recording.objects.filter(file__startswith=f"{FOLDER}/{name.partition('.')[0]}.").first()
    if found is None or not found.showable or (kind != "vtt" and found.name != name):
        raise Http404
    response: HttpResponseBase
    if kind == "vtt":
        if not found.captions:
            raise Http404
        response = HttpResponse(found.captions, content_type=RECORDINGS[kind])
    else:
        try:
            file = found.file.open("rb")
        except OSError:
            raise Http404 from None
        response = part_of(file, found.file.size, request.headers.get("Range", ""), RECORDINGS[kind])
        response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def part_of(file: IO[bytes], size: int, asked: str, content_type: str) -> HttpResponseBase:
    """The whole file (200), one stretch of bytes (206), or 416 where the stretch lies past its end.

    What is no single stretch counts as not asked, as RFC 9110 allows.
    """
    found = STRETCH.fullmatch(asked.strip())
    if not found or found[1] is found[2] is None:
        return FileResponse(file, content_type=content_type)
    first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with file:
        file.seek(first)
        stretch = file.read(last - first + 1)
    response = HttpResponse(stretch, status=206, content_type=content_type)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document as Wagtail serves it, with its collection's doors, always to keep and never to show."""
    response: HttpResponseBase = serve(request, document_id, document_filename)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
