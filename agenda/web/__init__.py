"""From a request's query to a viewer, and from rendered bytes to a response; error pages."""

from agenda.web.error_pages import method_not_allowed, not_found, problem
from agenda.web.private import made_private
from agenda.web.query import Query, Refusal, at_of, check, is_from_elsewhere, query_of, viewer_of
from agenda.web.release_digest import release
from agenda.web.response_cache import (
    RenderedResponse,
    answer_of,
    headers_of,
    local_cache,
    protecting_headers,
    shared_key,
)

__all__ = [
    "Query",
    "Refusal",
    "RenderedResponse",
    "answer_of",
    "at_of",
    "check",
    "headers_of",
    "is_from_elsewhere",
    "local_cache",
    "made_private",
    "method_not_allowed",
    "not_found",
    "problem",
    "protecting_headers",
    "query_of",
    "release",
    "shared_key",
    "viewer_of",
]
