"""One `.eml` a message in a folder."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, get_connection

BACKEND = "registration.letters.eml_backend.EmailBackend"


def test_files_are_whole_sorted_and_readable(tmp_path, settings) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    subjects = ["one", "Nguyễn", "three"]
    mails = [
        EmailMessage(subject, f"text of {subject}", "a@b.example", ["c@d.example"]) for subject in subjects
    ]
    assert get_connection(BACKEND).send_messages(mails) == 3
    files = sorted((tmp_path / "mail").iterdir())
    assert {file.suffix for file in files} == {".eml"}
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [mail["Subject"] for mail in read] == subjects
    assert [mail.get_content().strip() for mail in read] == [f"text of {subject}" for subject in subjects]
    for file in files:
        assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_nobody_to_send_to(tmp_path) -> None:
    assert (
        get_connection(BACKEND, file_path=str(tmp_path)).send_messages(
            [EmailMessage("s", "t", "a@b.example")]
        )
        == 0
    )


def test_a_folder_that_cannot_be(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    mail = EmailMessage("s", "t", "a@b.example", ["c@d.example"])
    with pytest.raises(OSError, match="file"):
        get_connection(BACKEND, file_path=str(tmp_path / "file")).send_messages([mail])
    quiet = get_connection(BACKEND, file_path=str(tmp_path / "file"), fail_silently=True)
    assert quiet.send_messages([mail]) == 0
