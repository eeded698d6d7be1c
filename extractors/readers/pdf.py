"""Opening PDF files: what is on each page (pdfium), what of it is text and what ruled tables. Shared by both PDF engines.

Only the opening, the text outside tables and the final order are shared; finding tables, their spans and the text of their cells is
each engine's own work, so that two engines that agree prove something.
"""

import io
from collections import Counter
from ctypes import c_double, create_string_buffer
from dataclasses import dataclass, replace
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.document import UnreadableDocument
from extractors.readers.pdf_rules import Box, Placer, RuledArea, ruled_areas
from extractors.readers.pdf_text import Glyph, is_unusable

MAX_PAGES = 200
MAX_OBJECTS = 100_000
"""Path, text and picture objects on one page: a busy page of a report has some hundreds, dotted borders ten thousand."""
MAX_GLYPHS = 20_000
"""Characters, and pieces of text, on one page: a page full of the smallest type has some ten thousand."""
MAX_ALL_GLYPHS = 1_000_000
UNUSABLE_SHARE = 0.1
MAX_CODE = 0x10FFFF
AGAIN = "fetch it again or ask the agency for the whole file."


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its glyphs and ruled areas, in points from the top left of the page as displayed. ``number`` is 1-based."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    areas: tuple[RuledArea, ...]
    readable: bool


@dataclass(frozen=True, slots=True)
class Pdf:
    """An opened file: ``content`` is what the engines read (upright, without offsets), ``title`` the file's own title field."""

    content: bytes
    pages: tuple[Page, ...]
    title: str

    def table_pages(self) -> list[Page]:
        """The pages in which rules form a grid."""
        return [page for page in self.pages if page.areas]


@lru_cache(maxsize=1)
def open_pdf(content: bytes) -> Pdf:
    """What is in a file. The last one is kept, because two engines read each file in turn.

    Raises UnreadableDocument: ``encrypted``, ``truncated``, ``broken``, ``empty`` or ``too_large``.
    """
    _refuse_truncated(content)
    content = content[max(content.find(b"%PDF-", 0, 1024), 0) :]
    upright = _upright(content)
    with _load(upright) as pdf:
        pages = tuple(_page(pdf, index) for index in range(len(pdf)))
        return Pdf(upright, pages, _title(pdf))


def _title(pdf: pdfium.PdfDocument) -> str:
    """The title field, U+FFFD for what is no UTF-16 in it: pdfium hands out surrogates that stand alone."""
    length = pdfium_c.FPDF_GetMetaText(pdf, b"Title", None, 0)
    buffer = create_string_buffer(length)
    pdfium_c.FPDF_GetMetaText(pdf, b"Title", buffer, length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", errors="replace").strip()


def _refuse_truncated(content: bytes) -> None:
    """A complete file says where its table of objects starts after its last object; pdfium would open half a file silently."""
    if b"%PDF-" in content[:1024] and content.rfind(b"startxref") < content.rfind(b"endobj"):
        raise UnreadableDocument("truncated", f"The PDF file is cut off, its end is missing; {AGAIN}")


def _load(content: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableDocument("encrypted", "The PDF file needs a password; ask the agency for a file without one.") from error
        raise UnreadableDocument("broken", f"The PDF file is damaged ({error}); {AGAIN}") from error
    if len(pdf) == 0:
        raise UnreadableDocument("empty", f"The PDF file has no pages; {AGAIN}")
    if len(pdf) > MAX_PAGES:
        message = f"The PDF file has {len(pdf)} pages, more than the {MAX_PAGES} allowed; give the report alone."
        raise UnreadableDocument("too_large", message)
    return pdf


def _upright(content: bytes) -> bytes:
    """The file without what the engines place differently: crop boxes, text that runs sideways, an empty user password.

    A report that opens without a password is public by article 49 of the 条例, whatever its author's printing permissions say.
    """
    with _load(content) as pdf:
        changed = pdfium_c.FPDF_GetSecurityHandlerRevision(pdf) != -1
        glyphs = 0
        for index in range(len(pdf)):
            page = _get_page(pdf, index)
            glyphs += _count_glyphs(page, index)
            if glyphs > MAX_ALL_GLYPHS:
                raise UnreadableDocument("too_large", f"The PDF file holds more than {MAX_ALL_GLYPHS} characters; give the report alone.")
            if page.get_cropbox() != page.get_mediabox():
                page.set_mediabox(*page.get_bbox())
                page.set_cropbox(*page.get_mediabox())
                changed = True
            if turn := _sideways(page):
                page.set_rotation((page.get_rotation() + turn) % 360)
                changed = True
        return _saved(pdf) if changed else content


def mended(pdf: Pdf) -> Pdf:
    """The same file written anew by pdfium, which opens files too damaged for the parsers below the engines."""
    with _load(pdf.content) as opened:
        return replace(pdf, content=_saved(opened))


def _saved(pdf: pdfium.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    return buffer.getvalue()


def _get_page(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    try:
        page = pdf[index]
    except pdfium.PdfiumError as error:
        message = f"Page {index + 1} of the PDF file is damaged; {AGAIN}"
        raise UnreadableDocument("broken", message) from error
    if pdfium_c.FPDFPage_CountObjects(page) > MAX_OBJECTS:
        message = f"Page {index + 1} of the PDF file holds more than {MAX_OBJECTS} objects; ask the agency for a Word file."
        raise UnreadableDocument("too_large", message)
    return page


def _count_glyphs(page: pdfium.PdfPage, index: int) -> int:
    count = int(page.get_textpage().count_chars())
    # Pieces are counted too, as pdfium leaves out characters printed over one another, which the engines' own parsers do not.
    if max(count, _count_pieces(page)) > MAX_GLYPHS:
        message = f"Page {index + 1} of the PDF file holds more than {MAX_GLYPHS} characters; ask the agency for a Word file."
        raise UnreadableDocument("too_large", message)
    return count


def _count_pieces(page: pdfium.PdfPage) -> int:
    count = pdfium_c.FPDFPage_CountObjects(page)
    kinds = (pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page, index)) for index in range(count))
    return sum(kind == pdfium_c.FPDF_PAGEOBJ_TEXT for kind in kinds) if count > MAX_GLYPHS else 0


def _sideways(page: pdfium.PdfPage) -> int:
    """The clockwise turn that sets most of the page's text upright."""
    text = page.get_textpage()
    count = text.count_chars()
    angles = [pdfium_c.FPDFText_GetCharAngle(text, i) for i in range(0, count, max(1, count // 200))]
    turns = Counter(round(angle / 1.5707963) * 90 % 360 for angle in angles if angle >= 0)
    if not turns:
        return 0
    return int(-page.get_rotation() - turns.most_common(1)[0][0]) % 360


def _page(pdf: pdfium.PdfDocument, index: int) -> Page:
    page = _get_page(pdf, index)
    place = _placer(page)
    glyphs, dubious = _glyphs(page, place)
    width, height = page.get_size()
    printed = sum(not g.text.isspace() for g in glyphs)
    covered = _is_covered(page, width * height) and (printed <= 20 or _is_hidden(page))
    readable = dubious <= UNUSABLE_SHARE * (printed + dubious) and not covered
    return Page(index + 1, width, height, glyphs, ruled_areas(page, place), readable)


def _is_covered(page: pdfium.PdfPage, area: float) -> bool:
    """Whether pictures take up much of a page, or outlines (text turned into curves) crowd it."""
    covered, outlines = 0.0, 0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH]):
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            outlines += pdfium_c.FPDFPath_CountSegments(item) > 6
        elif item.level == 0:
            left, bottom, right, top = item.get_bounds()
            covered += (right - left) * (top - bottom)
    return covered > 0.2 * area or outlines > 100


def _is_hidden(page: pdfium.PdfPage) -> bool:
    """Whether the text is invisible: a scanner's own guess behind its picture, which nobody has checked."""
    modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(item) for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])]
    return modes.count(pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE) * 2 > len(modes)


def _glyphs(page: pdfium.PdfPage, place: Placer) -> tuple[tuple[Glyph, ...], int]:
    """The usable glyphs of a page, and how many were not usable."""
    text = page.get_textpage()
    glyphs: list[Glyph] = []
    dubious = 0
    x, y = c_double(), c_double()
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        # pdfium makes up blanks and line ends of its own; gaps are judged from the boxes instead.
        if pdfium_c.FPDFText_IsGenerated(text, index) == 1 or code in (0xFFFE, 0x02, 0x0A, 0x0D):
            continue
        if code > MAX_CODE or is_unusable(chr(code)):
            dubious += 1
            continue
        pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
        glyphs.append(Glyph(chr(code), place(*text.get_charbox(index, loose=True)), place(x.value, y.value, x.value, y.value).top))
    return tuple(glyphs), dubious


def _placer(page: pdfium.PdfPage) -> Placer:
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        if turn == 90:
            return Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if turn == 180:
            return Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
        if turn == 270:
            return Box(top - y1, right - x1, top - y0, right - x0)
        return Box(x0 - left, top - y1, x1 - left, top - y0)

    return place
