"""What people hand in: looked at, kept apart from public files, served so that none runs."""

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
