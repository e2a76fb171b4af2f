"""The interchange format, version 1 (`agenda.json`): strict both ways, every fault told with its place."""

from agenda.exchange.faults import Refused
from agenda.exchange.json.document import MAX_BYTES
from agenda.exchange.json.reading import parse
from agenda.exchange.json.writing import serialise
from agenda.programme.addresses import with_slugs

__all__ = ["MAX_BYTES", "Refused", "parse", "serialise", "with_slugs"]
