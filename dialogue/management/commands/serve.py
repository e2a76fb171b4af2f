"""The web server and the task worker of one machine, with the tick that django-tasks lacks."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from agenda.models import Event
from agenda.web import release
from dialogue import preparing
from dialogue.pulse import beat
from dialogue.web import web_flags
from registration.tasks import tick

TICK_SECONDS = 10
BEAT_SECONDS = 15
PRUNE_SECONDS = 3600
STOP_SECONDS = 15


class Stop(Exception):
    """The operator asks to stop."""


class Command(BaseCommand):
    """`serve`: prepares what is missing, prints the address, runs web server and worker until told to stop."""

    help = "Serve the site: web server and task worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--host and --workers."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
        parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start both processes, keep them running."""
        host = options["host"]
        self._check_port(host)
        preparing.migrate()
        self._collect_static()
        if settings.DEMO and not Event.objects.exists():
            preparing.load_demo_event()
        self._print_address()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        web = _start(
            *[sys.executable, "-m", "granian", "dialogue.wsgi:application"],
            *web_flags(host, settings.PORT, options["workers"]),
        )
        try:
            _keep_running(web)
        except Stop:
            self.stderr.write("Stopping.")

    def _check_port(self, host: str) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, settings.PORT))
            except OSError as error:
                self.stderr.write(
                    f"PORT: {host}:{settings.PORT} cannot be used ({error.strerror}). Set another PORT."
                )
                sys.exit(1)

    def _collect_static(self) -> None:
        """Gather the static files, unless those of this release are gathered already.

        Of several that start at once in one place, one gathers and the others wait (flock(2)).
        """
        mark = settings.STATIC_ROOT / ".release"
        settings.STATIC_ROOT.parent.mkdir(parents=True, exist_ok=True)
        with (settings.STATIC_ROOT.parent / "static.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not mark.exists() or mark.read_text() != release():
                call_command("collectstatic", interactive=False, verbosity=0, clear=True)
                mark.write_text(release())

    def _print_address(self) -> None:
        self.stdout.write(f"\nDialogue serves on {settings.BASE_URL}/")
        if settings.DEMO:
            self.stdout.write(f"Secretariat: {settings.BASE_URL}/admin/")
            for login in preparing.demo_logins():
                self.stdout.write(f"  {login.role}  {login.email}  {login.password or '(changed)'}")
        self.stdout.write("Stop with Ctrl-C.\n")
        self.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _start(*command: str) -> subprocess.Popen[bytes]:
    """A child in a process group of its own, so that Ctrl-C reaches it through us only; it ends when we are killed."""
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=settings.BASE_DIR,
        process_group=0,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs here
    )


def _end_with_parent() -> None:
    """Linux: have the kernel send SIGTERM to this child when its parent is gone (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _start_worker() -> subprocess.Popen[bytes]:
    return _start(
        sys.executable,
        "manage.py",
        "db_worker",
        "--interval",
        "1",
        "--no-startup-delay",
        "--no-reload",
        "--verbosity",
        "0",
    )


def _keep_running(web: subprocess.Popen[bytes]) -> None:
    """Tick until told to stop. A worker that ends is started again; a web server that ends, ends us."""
    worker = _start_worker()
    due = {"beat": 0.0, "prune": 0.0, "worker": 0.0}
    try:
        while web.poll() is None:
            now = time.monotonic()
            if worker.poll() is not None and now >= due["worker"]:
                due["worker"] = now + 5
                worker = _start_worker()
            _tick(now, due)
            time.sleep(TICK_SECONDS if web.poll() is None else 0)
        sys.exit(web.returncode or 1)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        _end(web, worker)


def _tick(now: float, due: dict[str, float]) -> None:
    """Do what is due now. A database that does not answer is tried again at the next tick."""
    close_old_connections()
    try:
        tick(timezone.now())
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=beat.module_path)
        if now >= due["beat"] and not waiting.exists():
            due["beat"] = now + BEAT_SECONDS
            beat.enqueue()
        if now >= due["prune"]:
            due["prune"] = now + PRUNE_SECONDS
            call_command("prune_db_task_results", min_age_days=1, verbosity=0)
    except DatabaseError as error:
        sys.stderr.write(f"serve: the database does not answer ({error}); trying again.\n")


def _end(*children: subprocess.Popen[bytes]) -> None:
    """Ask each child to end, and end the one that does not."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
