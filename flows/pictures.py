"""The pictures a saved page shows, from the files beside it: only regular files below the page's own folder, few, and of bearable size."""

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from extractors.document import Part, sniff
from extractors.encoding import decode
from flows.intake import Unusable, opened, pieces

MOST = 40
LARGEST = 20 * 1024 * 1024
_IMAGE = re.compile(r"""<img\b[^>]{0,2000}?\ssrc\s*=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})'|([^\s"'<>]{1,1000}))""", re.IGNORECASE)
_PICTURES = ("png", "jpeg", "tiff")


def pictures_beside(page: Path, content: bytes) -> tuple[Part, ...]:
    """The pictures that a saved page's ``<img>`` name in its own folder or one below it, in the page's order, under the names it uses.

    A name that leads elsewhere, through a link, to no picture or to a file above ``LARGEST`` bytes gives none; at most ``MOST`` are taken.
    """
    found: list[Part] = []
    for source in _sources(decode(content)):
        picture = _picture(page.parent, source)
        if picture is not None:
            found.append(Part(picture, source, source))
        if len(found) == MOST:
            break
    return tuple(found)


def _sources(text: str) -> Iterator[str]:
    names = (unescape(next(filter(None, match.groups()))) for match in _IMAGE.finditer(text))
    yield from dict.fromkeys(names)


def _picture(folder: Path, source: str) -> bytes | None:
    path = _below(folder, source)
    try:
        return _bytes(path) if path is not None else None
    except Unusable:
        return None


def _below(folder: Path, source: str) -> Path | None:
    """The file a source names below a folder, None where it is an address, leads out of the folder or through a link."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    name = PurePosixPath(unquote(parts.path))
    if parts.scheme or parts.netloc or not name.parts or name.is_absolute() or ".." in name.parts or "\0" in str(name):
        return None
    path = folder
    for part in name.parts:
        path = path / part
        if path.is_symlink():
            return None
    return path


def _bytes(path: Path) -> bytes | None:
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > LARGEST:
            return None
        content = b"".join(pieces(file))
    return content if sniff(content[:64]) in _PICTURES else None
