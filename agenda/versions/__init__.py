"""Versions of an event: checked, published, imported, previewed, redacted."""

from agenda.versions.all_versions import up_to
from agenda.versions.checking import NOBODY, found
from agenda.versions.importing import Imported, import_programme, read, with_kept_slugs
from agenda.versions.preview import draft_as_published
from agenda.versions.publishing import (
    Outcome,
    Pointer,
    asked_whom_it_touches,
    draft_for_export,
    import_baseline_of,
    labelled,
    latest,
    latest_public,
    outcome_words,
    pointer,
    programme_of,
    programme_published,
    public_pointer,
    publish,
    stored,
    version,
    whom_it_touches,
)
from agenda.versions.redacting import forget_answers, scrub_words, withhold
from agenda.versions.sheet_import import import_sheet, made_from, merged_into, write

__all__ = [
    "NOBODY",
    "Imported",
    "Outcome",
    "Pointer",
    "asked_whom_it_touches",
    "draft_as_published",
    "draft_for_export",
    "forget_answers",
    "found",
    "import_baseline_of",
    "import_programme",
    "import_sheet",
    "labelled",
    "latest",
    "latest_public",
    "made_from",
    "merged_into",
    "outcome_words",
    "pointer",
    "programme_of",
    "programme_published",
    "public_pointer",
    "publish",
    "read",
    "scrub_words",
    "stored",
    "up_to",
    "version",
    "whom_it_touches",
    "with_kept_slugs",
    "withhold",
    "write",
]
