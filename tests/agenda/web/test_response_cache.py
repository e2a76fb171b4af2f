"""Kept answers: bounded, shared, and rendered once for many who wait."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from agenda.web.response_cache import LocalCache, RenderedResponse, answer_of, shared_key


def _answer(size: int) -> RenderedResponse:
    return RenderedResponse(b"x" * size, b"", 'W/"1"')


def test_near_answers_are_bounded_by_bytes() -> None:
    near = LocalCache(limit=7_500)
    for number in range(4):
        near.put((str(number),), _answer(3000))
    assert [near.get((str(number),)) is not None for number in range(4)] == [False, False, True, True]


def test_near_keeps_what_was_used_last() -> None:
    near = LocalCache(limit=7_500)
    near.put(("a",), _answer(3000))
    near.put(("b",), _answer(3000))
    assert near.get(("a",)) is not None
    near.put(("c",), _answer(3000))
    assert (near.get(("a",)) is not None, near.get(("b",))) == (True, None)


@pytest.mark.django_db(transaction=True)
def test_one_renders_for_many_waiters() -> None:
    renders = []
    key = shared_key("one", "renders")

    def render() -> bytes:
        renders.append(threading.get_ident())
        time.sleep(0.2)
        return b"drawn" * 500

    def ask(_number: int) -> RenderedResponse:
        try:
            return answer_of(key, render, compress=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len(renders) == 1
    assert {answer.body for answer in answers} == {b"drawn" * 500}


@pytest.mark.django_db
def test_a_failing_render_leaves_the_way_free() -> None:
    key = shared_key("fails")

    def fail() -> bytes:
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError, match="no paper"):
        answer_of(key, fail, compress=False)
    assert answer_of(key, lambda: b"again", compress=False).body == b"again"
