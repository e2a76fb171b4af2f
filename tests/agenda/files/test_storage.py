"""What people hand in: taken or refused with a sentence, kept where nobody guesses, answered so that nothing runs."""

from __future__ import annotations

import hashlib
import re
import stat
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from PIL import Image

from agenda.files import storage as files
from agenda.files.storage import ANSWER, DOCUMENT, PHOTO, SLIDES, UploadPolicy, checked, shown_name
from dialogue import settings as site
from tests.registration import handed_in as made

DOCUMENTS = "Accepted: PDF, Word (.docx), JPEG or PNG, at most 10 MB."


def sentence(name: str, raw: bytes, kind: UploadPolicy = DOCUMENT) -> str:
    with pytest.raises(ValidationError) as wrong:
        checked(made.upload(name, raw), kind)
    assert len(wrong.value.messages) == 1
    return wrong.value.messages[0]


@pytest.mark.parametrize(
    ("name", "raw", "kinds", "media_type"),
    [
        ("a.pdf", made.pdf(), (DOCUMENT, ANSWER, SLIDES), "application/pdf"),
        ("a.docx", made.docx(), (DOCUMENT, ANSWER), files.MEDIA_TYPES["docx"]),
        ("a.xlsx", made.xlsx(), (ANSWER,), files.MEDIA_TYPES["xlsx"]),
        ("a.pptx", made.pptx(), (SLIDES,), files.MEDIA_TYPES["pptx"]),
        ("a.odp", made.odp(), (SLIDES,), files.MEDIA_TYPES["odp"]),
    ],
)
def test_documents_stay_as_they_are(
    name: str, raw: bytes, kinds: tuple[UploadPolicy, ...], media_type: str
) -> None:
    for kind in (DOCUMENT, PHOTO, SLIDES, ANSWER):
        if kind not in kinds:
            assert sentence(name, raw, kind).startswith("Files of this kind are not accepted. Accepted: ")
            continue
        taken = checked(made.upload(name, raw), kind)
        assert taken.content.read() == raw
        assert (taken.name, taken.media_type, taken.size) == (name, media_type, len(raw))
        assert taken.digest == hashlib.sha256(raw).hexdigest()
        assert re.fullmatch(r"[0-9a-f]{32}\." + name[2:], str(taken.content.name))


@pytest.mark.parametrize("kind", [DOCUMENT, ANSWER, PHOTO])
@pytest.mark.parametrize(("name", "form"), [("Me.JPEG", "JPEG"), ("Me.jpg", "JPEG"), ("Me.PNG", "PNG")])
def test_pictures_are_painted_anew(kind: UploadPolicy, name: str, form: str) -> None:
    taken = checked(made.upload(name, made.picture(form, (240, 3000), exif=made.taken_at_home())), kind)
    ending = {"JPEG": "jpg", "PNG": "png"}[form]
    raw = taken.content.read()
    assert (taken.name, taken.media_type) == (f"Me.{ending}", files.MEDIA_TYPES[ending])
    assert (taken.size, taken.digest) == (len(raw), hashlib.sha256(raw).hexdigest())
    with Image.open(BytesIO(raw)) as picture:
        assert (picture.format, dict(picture.getexif())) == (form, {})
        assert picture.size == ((2000, 160) if kind is PHOTO else (3000, 240))


def test_a_photo_in_webp_becomes_a_jpeg() -> None:
    taken = checked(made.upload("me.webp", made.picture("WEBP")), PHOTO)
    assert (taken.name, taken.media_type, str(taken.content.name)[-4:]) == ("me.jpg", "image/jpeg", ".jpg")
    assert taken.content.read(3) == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", made.pdf() + bytes(10 * 2**20), "The file is too large: 11 MB."),
        ("a.exe", made.pdf(), "Files of this kind are not accepted."),
        ("a.svg", b"<svg/>", "Files of this kind are not accepted."),
        ("a.zip", made.zipped({"a": b"x"}), "Files of this kind are not accepted."),
        ("a.docm", made.docx(), "Files of this kind are not accepted."),
        ("a.pdf.exe", made.pdf(), "Files of this kind are not accepted."),
        ("pdf", made.pdf(), "Files of this kind are not accepted."),
        ("a.pdf\x00.exe", made.pdf(), "Files of this kind are not accepted."),
        ("a.\u202efdp", made.pdf(), "Files of this kind are not accepted."),
        ("a.exe.pdf", made.pdf(), "The name ends in .exe.pdf. Rename the file to end in .pdf only."),
        ("a.docx.pdf", made.pdf(), "The name ends in .docx.pdf. Rename the file to end in .pdf only."),
        ("a.Zip .PDF", made.pdf(), "The name ends in .zip.pdf. Rename the file to end in .pdf only."),
        ("a.pdf", b"<!doctype html>", "The file is not what its name says (.pdf)."),
        ("a.pdf", made.docx(), "The file is not what its name says (.pdf)."),
        ("a.docx", made.pdf(), "The file is not what its name says (.docx)."),
        ("a.docx", made.xlsx(), "The file is not what its name says (.docx)."),
        ("a.jpg", made.picture("PNG"), "The file is not what its name says (.jpg)."),
        ("a.png", b"MZ" + bytes(100), "The file is not what its name says (.png)."),
        ("a.docx", made.zipped({"a": b"x"}), "The file is not what its name says (.docx)."),
        ("a.docx", made.OLE, "The file has a password, or is of an old kind. Save it without a password, as .docx, .xlsx or .pptx."),
        ("a.docx", made.package("word/document.xml", "word/vbaProject.bin"), "The file has macros. Please save it without macros, or as a PDF."),
        ("a.docx", made.package("word/document.xml", filler=bytes(20 * 2**20)), "The file unpacks to far more than it should. Please save it once more."),
        ("a.docx", made.docx()[:-30], "The file is damaged. Please save it once more."),
        ("a.pdf", made.pdf(password="x"), "The PDF has a password. Please save it without one."),
        ("a.pdf", made.pdf(script="x()"), "The PDF holds a script, a command or another file. Print it to a new PDF and take that."),
        ("a.png", made.picture("PNG")[:99], "The picture cannot be read. Please save it once more."),
    ],
)  # fmt: skip
def test_refused_with_a_sentence(name: str, raw: bytes, said: str) -> None:
    assert sentence(name, raw) == f"{said} {DOCUMENTS}"


def test_a_photo_is_not_too_small() -> None:
    assert sentence("a.png", made.picture("PNG", (400, 150)), PHOTO) == (
        "The picture has 400 × 150 pixels; each side needs 200. Accepted: JPEG, PNG or WebP, at most 5 MB."
    )


def test_what_the_browser_is_told() -> None:
    told = (DOCUMENT.accept, SLIDES.accept)
    assert told == (".pdf,.docx,.jpg,.png,.jpeg,.jpe", ".pdf,.pptx,.odp")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Reply of Ministry.pdf", "Reply of Ministry.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("C:\\Users\\me\\x.pdf", "x.pdf"),
        ("x\r\nSet-Cookie: a=b.pdf", "x Set-Cookie: a=b.pdf"),
        ("a\tb\x00c\u2028d\u202e.pdf", "a b c d.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("หนังสือตอบรับ.pdf", "หนังสือตอบรับ.pdf"),
        ("ស៊ុន\u200bចាន់.PDF", "ស៊ុន\u200bចាន់.pdf"),
        ("Re\u0301ponse.pdf", "Réponse.pdf"),
        ("a\udcff.pdf", "a.pdf"),
        (".pdf", "file.pdf"),
        ("...pdf", "file.pdf"),
        ("photo.webp", "photo.pdf"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
    ],
)
def test_names_are_for_one_line(name: str, shown: str) -> None:
    assert shown_name(name, "pdf") == shown


@pytest.mark.parametrize("name", ["../../x.pdf", "x\r\ny.pdf", "x" * 300 + ".pdf", "หนังสือตอบรับ.pdf"])
def test_hostile_names_reach_no_folder_and_no_header(name: str) -> None:
    taken = checked(made.upload(name, made.pdf()), DOCUMENT)
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", str(taken.content.name))
    header = files.answer(taken.content, name, taken.media_type)["Content-Disposition"]
    assert header.isascii() and "\n" not in header and "/" not in header


def test_random_names() -> None:
    names = [files.random_name(None, name) for name in ("Ann Lee.PDF", "a/b.exe", "none", "x.p/df")]
    assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}\.pdf", names[0])
    assert all(re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}", name) for name in names[1:])
    assert len({files.random_name(None, "x.pdf") for _ in range(50)}) == 50


@pytest.fixture
def private(tmp_path: Path, settings) -> Path:
    """A folder of its own for this test; MEDIA_ROOT is beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "private"


def test_kept_beside_the_media_for_its_owner_only_and_without_an_address(private: Path) -> None:
    storage = files.private_storage()
    name = storage.save(files.random_name(None, "x.pdf"), ContentFile(b"kept"))
    assert (private / name).read_bytes() == b"kept"
    assert stat.S_IMODE((private / name).stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (private, (private / name).parent)} == {0o700}
    with pytest.raises(ValueError, match="a private file has no address"):
        storage.url(name)


def test_the_storage_of_the_settings_is_taken(tmp_path: Path, settings) -> None:
    backend = {
        "BACKEND": "agenda.files.storage.PrivateFiles",
        "OPTIONS": {"location": tmp_path / "elsewhere"},
    }
    settings.STORAGES = {**settings.STORAGES, "private": backend}
    files.private_storage().save("a/b.pdf", ContentFile(b"kept"))
    assert (tmp_path / "elsewhere" / "a" / "b.pdf").read_bytes() == b"kept"


def test_the_site_keeps_them_in_var() -> None:
    assert (site.STORAGES["private"], site.MEDIA_ROOT) == (
        {"BACKEND": "agenda.files.storage.PrivateFiles"},
        site.VAR / "media",
    )


def kept(name: str = "ab/cd.pdf", raw: bytes = b"kept") -> FieldFile:
    """A file in the private storage, as a model's field holds it."""
    field = models.FileField(storage=files.private_storage(), name="file")
    storage = files.private_storage()
    return FieldFile(SimpleNamespace(file=None), field, storage.save(name, ContentFile(raw)))


def test_answered_to_be_saved_and_not_shown(private: Path) -> None:
    file = kept()
    response = files.answer(file, 'ตอบ "รับ"\r\n.pdf', "application/pdf")
    assert b"".join(response.streaming_content) == b"kept"
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": "4",
        "Content-Disposition": (
            "attachment; filename*=utf-8''%E0%B8%95%E0%B8%AD%E0%B8%9A%20%22%E0%B8%A3%E0%B8%B1%E0%B8%9A%22.pdf"
        ),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    file.close()


@pytest.mark.parametrize(
    ("media_type", "inline", "sent", "disposition"),
    [
        ("image/jpeg", True, "image/jpeg", 'inline; filename="me.jpg"'),
        ("image/jpeg", False, "image/jpeg", 'attachment; filename="me.jpg"'),
        ("application/pdf", True, "application/pdf", 'attachment; filename="me.pdf"'),
        ("text/html", True, "application/octet-stream", 'attachment; filename="file"'),
        ("image/svg+xml", True, "application/octet-stream", 'attachment; filename="file"'),
    ],
)
def test_only_pictures_are_shown(
    private: Path, media_type: str, inline: bool, sent: str, disposition: str
) -> None:
    file = kept()
    response = files.answer(file, "me.html", media_type, inline=inline)
    assert (response["Content-Type"], response["Content-Disposition"]) == (sent, disposition)
    file.close()


def test_a_file_that_is_gone(private: Path) -> None:
    file = kept()
    (private / str(file.name)).unlink()
    with pytest.raises(FileNotFoundError):
        files.answer(file, "x.pdf", "application/pdf")


@pytest.mark.django_db
def test_forgotten_when_the_transaction_holds(private: Path, django_capture_on_commit_callbacks) -> None:
    file = kept()
    with pytest.raises(RuntimeError), transaction.atomic():
        files.forget(file)
        raise RuntimeError
    with django_capture_on_commit_callbacks(execute=True):
        files.forget(file)
        assert (private / "ab" / "cd.pdf").exists()
    assert not (private / "ab" / "cd.pdf").exists()
    with django_capture_on_commit_callbacks(execute=True) as again:
        files.forget(file)
        files.forget(FieldFile(SimpleNamespace(file=None), file.field, None))
    assert len(again) == 1


def take(request: HttpRequest) -> HttpResponse:
    """A view that says what arrived, or answers a file."""
    if request.method == "GET":
        return files.answer(kept(), "x.pdf", "application/pdf")
    return HttpResponse(",".join(str(file.size) for file in request.FILES.values()))


urlpatterns = [path("take", take)]


@pytest.fixture
def limits(settings, private: Path) -> None:
    """The view above, and the limit made small."""
    settings.ROOT_URLCONF = __name__
    settings.MOST_IN_A_REQUEST = 5_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000


@pytest.mark.parametrize("size", [10, 3_000])
def test_uploads_in_memory_and_in_temporary_files(limits: None, size: int) -> None:
    answer = Client().post("/take", {"a": made.upload("a.pdf", bytes(size))})
    assert (answer.status_code, answer.content) == (200, str(size).encode())


def test_a_request_that_is_too_large_is_not_read(limits: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/take", {"a": made.upload("a.pdf", bytes(6_000))}).status_code == 400


def test_the_headers_hold_behind_the_middleware(limits: None) -> None:
    answer = Client().get("/take")
    assert {
        name: answer[name] for name in ("Content-Security-Policy", "Referrer-Policy", "Cache-Control")
    } == {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    assert b"".join(answer.streaming_content) == b"kept"
