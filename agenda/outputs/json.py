"""The interchange file of a programme, as readers of `agenda.json` get it."""

from __future__ import annotations

from agenda.exchange import json
from agenda.outputs.viewer import Viewer
from agenda.programme import Programme


def agenda(programme: Programme, viewer: Viewer, slug: str = "") -> bytes:
    """The programme in interchange format version 1; hours in the event's zone, whatever the viewer's."""
    return json.serialise(programme)
