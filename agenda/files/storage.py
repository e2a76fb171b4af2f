"""Files that people hand in: looked at before they are kept, kept apart from what is public, answered so that none runs."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.files.inspection import (
    ARCHIVE_ENDINGS,
    MACRO_ENDINGS,
    MEDIA_TYPES,
    PICTURES,
    RUN_ENDINGS,
    RejectedFile,
    ending_of,
    refuse_active,
)
from agenda.files.pictures import redrawn

_MB = 2**20
_LONGEST_NAME = 120
_SAME_ENDINGS = {"jpeg": "jpg", "jpe": "jpg"}
_KNOWN_ENDINGS = {
    *MEDIA_TYPES,
    *_SAME_ENDINGS,
    "doc",
    "xls",
    "ppt",
    *ARCHIVE_ENDINGS,
    *MACRO_ENDINGS,
    *RUN_ENDINGS,
}
# Marks that turn the direction of text can make an ending read as another (Unicode TR 36 §2.5).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class UploadPolicy:
    """The files that are taken at one place: endings without the dot, octets at most; pixels of each side where it is a photo."""

    endings: tuple[str, ...]
    most_bytes: int
    words: str | Promise
    least_side: int = 0
    most_side: int | None = None

    @property
    def accept(self) -> str:
        """For the attribute `accept` of a file input."""
        endings = [*self.endings, *(other for other, same in _SAME_ENDINGS.items() if same in self.endings)]
        return ",".join(f".{ending}" for ending in endings)

    @property
    def accepted(self) -> str:
        """A sentence for the person: what is taken, and the limit."""
        said = {"kinds": self.words, "most": self.most_bytes // _MB}
        return gettext("Accepted: %(kinds)s, at most %(most)d MB.") % said


DOCUMENT = UploadPolicy(("pdf", "docx", "jpg", "png"), 10 * _MB, _("PDF, Word (.docx), JPEG or PNG"))
PHOTO = UploadPolicy(("jpg", "png", "webp"), 5 * _MB, _("JPEG, PNG or WebP"), least_side=200, most_side=2000)
SLIDES = UploadPolicy(("pdf", "pptx", "odp"), 30 * _MB, _("PDF, PowerPoint (.pptx) or OpenDocument (.odp)"))
ANSWER = UploadPolicy(
    ("pdf", "docx", "xlsx", "jpg", "png"), 10 * _MB, _("PDF, Word (.docx), Excel (.xlsx), JPEG or PNG")
)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `name` is for people only; `size` in octets and `digest` (SHA-256) are of `content`."""

    content: ContentFile[bytes]
    name: str
    media_type: str
    size: int
    digest: str


def checked(upload: UploadedFile[bytes], kind: UploadPolicy) -> Checked:
    """The uploaded file, checked and ready to be kept. Pictures are drawn anew, without the place and time in them.

    Raises ValidationError with what is wrong, what is accepted, and the limit. That it holds no virus nobody says here.
    """
    try:
        ending = _ending_by_name(upload.name or "", kind)
        raw, ending = _fit(upload, ending, kind)
    except RejectedFile as wrong:
        raise ValidationError(f"{wrong.sentence} {kind.accepted}", code=wrong.code) from None
    return Checked(
        content=ContentFile(raw, name=f"{secrets.token_hex(16)}.{ending}"),
        name=shown_name(upload.name or "", ending),
        media_type=MEDIA_TYPES[ending],
        size=len(raw),
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _ending_by_name(name: str, kind: UploadPolicy) -> str:
    parts = [part.strip().lower() for part in _last_part(name).split(".")]
    ending = _SAME_ENDINGS.get(parts[-1], parts[-1]) if len(parts) > 1 else ""
    if ending not in kind.endings:
        raise RejectedFile("ending", gettext("Files of this kind are not accepted."))
    doubled = next((part for part in parts[1:-1] if part in _KNOWN_ENDINGS), None)
    if doubled:
        ends = {"both": f".{doubled}.{parts[-1]}", "one": f".{parts[-1]}"}
        raise RejectedFile(
            "doubled", gettext("The name ends in %(both)s. Rename the file to end in %(one)s only.") % ends
        )
    return ending


def _fit(upload: UploadedFile[bytes], ending: str, kind: UploadPolicy) -> tuple[bytes, str]:
    if not upload.size:
        raise RejectedFile("empty", gettext("The file is empty."))
    if upload.size > kind.most_bytes:
        size = -(-upload.size // _MB)
        raise RejectedFile("size", gettext("The file is too large: %(size)d MB.") % {"size": size})
    upload.seek(0)
    raw = upload.read()
    if ending_of(raw) != ending:
        raise RejectedFile(
            "content", gettext("The file is not what its name says (.%(ending)s).") % {"ending": ending}
        )
    refuse_active(raw, ending)
    if ending in PICTURES:
        return redrawn(raw, ending, kind.least_side, kind.most_side)
    return raw, ending


def shown_name(name: str, ending: str) -> str:
    """The name its owner gave, fit for one line of a page or a header, no longer than 120 characters, with `ending`."""
    plain = unicodedata.normalize("NFC", _TURNING.sub("", _last_part(name)))
    printable = "".join(char if unicodedata.category(char) not in _UNPRINTABLE else " " for char in plain)
    stem = " ".join(printable.rpartition(".")[0].split()).strip(". ")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1].strip() or gettext('file')}.{ending}"


_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _last_part(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


class PrivateFiles(FileSystemStorage):
    """A folder beside that of the media: only its owner may read it, and it has no addresses."""

    def __init__(self, location: str | Path | None = None) -> None:
        self._folder = location
        super().__init__(location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:
        """The folder: the one named, else `private` beside MEDIA_ROOT."""
        return str(self._folder or Path(settings.MEDIA_ROOT).parent / "private")

    @property
    def location(self) -> str:
        """The folder as an absolute path."""
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> str:
        """Raises ValueError: a file is answered to those who may see it, by a view."""
        raise ValueError("a private file has no address")


def private_storage() -> Storage:
    """Where files are kept that people handed in: STORAGES["private"]."""
    return storages["private"]


def random_name(instance: object, filename: str) -> str:
    """For `upload_to`: a name that cannot be guessed (128 bits) and says nothing, with the ending of `filename`."""
    token, ending = secrets.token_hex(16), filename.rpartition(".")[2].lower()
    return f"{token[:2]}/{token}.{ending}" if ending in MEDIA_TYPES else f"{token[:2]}/{token}"


def answer(file: File[bytes], display_name: str, media_type: str, *, inline: bool = False) -> FileResponse:
    """The bytes, to be saved and not shown (RFC 6266); `inline` is for pictures only. No copy stays on the way.

    Whoever calls has seen to it that the person may have it. Raises FileNotFoundError when the file is gone.
    """
    ending = next((ending for ending, known in MEDIA_TYPES.items() if known == media_type), None)
    response = FileResponse(
        file.open("rb"),
        as_attachment=not (inline and ending in PICTURES),
        filename=shown_name(display_name, ending) if ending else gettext("file"),
        content_type=media_type if ending else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def forget(file: FieldFile) -> None:
    """Take the bytes out of the storage once the transaction holds; nothing happens when they are gone already."""
    if file.name:
        transaction.on_commit(partial(_delete, file.storage, file.name), robust=True)


def _delete(storage: Storage, name: str) -> None:
    with suppress(FileNotFoundError):
        storage.delete(name)


class RequestLimit(FileUploadHandler):
    """Refuses a request with files that is larger than MOST_IN_A_REQUEST before any of it is read: no setting of
    Django's does (DATA_UPLOAD_MAX_MEMORY_SIZE leaves files out). The others of FILE_UPLOAD_HANDLERS come after.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig, which Django answers."""
        if content_length > settings.MOST_IN_A_REQUEST:
            raise RequestDataTooBig("a request with files is larger than MOST_IN_A_REQUEST")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave it to the next."""
