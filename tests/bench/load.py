"""Load on a server of this machine: many of one address by wrk, or a list of addresses once each.

`python -m tests.bench.load` is the built-in client, in a process of its own: a request on standard input (JSON of
`Order`), what came of it on standard output. It asks all of the list, and is the stand-in for wrk where that is missing.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent.parent


class Broken(Exception):
    """An answer that should not be, or none."""


@dataclass(frozen=True)
class Order:
    """Addresses to ask: once each, or with `seconds` over and over until then."""

    port: int
    paths: list[str]
    connections: int
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


@dataclass(frozen=True)
class Came:
    """How many answers came, in how many seconds, and one with an unexpected status ('' if none)."""

    requests: int
    seconds: float
    wrong: str = ""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def has_wrk() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def install_wrk() -> None:
    """Install wrk where it is missing and packages may be installed, as set-up does; without it the bench goes on."""
    if not has_wrk():
        script = ". scripts/say.sh; . scripts/system.sh; can_install_packages && install_packages wrk"
        subprocess.run(["sh", "-c", script], check=False, cwd=ROOT)


def repeated(port: int, path: str, connections: int, headers: dict[str, str], seconds: int) -> Came:
    """One address, over and over. Raises Broken."""
    if not has_wrk():
        return ordered(Order(port, [path], connections, headers, seconds))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run(
        [*command, f"http://{HOST}:{port}{path}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=seconds + 30,
    )
    counted = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout)
    if done.returncode or not counted or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise Broken(f"{path}: {done.stdout}{done.stderr}")
    return Came(int(counted[1]), float(counted[2]))


def ordered(order: Order) -> Came:
    """What came of an order, by the built-in client. Raises Broken."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        check=False,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        timeout=order.seconds + 120,
    )
    if done.returncode:
        raise Broken(done.stderr)
    came = Came(**json.loads(done.stdout))
    if came.wrong:
        raise Broken(came.wrong)
    return came


def main() -> None:
    """Ask, over `connections` kept-alive connections."""
    order = Order(**json.load(sys.stdin))
    waiting = iter(list(order.paths) if not order.seconds else _forever(order))
    lock, counts, wrong = threading.Lock(), [0] * order.connections, [""]

    def ask(number: int) -> None:
        try:
            with socket.create_connection((HOST, order.port), timeout=100) as connection:
                while True:
                    with lock:
                        path = next(waiting, None)
                    if path is None:
                        return
                    status = _exchange(connection, path, order.headers)
                    counts[number] += 1
                    if status not in (200, 304):
                        wrong[0] = f"{path}: {status}"
        except OSError as error:
            wrong[0] = str(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(order.connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(asdict(Came(sum(counts), time.perf_counter() - began, wrong[0])), sys.stdout)


def _forever(order: Order) -> Iterator[str]:
    end = time.perf_counter() + order.seconds
    while time.perf_counter() < end:
        yield order.paths[0]


def _exchange(connection: socket.socket, path: str, headers: dict[str, str]) -> int:
    """Send one request and read its whole answer; the status."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {HOST}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _sep, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    missing = (int(length[1]) if length and status != 304 else 0) - len(body)
    while missing > 0:
        missing -= len(_some(connection))
    return status


def _some(connection: socket.socket) -> bytes:
    some = connection.recv(262_144)
    if not some:
        raise OSError("the server closed the connection")
    return some


if __name__ == "__main__":
    main()
