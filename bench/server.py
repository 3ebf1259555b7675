"""A gunicorn to measure, the two bare things to compare with, and a client that is as plain as they are."""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]


def body() -> bytes:
    """The bytes that the bare things answer: those of the cached page, so that all weigh the same."""
    return Path(os.environ["BENCH_BODY"]).read_bytes()


def bare_wsgi():  # type: ignore[no-untyped-def]
    """A WSGI function and nothing else: the limit."""
    content = body()

    def application(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [*HEADERS, ("Content-Length", str(len(content)))])
        return [content]

    return application


def bare_django():  # type: ignore[no-untyped-def]
    """A Django view without any middleware."""
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.urls import re_path

    content = body()

    def view(request):  # type: ignore[no-untyped-def]
        return HttpResponse(content, headers=dict(HEADERS))

    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bench", ROOT_URLCONF=(re_path("", view),), MIDDLEWARE=[]
    )
    django.setup()
    return WSGIHandler()


@contextmanager
def gunicorn(target: str, **variables: str) -> Iterator[int]:
    """Two sync workers serving this target; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--no-control-socket",
        "--log-level", "warning", "--preload", "--pythonpath", f"{ROOT / 'site'},{ROOT}", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})
    try:
        for _ in range(300):
            with socket.socket() as knock:
                if not knock.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, path: str) -> bytes:
    """One GET on a connection of its own; sync workers close it after the answer."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
        )
        parts = []
        while part := line.recv(262_144):
            parts.append(part)
    return b"".join(parts)


def per_second(port: int, path: str, seconds: float) -> tuple[float, float]:
    """Answers a second with eight clients, and the 99th percentile in milliseconds; anything but 200 is an error."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def visitor() -> None:
        while (began := time.perf_counter()) < end:
            answer = ask(port, path)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{path}: {answer[:60]!r}")
            times.append(time.perf_counter() - began)

    if shutil.which("wrk"):
        return wrk(port, path, seconds)
    visitors = [threading.Thread(target=visitor) for _ in range(CLIENTS)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    return len(times) / seconds, statistics.quantiles(times, n=100)[98] * 1000


def wrk(port: int, path: str, seconds: float) -> tuple[float, float]:
    """The same by wrk, where it is installed."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "--latency", "-H", "Accept-Encoding: gzip",
         f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = done.stdout.split()
    p99 = words[words.index("99%") + 1]
    scale = {"us": 0.001, "ms": 1.0}
    unit = p99[-2:]
    return float(words[words.index("Requests/sec:") + 1]), float(p99.rstrip("mus")) * scale.get(unit, 1000.0)
