"""One parent, two children: the web server, and the worker that sends mail and runs due jobs."""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connections
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from gunicorn.app.base import BaseApplication
from gunicorn.http import wsgi

from education.ledger import jobs, outbox
from education.ledger.clock import now

logger = logging.getLogger(__name__)
TICK = 20  # seconds between two looks for due mails and jobs
STUCK = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=14)


def free(host: str, port: int) -> None:
    """Refuse a port that somebody else has, before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} can't be used ({getattr(error, 'strerror', '') or error});"
                " `PORT=8001 make run` takes another one."
            ) from None


class Response(wsgi.Response):
    """An answer that does not say what serves it."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class Web(BaseApplication):
    """Gunicorn without files of its own: two processes, because sync workers win on pages that compute."""

    def __init__(self, address: str, ready: Callable[[], None]) -> None:
        self.address, self.ready = address, ready
        super().__init__()

    def load_config(self) -> None:
        values: dict[str, Any] = {
            "bind": self.address,
            "workers": 2,
            "worker_class": "sync",
            "timeout": 60,
            "graceful_timeout": 5,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "when_ready": lambda server: self.ready(),
        }
        for key, value in values.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        wsgi.Response = Response
        return import_string(settings.WSGI_APPLICATION)


def reap() -> int:
    """Put tasks back in the queue whose worker was killed; our tasks are harmless to run twice."""
    lost = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=now() - STUCK)
    return lost.update(status="READY", started_at=None)


def tick() -> None:
    """Due mails, due jobs, lost tasks: the net behind the queue."""
    outbox.send_due()
    for line in jobs.run_due():
        logger.info("%s", line)
    reap()


def prune() -> None:
    """Forget finished tasks after a fortnight."""
    DBTaskResult.objects.filter(finished_at__lt=now() - KEPT).delete()


class DueWorker:
    """Runs queued tasks at once and looks for due work every twenty seconds, until told to stop."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.tasks: Worker | None = None
        self.parent = os.getppid()

    def end(self, number: int, frame: FrameType | None) -> None:
        """Finish the task at hand, then stop."""
        self.stop.set()
        if self.tasks:
            self.tasks.running = False

    def run_tasks(self) -> None:
        """Run everything that is queued now."""
        if not DBTaskResult.objects.ready().exists():
            return
        self.tasks = Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=f"serve-{os.getpid()}-{time.monotonic_ns()}", excluded_queue_names=[],
        )  # fmt: skip
        self.tasks.run()

    def run(self) -> None:
        """The loop; a failure is logged and tried again, and it ends when the parent is gone."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.end)
        next_tick = next_prune = 0.0
        while not self.stop.is_set() and os.getppid() == self.parent:
            try:
                self.run_tasks()
                if time.monotonic() >= next_tick:
                    tick()
                    next_tick = time.monotonic() + TICK
                if time.monotonic() >= next_prune:
                    prune()
                    next_prune = time.monotonic() + 86_400
            except Exception:
                logger.exception("The worker met a problem and tries again")
                connections.close_all()
                self.stop.wait(5)
            self.stop.wait(1)


def end_with_make() -> None:
    """Stop when `make run` is killed outright: an orphan would keep the port."""
    if os.environ.get("MAKELEVEL") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Parent:
    """Forks both, starts the worker again when it dies, stops everything when the web server does."""

    def __init__(self, host: str, port: int, ready: Callable[[], None]) -> None:
        self.web_pid = self.worker_pid = 0
        self.stopping = False
        self.host, self.port, self.ready = host, port, ready

    def fork(self, work: Callable[[], None]) -> int:
        """One child, with signals and database connections of its own."""
        connections.close_all()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_DFL)
            work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            logger.exception("A child of the server ended")
        finally:
            connections.close_all()
            os._exit(code)

    def end(self, number: int, frame: FrameType | None) -> None:
        """Pass the wish to stop on to both children."""
        self.stopping = True
        for pid in (self.web_pid, self.worker_pid):
            if pid:
                os.kill(pid, signal.SIGTERM)

    def run(self) -> int:
        """Serve until told to stop; returns the exit code."""
        import_string(settings.WSGI_APPLICATION)  # loaded once, shared by every child
        gc.collect()
        gc.freeze()
        web = Web(f"{self.host}:{self.port}", self.ready)
        self.web_pid = self.fork(web.run)
        self.worker_pid = self.fork(lambda: DueWorker().run())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.end)
        end_with_make()
        code = 0
        while self.web_pid or self.worker_pid:
            try:
                pid, status = os.wait()
            except ChildProcessError:
                break
            if pid == self.web_pid:
                self.web_pid = 0
                code = 0 if self.stopping else 1
                if not self.stopping:
                    logger.error("The web server ended by itself (%s)", os.waitstatus_to_exitcode(status))
                    self.end(0, None)
            elif pid == self.worker_pid:
                self.worker_pid = 0
                if not self.stopping:
                    time.sleep(1)
                    self.worker_pid = self.fork(lambda: DueWorker().run())
        return code
