"""The kind of a file by its bytes, whatever its name says, and the parts that are refused. No storage, no requests."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MACRO_ENDINGS = {"docm", "dotm", "pptm", "potm", "ppsm", "xlsm", "xltm", "xlam"}
RUN_ENDINGS = {
    "apk", "app", "bat", "bin", "class", "cmd", "cpl", "dll", "dmg", "exe", "hta", "htm", "html", "iso", "jar", "js",
    "jse", "lnk", "mjs", "msi", "php", "ps1", "py", "reg", "scr", "sh", "svg", "vbe", "vbs", "wsf", "xhtml", "xml",
}  # fmt: skip
ARCHIVE_ENDINGS = {"7z", "bz2", "gz", "rar", "tar", "xz", "zip"}

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * 2**20
HIGHEST_RATIO, FROM = 200, 10 * 2**20
"""A package that unpacks to more than `FROM` octets is no more than so many times its packed size."""
_MOST_LISTED = 2**20
_MOST_OBJECTS, _MOST_STREAMS = 64 * 2**20, 20_000
_PIECE = 2**16
_DAMAGE = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError, zlib.error)


class RejectedFile(Exception):
    """The bytes may not come in: a code for tests, and a sentence for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def ending_of(raw: bytes) -> str:
    """The ending that these bytes deserve (a key of `MEDIA_TYPES`), or `""` for anything else.

    Raises `RejectedFile` for a password, the Office formats of before 2007 (which look alike), and a damaged package.
    """
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "webp"
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise RejectedFile(
            "protected",
            gettext(
                "The file has a password, or is of an old kind. Save it without a password, as .docx, .xlsx or .pptx."
            ),
        )
    if raw.startswith(b"PK\x03\x04"):
        return _ending_of_package(raw)
    return "pdf" if _is_pdf(raw) else ""


def refuse_active(raw: bytes, ending: str) -> None:
    """Raise `RejectedFile` for what could run, what hides, and what would unpack without end. Pictures have none of it."""
    if ending == "pdf":
        _refuse_active_pdf(raw)
    elif ending not in PICTURES:
        _refuse_active_package(raw)


# PDF (ISO 32000-2). A scan for the names that make a file active, not a reading: a reader of PDF has far more to be
# attacked with than this. It sees names in their escaped spellings (§7.3.5) and in object streams (§7.5.7).


def _name(word: str) -> bytes:
    spelt = b"".join(b"(?:%c|#(?i:%02x))" % (ord(char), ord(char)) for char in word)
    return b"/" + spelt + rb"(?![\w.#-])"


_ACTIVE = re.compile(
    b"|".join(_name(word) for word in ("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles"))
)
# Two letters may stand in any picture by chance: only with what follows them in a script.
_SCRIPT = re.compile(
    rb"/(?:J|#4[aA])(?:S|#53)[\s\x00]*(?:\([\t\n\r -~]{4}|<[0-9A-Fa-f\s]{4}|\d{1,9}\s+\d{1,5}\s+R)"
)
_ENCRYPTED = re.compile(_name("Encrypt"))
_OBJECT_STREAM = re.compile(_name("ObjStm"))
_STREAM = re.compile(rb"stream\r?\n")


def _is_pdf(raw: bytes) -> bool:
    """Readers look for the header in the first 1024 octets; what stands before it may be no other kind of file."""
    before, header, _rest = raw[:1024].partition(b"%PDF-")
    return bool(header) and not before.lstrip().startswith((b"<", b"MZ", b"PK", b"#!", b"\x7fELF", b"GIF8"))


def _refuse_active_pdf(raw: bytes) -> None:
    if b"%%EOF" not in raw[-4096:]:
        raise RejectedFile("damaged", gettext("The PDF is not complete. Please save it once more."))
    if _ENCRYPTED.search(raw):
        raise RejectedFile("protected", gettext("The PDF has a password. Please save it without one."))
    for part in (raw, *_object_streams(raw)):
        if _ACTIVE.search(part) or _SCRIPT.search(part):
            raise RejectedFile(
                "active",
                gettext(
                    "The PDF holds a script, a command or another file. Print it to a new PDF and take that."
                ),
            )


def _object_streams(raw: bytes) -> Iterator[bytes]:
    left, last = _MOST_OBJECTS, -1
    for number, found in enumerate(_OBJECT_STREAM.finditer(raw)):
        if number >= _MOST_STREAMS:
            raise _unpacks_too_far()
        begins = _STREAM.search(raw, found.end(), found.end() + 4096)
        if begins is None or begins.end() == last:
            continue
        last = begins.end()
        unpacked = _inflated(raw, last, left)
        left -= len(unpacked)
        if left < 0:
            raise _unpacks_too_far()
        yield unpacked


def _inflated(raw: bytes, begin: int, most: int) -> bytes:
    """The data packed from `begin` on (RFC 1950), as far as they can be read; a little over `most` octets at most."""
    unpacking, out = zlib.decompressobj(), bytearray()
    for at in range(begin, len(raw), _PIECE):
        try:
            out += unpacking.decompress(raw[at : at + _PIECE], most - len(out) + 1)
        except zlib.error:
            break
        if unpacking.eof or len(out) > most:
            break
    return bytes(out)


# Packages: Office Open XML (ECMA-376 part 2) and OpenDocument (part 3). Only the lists of their parts are unpacked.

_MAIN_PARTS = {
    "docx": (b"wordprocessingml.document.main+xml", "word/"),
    "xlsx": (b"spreadsheetml.sheet.main+xml", "xl/"),
    "pptx": (b"presentationml.presentation.main+xml", "ppt/"),
}


def _ending_of_package(raw: bytes) -> str:
    try:
        with ZipFile(BytesIO(raw)) as package:
            names = package.namelist()
            if names and names[0] == "mimetype":
                kind = _listed(package, "mimetype").strip().decode("ascii", "replace")
                return "odp" if kind == MEDIA_TYPES["odp"] else ""
            if "[Content_Types].xml" not in names:
                return ""
            types = _listed(package, "[Content_Types].xml")
    except _DAMAGE:
        raise RejectedFile("damaged", gettext("The file is damaged. Please save it once more.")) from None
    if b"macroEnabled" in types:
        raise _has_macros()
    for ending, (kind_of_part, folder) in _MAIN_PARTS.items():
        if kind_of_part in types and any(name.startswith(folder) for name in names):
            return ending
    return ""


def _refuse_active_package(raw: bytes) -> None:
    try:
        with ZipFile(BytesIO(raw)) as package:
            _refuse_sizes(package.infolist())
            _refuse_parts(package.infolist())
            manifest = "META-INF/manifest.xml"
            sealed = manifest in package.namelist() and b"encryption-data" in _listed(package, manifest)
    except _DAMAGE:
        raise RejectedFile("damaged", gettext("The file is damaged. Please save it once more.")) from None
    if sealed:
        raise _has_password()


def _listed(package: ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_MOST_LISTED)


def _refuse_sizes(parts: list[ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    too_tight = unpacked > FROM and unpacked / packed > HIGHEST_RATIO
    if len(parts) > MOST_ENTRIES or unpacked > MOST_UNPACKED or too_tight:
        raise _unpacks_too_far()


def _refuse_parts(parts: list[ZipInfo]) -> None:
    for part in parts:
        name = part.filename.lower()
        ending = name.rpartition(".")[2] if "." in name else ""
        if part.flag_bits & 0x1:
            raise _has_password()
        if "vbaproject" in name or "/macrosheets/" in name or "/activex/" in name or ending in MACRO_ENDINGS:
            raise _has_macros()
        if name.startswith(("basic/", "scripts/")):
            raise _has_macros()
        if ".." in name.split("/") or name.startswith("/"):
            raise RejectedFile("damaged", gettext("The file is damaged. Please save it once more."))
        if ending in ARCHIVE_ENDINGS | RUN_ENDINGS - {"bin", "svg", "xml"}:
            raise RejectedFile(
                "active", gettext("The file holds another file that could run. Please take it out.")
            )


def _has_macros() -> RejectedFile:
    return RejectedFile("macros", gettext("The file has macros. Please save it without macros, or as a PDF."))


def _has_password() -> RejectedFile:
    return RejectedFile("protected", gettext("The file has a password. Please save it without one."))


def _unpacks_too_far() -> RejectedFile:
    return RejectedFile(
        "bomb", gettext("The file unpacks to far more than it should. Please save it once more.")
    )
