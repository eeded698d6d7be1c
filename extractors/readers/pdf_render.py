"""Pages of a PDF file, or rectangles of them, as pictures for a recogniser."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractors.document import UnreadableDocument
from extractors.readers.pdf_file import load_page, load_pdf

Pixels = NDArray[np.uint8]
"""Rows x columns x (red, green, blue)."""

MAX_PIXELS = 25_000_000
"""Of a rendered page: three times an A4 page at 300 dpi. Larger paper is rendered with fewer pixels an inch."""
MAX_PICTURE = 150_000_000
"""Pixels of a picture on a page, which the renderer unpacks whole: an A3 page scanned at 800 dpi has 125 million."""
_POINTS = 72


def render(content: bytes, number: int, dpi: int) -> Pixels:
    """A page (1-based) as displayed, rendered at ``dpi`` pixels an inch, fewer where the page is huge.

    ``content`` is that of an opened :class:`~extractors.readers.pdf.Pdf`, so that places on the picture are those of its pages. Raises
    UnreadableDocument for a damaged page, and one with a picture too large to unpack.
    """
    with load_pdf(content) as pdf:
        page = load_page(pdf, number - 1)
        width, height = page.get_size()
        return _rendered(page, number, _scale(width, height, dpi), (0, 0, 0, 0))


def render_box(content: bytes, number: int, box: Sequence[float], dpi: int) -> Pixels:
    """The rectangle of a page within ``box`` (left, top, right, bottom in points from the top left), as :func:`render` gives pages."""
    with load_pdf(content) as pdf:
        page = load_page(pdf, number - 1)
        width, height = page.get_size()
        left, top, right, bottom = box
        cut = (left, height - bottom, width - right, top)
        crop = tuple(min(max(side, 0.0), (width, height)[i % 2] - 1) for i, side in enumerate(cut))
        return _rendered(page, number, _scale(right - left, bottom - top, dpi), crop)


def _scale(width: float, height: float, dpi: int) -> float:
    """Pixels a point, so that the whole has no more than ``MAX_PIXELS``."""
    return min(dpi / _POINTS, sqrt(MAX_PIXELS / max(width * height, 1.0)))


def _rendered(page: pdfium.PdfPage, number: int, scale: float, crop: tuple[float, ...]) -> Pixels:
    _refuse_huge(page, number)
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True, may_draw_forms=False, draw_annots=True)
    return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3], dtype=np.uint8).copy()


def _refuse_huge(page: pdfium.PdfPage, number: int) -> None:
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
        width, height = picture.get_px_size()
        if width * height > MAX_PICTURE:
            message = f"Page {number} of the PDF file holds a picture of {width} x {height} pixels; ask the agency for a smaller scan."
            raise UnreadableDocument("too_large", message)
