"""Pages made so that every engine reads and places their text alike: uncropped, upright, with what was filled in as part of them."""

from collections import Counter

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c


def flatten(page: pdfium.PdfPage) -> bool:
    """Make what was filled in or typed over a page part of it, as no engine reads that by itself; returns whether there was any."""
    if not any(_is_typed(page, index) for index in range(pdfium_c.FPDFPage_GetAnnotCount(page))):
        return False
    return bool(pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS)


def _is_typed(page: pdfium.PdfPage, index: int) -> bool:
    """Whether an annotation shows text: words typed over the page, or the field of a form that is neither a button nor a signature."""
    annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
    try:
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        return kind == pdfium_c.FPDF_ANNOT_FREETEXT or (kind == pdfium_c.FPDF_ANNOT_WIDGET and _field(annotation) not in ("Btn", "Sig"))
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _field(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    length = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"FT", None, 0)
    buffer = (pdfium_c.FPDF_WCHAR * (length // 2 + 1))()
    pdfium_c.FPDFAnnot_GetStringValue(annotation, b"FT", buffer, length)
    return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", errors="replace")


def set_upright(page: pdfium.PdfPage, words: pdfium.PdfTextPage, count: int) -> bool:
    """Take away what the engines place differently, crop boxes and text that runs sideways; returns whether there was any."""
    cropped = page.get_cropbox() != page.get_mediabox()
    if cropped:
        page.set_mediabox(*page.get_bbox())
        page.set_cropbox(*page.get_mediabox())
    turn = _sideways(page, words, count)
    if turn:
        page.set_rotation((page.get_rotation() + turn) % 360)
    return cropped or bool(turn)


def _sideways(page: pdfium.PdfPage, words: pdfium.PdfTextPage, count: int) -> int:
    """The clockwise turn that sets most of the page's text upright."""
    step = max(1, count // 25)
    angles = [pdfium_c.FPDFText_GetCharAngle(words, i) for i in range(0, count, step)]
    turns = Counter(round(angle / 1.5707963) * 90 % 360 for angle in angles if angle >= 0)
    if not turns:
        return 0
    return int(-page.get_rotation() - turns.most_common(1)[0][0]) % 360
