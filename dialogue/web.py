"""How the web server is called: by `serve`, and by the benchmark."""

from __future__ import annotations


def web_flags(host: str, port: int, workers: int) -> list[str]:
    """How granian serves: plain HTTP for the proxy before it, a bounded queue, no access log (it would hold tokens)."""
    flags = (
        "--interface wsgi --no-ws --http 1 --blocking-threads 4 --backpressure 64 --respawn-failed-workers"
    )
    return [
        *flags.split(),
        "--log-level",
        "warning",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
