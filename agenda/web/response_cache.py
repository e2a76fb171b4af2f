"""Rendered outputs, kept: near in this process, further off in the cache that processes share; and their headers.

A key names the digest of a programme, the output, the viewer and the release, so what is kept is never stale.
One renders; the others wait.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple

from csp.middleware import CSPMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.middleware.security import SecurityMiddleware

NEAR_BYTES = 64 * 1024 * 1024
KEPT_SECONDS = 7 * 24 * 3600
RENDER_SECONDS = 60
LEAST_COMPRESSED = 400


class RenderedResponse(NamedTuple):
    """Bytes to send, the same compressed (or b'' where that gains nothing), the weak ETag, and whether robots pass by."""

    body: bytes
    compressed: bytes
    etag: str
    unlisted: bool = False


class _SecureRequest(HttpRequest):
    def _get_scheme(self) -> str:
        return "https"


@lru_cache(maxsize=1)
def protecting_headers() -> dict[str, str]:
    """The headers that Django's and django-csp's middleware add to every response (CSP, nosniff, …), read once.

    As over https: the settings name HSTS only where the site is an https one.
    """
    response = HttpResponse()
    usual = set(response.headers)
    for middleware in (SecurityMiddleware, CSPMiddleware):
        middleware(lambda _request: response).process_response(_SecureRequest(), response)
    return {name: value for name, value in response.items() if name not in usual}


@lru_cache(maxsize=2048)
def headers_of(
    etag: str, media_type: str = "", length: int = 0, encoding: str = "", *, unlisted: bool = False
) -> ResponseHeaders:
    """All headers of an answer, made once for all who ask: to be sent, not to be changed. No `media_type`: of a 304."""
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
    if media_type:
        headers |= {"Content-Type": media_type, "Content-Length": str(length)}
    if encoding:
        headers["Content-Encoding"] = encoding
    if unlisted:
        headers["X-Robots-Tag"] = "noindex"
    return ResponseHeaders({**headers, **protecting_headers()})


class LocalCache:
    """The answers last used in this process, bounded by their bytes."""

    def __init__(self, limit: int = NEAR_BYTES) -> None:
        self._limit = limit
        self._held = 0
        self._answers: OrderedDict[Hashable, RenderedResponse] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> RenderedResponse | None:
        """The answer of a key, or None."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Hashable, answer: RenderedResponse) -> None:
        """Keep an answer; the ones used longest ago make room."""
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._held += _size(answer)
            while self._held > self._limit and len(self._answers) > 1:
                self._held -= _size(self._answers.popitem(last=False)[1])

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._answers.clear()
            self._held = 0


local_cache = LocalCache()
_rendering: dict[str, threading.Lock] = {}
_rendering_guard = threading.Lock()


def _size(answer: RenderedResponse) -> int:
    return len(answer.body) + len(answer.compressed) + 500


def shared_key(*parts: str) -> str:
    """A key of the shared cache, of a length every cache takes."""
    return "output:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def answer_of(
    key: str, render: Callable[[], bytes], *, compress: bool, etag_of: str = ""
) -> RenderedResponse:
    """The answer of a shared key, rendered at most once at a time over all threads and processes.

    `etag_of` makes the ETag of these words instead of the bytes.
    """
    if (found := cache.get(key)) is not None:
        return RenderedResponse(*found)
    with _thread_lock(key):
        return _rendered_once(key, render, compress=compress, etag_of=etag_of)


def _thread_lock(key: str) -> threading.Lock:
    with _rendering_guard:
        if len(_rendering) > 1000:
            for old in [name for name, lock in _rendering.items() if not lock.locked()]:
                del _rendering[old]
        return _rendering.setdefault(key, threading.Lock())


def _rendered_once(
    key: str, render: Callable[[], bytes], *, compress: bool, etag_of: str
) -> RenderedResponse:
    """Render, unless another process is at it: then wait for what it makes, at most `RENDER_SECONDS`."""
    turn = f"{key}:turn"
    deadline = time.monotonic() + RENDER_SECONDS
    while not cache.add(turn, 1, RENDER_SECONDS):
        time.sleep(0.05)
        if (found := cache.get(key)) is not None:
            return RenderedResponse(*found)
        if time.monotonic() > deadline:
            break
    try:
        if (found := cache.get(key)) is not None:
            return RenderedResponse(*found)
        answer = _made(render(), compress=compress, etag_of=etag_of)
        cache.set(key, tuple(answer[:3]), KEPT_SECONDS)
        return answer
    finally:
        cache.delete(turn)


def _made(body: bytes, *, compress: bool, etag_of: str) -> RenderedResponse:
    compressed = (
        gzip.compress(body, compresslevel=9, mtime=0) if compress and len(body) > LEAST_COMPRESSED else b""
    )
    digest = hashlib.sha256(etag_of.encode() if etag_of else body).hexdigest()[:32]
    return RenderedResponse(body, compressed if len(compressed) < len(body) else b"", f'W/"{digest}"')
