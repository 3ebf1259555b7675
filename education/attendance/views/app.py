"""The officer's app: its shell, its service worker, the day pack, and the phones that may send by themselves."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from education.attendance.actions import enrol_phone, revoke_phone
from education.attendance.daypack import day_pack
from education.attendance.models import Phone
from education.attendance.views.sync import problem
from education.content.in_class import public_lesson
from education.content.slides import MOST_HANDS, slides
from education.liaison.errors import Refused
from education.people.devices import describe
from education.people.doors import only
from education.people.lifetimes import SINCE
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role
from education.schools.force import force

MODULES = (
    "js/officer/app.js", "js/officer/carry.js", "js/officer/counting.js", "js/officer/db.js", "js/officer/dom.js",
    "js/officer/extra.js", "js/officer/keys.js", "js/officer/pack.js", "js/officer/queue.js", "js/officer/register.js",
    "js/officer/send.js", "js/officer/status.js", "js/site.js", "vendor/idb/idb.js", "vendor/qrcode/qrcode.js",
)  # fmt: skip
STYLES = ("css/tokens.css", "css/base.css", "css/components.css", "css/register.css", "css/officer.css")
LESSON_STYLES = ("css/content.css", "css/lesson.css", "css/class.css", "css/pack.css")
PICTURES = ("img/icon.svg", "img/officer-192.png", "img/officer-512.png")
KINDS = (
    ("iPhone", Phone.Kind.IPHONE),
    ("iPad", Phone.Kind.IPAD),
    ("Android", Phone.Kind.ANDROID),
)


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The app without any data: the same bytes for everybody, so that the phone may keep it for ever."""
    return render(request, "attendance/app.html", {"private": False, "is_demonstration": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of /officer/, with the list of files that make up this version of the app."""
    files = [static(path) for path in (*MODULES, *STYLES, *LESSON_STYLES, *PICTURES)]
    settings = {"version": version(), "shell": reverse("officer_app"), "files": files}
    text = f"const APP = {json.dumps(settings)};\n{_source('js/officer/worker.js').decode()}"
    if (
        "plain" not in request.GET
    ):  # a browser that knows modules in workers may also send while the app is shut
        text = f'import {{ send }} from "{static("js/officer/send.js")}";\n{text}\nAPP.send = send;\n'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its home screen."""
    icons = [
        {
            "src": static(f"img/officer-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": p,
        }
        for size in (192, 512)
        for p in ("any", "maskable")
    ]
    body = {
        "id": "/officer/",
        "name": f"Registers, {force().name}",
        "short_name": "Registers",
        "start_url": reverse("officer_app"),
        "scope": "/officer/",
        "display": "standalone",
        "background_color": "#fbf8f1",
        "theme_color": "#fbf8f1",
        "lang": "en-GB",
        "icons": icons,
    }
    response = HttpResponse(json.dumps(body), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """A lesson for the whole class on one page: what the phone keeps of it; nothing here is anybody's."""
    page = public_lesson(slug)
    context = {
        "page": page, "slides": slides(page), "most_hands": MOST_HANDS, "private": False, "is_demonstration": False,
    }  # fmt: skip
    return render(request, "attendance/lesson.html", context)


@only(Role.OFFICER)
@require_safe
def pack(request: HttpRequest) -> JsonResponse:
    """The day pack, with what is never kept on the phone: a signed-in upload's token, and when this sign-in began."""
    user: User = request.user  # type: ignore[assignment]
    beside = {"token": get_token(request), "since": request.session.get(SINCE, 0), "app": version()}
    return JsonResponse({**day_pack(user), **beside})


@only(Role.OFFICER)
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """The officer's own phones, with a button to take one off the list."""
    mine = Phone.objects.filter(officer=request.user, revoked_at=None)  # type: ignore[misc]
    return render(request, "attendance/phones.html", {"phones": mine, "private": True})


@only(Role.OFFICER)
@require_POST
def enrol(request: HttpRequest) -> JsonResponse:
    """Enrol the phone that asks, by its public key; answers its id, or 400, 409 with the sentence why not."""
    try:
        body: Any = json.loads(request.body[:1000])
        key = body["key"]
    except (ValueError, TypeError, KeyError):
        return problem(400, "bad_body", "This phone’s key can’t be read.")
    agent = describe(request.headers.get("User-Agent", ""))
    kind = next((kind for sign, kind in KINDS if sign in agent), Phone.Kind.COMPUTER)
    try:
        phone = enrol_phone(key=key, kind=kind, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        return problem(409, refusal.code, refusal.sentence)
    return JsonResponse({"phone": str(phone.pk)})


@only(Role.OFFICER)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of one's own phones off the list."""
    phone = get_object_or_404(Phone, pk=pk, officer=request.user)
    revoke_phone(phone=phone, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "Done. What that phone still holds is kept, and a supervisor looks at it.")
    return see_other(reverse("officer_phones"))


@cache
def version() -> str:
    """Twelve hex digits that change with any file of the app; read once a process."""
    found = hashlib.sha256()
    for path in (*MODULES, *STYLES, *LESSON_STYLES, *PICTURES, "js/officer/worker.js"):
        found.update(_source(path))
    return found.hexdigest()[:12]


def _source(path: str) -> bytes:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_bytes()
