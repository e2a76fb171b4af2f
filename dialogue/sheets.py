"""Static files as they are served: a style sheet that only names others is sent as one file that holds them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

LISTS = ("css/public.css", "css/admin.css", "css/desk.css")
_IMPORT = re.compile(r'@import url\("([^"]+)"\);')
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_ADDRESS = re.compile(r'url\("([^"]+)"\)')


class GatheredSheets(CompressedManifestStaticFilesStorage):
    """Puts the sheets that a list imports in their places. Without it a page looks the same, after more requests."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Gather the lists. Names by content and compressed copies are WhiteNoise's work, as for all files."""
        memory = InMemoryStorage()
        gathered = dict(paths)
        for name in LISTS:
            memory.save(name, ContentFile(_gathered(name, paths)))
            gathered[name] = (memory, name)
        yield from super().post_process(gathered, dry_run=dry_run, **options)


def _gathered(name: str, paths: dict[str, Any]) -> str:
    """The list `name` with all that it imports, without comments."""

    def sheet(found: re.Match[str]) -> str:
        return _from(dirname(name), normpath(join(dirname(name), found[1])), paths)

    return _COMMENT.sub("", _IMPORT.sub(sheet, _text(name, paths)))


def _from(folder: str, name: str, paths: dict[str, Any]) -> str:
    """The sheet `name`, its addresses such as a sheet in `folder` gives them."""

    def address(found: re.Match[str]) -> str:
        return f'url("{relpath(join(dirname(name), found[1]), folder)}")'

    return _ADDRESS.sub(address, _text(name, paths))


def _text(name: str, paths: dict[str, Any]) -> str:
    """The words of a file to be collected: of `paths`, which say where each one is."""
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
        return text
