"""A real server of four processes for the proofs about passwords and time."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The test database's own address, for a server outside this process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def server(folder: Path, workers: int = 4, application: str = "config.wsgi") -> Iterator[int]:
    """The site with production's code paths on this test's database; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{
            k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "FAKE_NOW", "SITE_URL"}
        },
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "TRUSTED_PROXY_COUNT": "1",
        "PORT": str(port),
    }
    for command in (["createcachetable"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    arguments = ["--pythonpath", "site", "--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
    log = (folder / "server.log").open("w")
    running = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments, "--log-level", "error", application],
        cwd=ROOT, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                if Visitor(port).get("/healthz").status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        running.terminate()
        try:
            running.wait(60)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        log.close()


@dataclass
class Answer:
    """A status, where to go next, what the page says and how many seconds it took."""

    status: int
    location: str
    body: str
    seconds: float
    headers: dict[str, str]


@dataclass
class Visitor:
    """A browser at a network address, with its cookies."""

    port: int
    address: str = "192.0.2.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: str = "") -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as link:
            return self._ask(link, method, path, body)

    def _ask(self, link: http.client.HTTPConnection, method: str, path: str, body: str) -> Answer:
        headers = {"X-Forwarded-For": self.address, "User-Agent": "Mozilla/5.0 Firefox/140.0"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.connect()
        began = time.perf_counter()
        link.request(method, path, body, headers)
        response = link.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            response.status, response.headers.get("Location", ""), text, seconds, dict(response.headers)
        )

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send("GET", path)

    def token(self, path: str = "/accounts/login/") -> str:
        """The token that every form of this visitor carries, read from a page with one."""
        page = self.get(path).body
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page[:500]
        return found[1]

    def post(self, path: str, token: str, **values: str) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode({"csrfmiddlewaretoken": token, **values}))
