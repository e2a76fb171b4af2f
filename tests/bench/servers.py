"""Web servers for the bench, with the flags of `manage.py serve`; each is ended by its own process id."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dialogue.web import web_flags
from tests.bench.load import HOST, ROOT, Broken

WORKERS = 2


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(application: str, port: int, environ: Mapping[str, str]) -> Iterator[int]:
    """`application` (module:name) served on `port` while the block runs; its process id. Raises Broken when it does not start."""
    command = [sys.executable, "-m", "granian", application, *web_flags(HOST, port, WORKERS)]
    with (Path(environ["BENCH_FOLDER"]) / f"server-{port}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(server: int) -> float:
    """Processor time that the workers of a server have used; 0 where the system has no /proc."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == server:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(port, "/")
            return
        except OSError:
            time.sleep(0.1)
    raise Broken(f"no server on port {port}")


def fetch(
    port: int, path: str, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one address."""
    connection = http.client.HTTPConnection(HOST, port, timeout=100)
    try:
        connection.request("GET", path, headers=dict(headers or {}) or {"Accept-Encoding": "identity"})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()
