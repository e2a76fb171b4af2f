"""Pictures painted anew before they are kept: upright, of a sane size, with no place, time or passenger in them."""

from __future__ import annotations

import zlib
from io import BytesIO

from django.utils.translation import gettext
from PIL import Image, ImageOps

from agenda.files.inspection import PICTURES, RejectedFile

MOST_PIXELS = 40_000_000
# What Pillow's readers raise for bytes that are no picture, or half of one.
_NO_PICTURE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    zlib.error,
)


def redrawn(raw: bytes, ending: str, least: int = 0, most: int | None = None) -> tuple[bytes, str]:
    """The picture painted anew as JPEG or PNG, upright, without place, time, comments or anything appended.

    `least`: pixels that each side must have; `most`: pixels that no side has afterwards. Raises `RejectedFile`.
    """
    if not _is_whole(raw, ending):
        raise _unreadable()
    try:
        with Image.open(BytesIO(raw), formats=[PICTURES[ending]]) as picture:
            _refuse_dimensions(picture.size, least)
            if most is not None:
                picture.draft(None, (most, most))  # JPEG: decodes no more than is needed
            ImageOps.exif_transpose(picture, in_place=True)  # a copy of 40 million pixels is 120 MB
            return _painted(picture, ending, most)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except _NO_PICTURE:
        raise _unreadable() from None


def _is_whole(raw: bytes, ending: str) -> bool:
    """Pillow would see it too, had not WeasyPrint told it for the whole program to put up with half a picture."""
    if ending == "jpg":
        return raw.rfind(b"\xff\xd9") > raw.rfind(b"\xff\xda")  # ends after its last scan begins
    if ending == "png":
        return b"IEND\xaeB`\x82" in raw
    return int.from_bytes(raw[4:8], "little") + 8 <= len(raw)


def _refuse_dimensions(size: tuple[int, int], least: int) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels()
    if min(size) < least:
        raise RejectedFile(
            "small",
            gettext("The picture has %(width)d × %(height)d pixels; each side needs %(least)d.")
            % {"width": size[0], "height": size[1], "least": least},
        )


def _painted(picture: Image.Image, ending: str, most: int | None) -> tuple[bytes, str]:
    if ending != "jpg" and picture.has_transparency_data:
        mode = "RGBA"
    else:
        mode = picture.mode if picture.mode in ("L", "RGB") else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info.clear()
    if most is not None:
        plain.thumbnail((most, most))
    out = BytesIO()
    if ending == "png" or plain.mode == "RGBA":
        plain.save(out, "PNG")
        return out.getvalue(), "png"
    plain.save(out, "JPEG", quality=92)
    return out.getvalue(), "jpg"


def _unreadable() -> RejectedFile:
    return RejectedFile("damaged", gettext("The picture cannot be read. Please save it once more."))


def _too_many_pixels() -> RejectedFile:
    most = MOST_PIXELS // 1_000_000
    return RejectedFile(
        "pixels", gettext("The picture has more than %(most)d million pixels.") % {"most": most}
    )
