"""The interchange format, version 1 (`agenda.json`): strict both ways, every fault told with its place."""

from agenda.programme.interchange.addresses import with_slugs
from agenda.programme.interchange.document import MAX_BYTES
from agenda.programme.interchange.faults import Refused
from agenda.programme.interchange.reading import parse
from agenda.programme.interchange.writing import serialise

__all__ = ["MAX_BYTES", "Refused", "parse", "serialise", "with_slugs"]
