"""The interchange format, version 1 (`agenda.json`): strict both ways, every fault told with its place."""

from agenda.exchange import ImportRefused
from agenda.exchange.json.document import MAX_BYTES, JsonObject
from agenda.exchange.json.event import RESERVED_SLUGS
from agenda.exchange.json.fields import LANGUAGE, Context, Reader
from agenda.exchange.json.reading import parse
from agenda.exchange.json.writing import serialise
from agenda.programme import with_slugs

__all__ = [
    "LANGUAGE",
    "MAX_BYTES",
    "RESERVED_SLUGS",
    "Context",
    "ImportRefused",
    "JsonObject",
    "Reader",
    "parse",
    "serialise",
    "with_slugs",
]
