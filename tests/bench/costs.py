"""What is measured in this process, without a web server: queries, and seconds of one rendering."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from msgspec.structs import replace

from agenda import models
from agenda.outputs import OUTPUTS
from agenda.outputs.viewer import Viewer
from agenda.programme import model
from agenda.versions import publishing

OUTPUT_BY_NAME = {output.name: output for output in OUTPUTS}


def publish_versions(slug: str, count: int) -> Iterator[int]:
    """`count` more versions of a published event, that differ in their note; their numbers, each to be asked once."""
    programme = publishing.latest(slug)
    event = models.Event.objects.get(slug=slug)
    assert programme is not None
    numbers = range(programme.version + 1, programme.version + count + 1)
    # Written as publishing does, without its comparison with the draft, which refuses what has not changed.
    for number in numbers:
        version = replace(programme, version=number, note=f"Version {number}")
        stored = model.to_stored(version)
        models.Publication.objects.create(
            event=event,
            number=number,
            published_at=timezone.now(),
            label=version.label,
            note=version.note,
            programme=stored.decode(),
            digest=hashlib.sha256(stored).hexdigest(),
        )
    return iter(numbers)


def queries(path: str) -> int:
    """How many questions one request asks the database."""
    match = resolve(path.partition("?")[0])
    request = RequestFactory().get(path)
    with CaptureQueriesContext(connection) as context:
        response = match.func(request, *match.args, **match.kwargs)
    assert response.status_code == 200, path
    return len(context)


def drawing_seconds(slug: str, name: str, times: int) -> float:
    """Median seconds of drawing an output of the latest version, after a first time that does not count."""
    programme = publishing.latest(slug)
    assert programme is not None
    viewer = Viewer(
        timezone=programme.event.timezone, language=programme.event.language, base_url="http://127.0.0.1"
    )
    return median(list(_drawn(programme, name, viewer, times + 1))[1:])


def _drawn(programme: model.Programme, name: str, viewer: Viewer, times: int) -> Iterator[float]:
    for _time in range(times):
        began = time.perf_counter()
        OUTPUT_BY_NAME[name].render(programme, viewer, "")
        yield time.perf_counter() - began
