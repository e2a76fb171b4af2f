"""Pictures painted anew: what they lose, what they become, and which are refused."""

import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from agenda.files.inspection import RejectedFile
from agenda.files.pictures import redrawn
from tests.registration import handed_in as made


@pytest.mark.parametrize(("form", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_picture_is_painted_anew_without_place_and_time(form: str, ending: str) -> None:
    raw = made.picture(form, (240, 300), exif=made.taken_at_home()) + b"<script>appended</script>"
    assert b"Maker of telephones" in raw
    painted, becomes = redrawn(raw, ending)
    with Image.open(BytesIO(painted)) as picture:
        assert (picture.format, picture.size) == ("PNG" if ending == "png" else "JPEG", (300, 240))
        assert dict(picture.getexif()) == {}
        assert {"exif", "icc_profile", "comment", "xmp"} & set(picture.info) == set()
    assert becomes == ("png" if ending == "png" else "jpg")
    assert b"Maker" not in painted and b"appended" not in painted


def test_comments_and_texts_go_too() -> None:
    assert b"at home" in made.picture("JPEG", comment=b"at home")
    assert b"at home" not in redrawn(made.picture("JPEG", comment=b"at home"), "jpg")[0]


@pytest.mark.parametrize(
    ("form", "mode", "ending", "becomes"),
    [
        ("PNG", "RGBA", "png", ("PNG", "RGBA")),
        ("PNG", "P", "png", ("PNG", "RGB")),
        ("PNG", "L", "png", ("PNG", "L")),
        ("PNG", "1", "png", ("PNG", "RGB")),
        ("WEBP", "RGBA", "webp", ("PNG", "RGBA")),
        ("JPEG", "CMYK", "jpg", ("JPEG", "RGB")),
        ("JPEG", "L", "jpg", ("JPEG", "L")),
    ],
)
def test_colours(form: str, mode: str, ending: str, becomes: tuple[str, str]) -> None:
    with Image.open(BytesIO(redrawn(made.picture(form, mode=mode), ending)[0])) as picture:
        assert (picture.format, picture.mode) == becomes


def test_sides() -> None:
    painted, _ending = redrawn(made.picture("JPEG", (3000, 1500)), "jpg", least=200, most=2000)
    with Image.open(BytesIO(painted)) as picture:
        assert picture.size == (2000, 1000)
    with pytest.raises(RejectedFile) as wrong:
        redrawn(made.picture("JPEG", (199, 400)), "jpg", least=200)
    assert wrong.value.sentence == "The picture has 199 × 400 pixels; each side needs 200."


@pytest.mark.parametrize("size", [(10_000, 4_001), (10_000, 9_500), (20_000, 10_000)])
def test_too_many_pixels(size: tuple[int, int]) -> None:
    raw = made.picture("PNG", (1, 1), mode="1")
    ihdr = b"IHDR" + size[0].to_bytes(4) + size[1].to_bytes(4) + b"\x01\x00\x00\x00\x00"
    with pytest.raises(RejectedFile) as wrong:
        redrawn(raw[:12] + ihdr + zlib.crc32(ihdr).to_bytes(4) + raw[33:], "png")
    assert (wrong.value.code, wrong.value.sentence) == (
        "pixels",
        "The picture has more than 40 million pixels.",
    )


@pytest.mark.parametrize(("form", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
@pytest.mark.parametrize("put_up", [True, False])
def test_half_a_picture(form: str, ending: str, put_up: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not WeasyPrint, when it was imported, told Pillow to put up with it."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", put_up)
    raw = made.picture(form)
    for part in (raw[: len(raw) // 2], raw[:20]):
        with pytest.raises(RejectedFile, match="cannot be read"):
            redrawn(part, ending)
