"""Uploads as a browser gets them: pictures in our sizes, documents to keep; nothing in them runs."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from education.content.models import SiteRendition
from education.content.uploads.names import ending

DEAD = "default-src 'none'; sandbox"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


def harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Headers under which even a page would do nothing."""
    response.headers["Content-Security-Policy"] = DEAD
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One size of a picture that may be shown today; the files of originals have no address."""
    found = SiteRendition.objects.select_related("image").filter(file=f"images/{name}").first()
    if found is None or ending(name) not in TYPES or not found.image.showable:
        raise Http404
    try:
        file = found.file.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(file, content_type=TYPES[ending(name)])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return harmless(response)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document as Wagtail serves it, with its collection's doors, always to keep and never to show."""
    response = harmless(serve(request, document_id, document_filename))
    response.headers["Cache-Control"] = "private, no-cache"
    return response
