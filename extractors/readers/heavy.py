"""Engines whose libraries take longer to load than a page takes to read: loaded by the first document that needs them."""

from collections.abc import Collection

from extractors.document import Document
from extractors.grid import Reading


def read_camelot(document: Document, pages: Collection[int] | None = None) -> Reading:
    """See :func:`extractors.readers.pdf_camelot.read_camelot`."""
    from extractors.readers import pdf_camelot

    return pdf_camelot.read_camelot(document, pages)


def read_pdfplumber(document: Document) -> Reading:
    """See :func:`extractors.readers.pdf_plumber.read_pdfplumber`."""
    from extractors.readers import pdf_plumber

    return pdf_plumber.read_pdfplumber(document)


def read_python_docx(document: Document) -> Reading:
    """See :func:`extractors.readers.docx.read_python_docx`."""
    from extractors.readers import docx

    return docx.read_python_docx(document)
