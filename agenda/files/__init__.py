"""Files that people hand in: inspected, kept apart from public files, served so that none runs."""

from agenda.files.storage import (
    ANSWER,
    DOCUMENT,
    PHOTO,
    SLIDES,
    Checked,
    UploadPolicy,
    answer,
    checked,
    forget,
    private_storage,
    random_name,
)

__all__ = [
    "ANSWER",
    "DOCUMENT",
    "PHOTO",
    "SLIDES",
    "Checked",
    "UploadPolicy",
    "answer",
    "checked",
    "forget",
    "private_storage",
    "random_name",
]
