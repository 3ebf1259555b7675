"""Pages by the second, from the cache and past it, beside a bare Django view and a bare WSGI function."""

from __future__ import annotations

import os
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from wagtail.models import Page

from bench.server import ask, gunicorn, per_second

PAST = "?past=the-cache"  # an unknown word in the query is never kept
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))


def addresses() -> dict[str, str]:
    """What is measured: home, a lesson, a step of a story, both finders, a guide, a search, a plan, the figure."""
    lesson = Page.objects.live().filter(depth__gt=3, url_path__contains="/learn/").order_by("path").first()
    return {
        "home": "/",
        "lesson": f"/learn/{lesson.slug}/" if lesson else "/learn/",
        "story step": "/learn/back-up-for-a-mate/story/1/",
        "finder": "/learn/",
        "guide finder": "/parents/",
        "guide": "/parents/gaming-and-voice-chat/",
        "search": "/search/?q=someone+is+threatning+my+son+on+his+xbox",
        "plan": "/parents/plan/?age=8-10&device=console&worry=games",
        "figures": "/figures/",
    }


def median(port: int, path: str) -> tuple[float, float]:
    """The median of three runs: answers a second, and the 99th percentile of the same run."""
    return sorted(per_second(port, path, SECONDS) for _ in range(3))[1]


def run() -> list[tuple[str, str]]:
    """The comparison is always in the same run, because the machine's speed drifts."""
    lines = []
    here = {"VAR_DIR": str(settings.VAR_DIR)}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        site = stack.enter_context(gunicorn("config.wsgi:application", **here))
        file = Path(folder) / "body"
        for name, path in addresses().items():
            _, _, content = ask(site, path).partition(b"\r\n\r\n")
            file.write_bytes(content)
            given = {"BENCH_BODY": str(file)}
            with (
                gunicorn("bench.server:bare_wsgi()", **given) as wsgi,
                gunicorn("bench.server:bare_django()", **given) as view,
            ):
                before = median(view, "/")[0]
                limit, kept = median(wsgi, "/")[0], median(site, path)
                made = (
                    kept if "?" in path else median(site, path + PAST)
                )  # an answer to a question is never kept
                bare = statistics.mean([before, median(view, "/")[0]])
            said = [
                (
                    f"{name}: bare WSGI function, bare Django view ({len(content):,} bytes)",
                    f"{limit:,.0f}/s, {bare:,.0f}/s",
                ),
                (
                    f"{name}: from the cache",
                    f"{kept[0]:,.0f}/s, p99 {kept[1]:.1f} ms, {kept[0] / bare:.2f} × view, {kept[0] / limit:.2f} × WSGI",
                ),
                (
                    f"{name}: past the cache",
                    f"{made[0]:,.0f}/s, p99 {made[1]:.0f} ms, {made[0] / bare:.3f} × view",
                ),
            ]
            lines += [line for line in said if made is not kept or "from the cache" not in line[0]]
    return lines
