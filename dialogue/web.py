"""The command line of the web server, for `serve` and the benchmark."""

from __future__ import annotations

KILL_SECONDS = 10
"""How long a worker of the web server may take to stop: one that was told in its first moment can miss the word."""


def web_flags(host: str, port: int, workers: int) -> list[str]:
    """The flags of granian: plain HTTP for the proxy before it, a bounded queue, no access log (it would hold tokens)."""
    flags = (
        "--interface wsgi --no-ws --http 1 --blocking-threads 4 --backpressure 64 --respawn-failed-workers"
    )
    return [
        *flags.split(),
        "--workers-kill-timeout",
        str(KILL_SECONDS),
        "--log-level",
        "warning",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
