"""PDF files as pdfium opens them, within limits, and as it writes them anew."""

import io
from ctypes import create_string_buffer

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.document import UnreadableDocument

MAX_PAGES = 200
MAX_OBJECTS = 100_000
"""Path, text and picture objects on one page: a busy page of a report has some hundreds, dotted borders ten thousand."""
AGAIN = "fetch it again or ask the agency for the whole file."


def refuse_truncated(content: bytes) -> None:
    """Raise UnreadableDocument (``truncated``) for a file that is cut off.

    A complete file says where its table of objects starts after its last object; pdfium would open half a file silently.
    """
    if b"%PDF-" in content[:1024] and content.rfind(b"startxref") < content.rfind(b"endobj"):
        raise UnreadableDocument("truncated", f"The PDF file is cut off, its end is missing; {AGAIN}")


def load_pdf(content: bytes) -> pdfium.PdfDocument:
    """The file as pdfium opens it. Raises UnreadableDocument: ``encrypted``, ``broken``, ``empty`` or ``too_large``."""
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


def load_page(pdf: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page by its index from 0. Raises UnreadableDocument (``broken``, ``too_large``)."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError as error:
        message = f"Page {index + 1} of the PDF file is damaged; {AGAIN}"
        raise UnreadableDocument("broken", message) from error
    if pdfium_c.FPDFPage_CountObjects(page) > MAX_OBJECTS:
        message = f"Page {index + 1} of the PDF file holds more than {MAX_OBJECTS} objects; ask the agency for a Word file."
        raise UnreadableDocument("too_large", message)
    return page


def title_of(pdf: pdfium.PdfDocument) -> str:
    """The title field, U+FFFD for what is no UTF-16 in it: pdfium hands out surrogates that stand alone."""
    length = pdfium_c.FPDF_GetMetaText(pdf, b"Title", None, 0)
    buffer = create_string_buffer(length)
    pdfium_c.FPDF_GetMetaText(pdf, b"Title", buffer, length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", errors="replace").strip()


def rewritten(pdf: pdfium.PdfDocument) -> bytes:
    """The file as pdfium writes it, with its pages' changes and without encryption."""
    buffer = io.BytesIO()
    pdf.save(buffer, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    return buffer.getvalue()
