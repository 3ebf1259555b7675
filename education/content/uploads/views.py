"""Uploads as a browser gets them: pictures in our sizes, documents to keep. home.headers sees that nothing runs."""

from __future__ import annotations

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from education.content.models import SiteRendition
from education.content.uploads.names import ending

NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
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
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document as Wagtail serves it, with its collection's doors, always to keep and never to show."""
    response: HttpResponseBase = serve(request, document_id, document_filename)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
