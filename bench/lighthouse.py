"""Lighthouse on a phone's settings, page by page; its speed score swings with the machine, the other three must be 100."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from wagtail.models import Page

from bench.server import gunicorn
from tests.browser import ARGUMENTS, chromium
from tests.node import folder_of

KINDS = ("performance", "accessibility", "best-practices", "seo")
DEMONSTRATION = {"is-crawlable"}  # every page of a demonstration says noindex, on purpose


def addresses() -> list[str]:
    """Home, an age, the finders, a lesson, a screen of class mode, a step of a story, a guide, help, figures."""
    guide = Page.objects.live().filter(url_path__contains="/parents/", depth__gt=3).order_by("path").first()
    lesson = "/learn/the-family-jar/"
    found = [f"/parents/{guide.slug}/"] if guide else []
    story = "/learn/back-up-for-a-mate/story/1/"
    return [
        "/",
        "/4-7/",
        "/learn/",
        "/parents/",
        lesson,
        f"{lesson}class/3/",
        story,
        *found,
        "/help/",
        "/figures/",
    ]


def measured(port: int, path: str, out: Path) -> tuple[str, str]:
    """One line: four scores of 100, what is below, and the three times that people feel."""
    program = folder_of("lighthouse") / "cli/index.js"
    flags = " ".join(["--headless=new", *ARGUMENTS])
    subprocess.run(
        ["node", str(program), f"http://127.0.0.1:{port}{path}", "--quiet", f"--chrome-flags={flags}", "--output=json",
         f"--output-path={out}", f"--only-categories={','.join(KINDS)}"],
        check=True, timeout=240, capture_output=True, env={**os.environ, "CHROME_PATH": chromium() or ""},
    )  # fmt: skip
    said = json.loads(out.read_text(encoding="utf-8"))
    scores = "/".join(str(round(100 * said["categories"][kind]["score"])) for kind in KINDS)
    failed = {
        part["id"]
        for kind in KINDS[1:]
        for part in said["categories"][kind]["auditRefs"]
        if part["weight"] and (said["audits"][part["id"]]["score"] or 0) < 0.9
        and said["audits"][part["id"]]["scoreDisplayMode"] == "binary"
    } - DEMONSTRATION  # fmt: skip
    times = ", ".join(
        f"{short} {said['audits'][name]['displayValue']}"
        for short, name in (("LCP", "largest-contentful-paint"), ("CLS", "cumulative-layout-shift"), ("TBT", "total-blocking-time"))
    )  # fmt: skip
    return f"Lighthouse {path}", f"{scores}; {times}" + (
        f"; fails {', '.join(sorted(failed))}" if failed else ""
    )


def run() -> list[tuple[str, str]]:
    """Performance, accessibility, best practices and SEO of each page; says so when it cannot be had here."""
    try:
        folder_of("lighthouse")
    except (FileNotFoundError, subprocess.SubprocessError) as reason:
        return [("Lighthouse", f"not measured: {reason}")]
    with (
        tempfile.TemporaryDirectory() as folder,
        gunicorn("config.wsgi:application", VAR_DIR=str(settings.VAR_DIR)) as port,
    ):
        return [measured(port, path, Path(folder) / "said.json") for path in addresses()]
