"""OFD files (GB/T 33190) are drawn as PDF and read by the engines of PDF; what is drawn is held against ofdkit's own reading."""

from collections import Counter

import ofdkit
from ofdkit import OFDError
from ofdkit.package import Package

from extractors.document import Converted, UnreadableDocument, open_zip
from extractors.readers.ofd_objects import Letter, Page
from extractors.readers.ofd_package import Ofd
from extractors.readers.ofd_pdf import PdfWriter
from extractors.readers.ofd_resources import AGAIN
from extractors.readers.pdf import open_pdf
from extractors.records import Issue

BY = "ofd"


def as_pdf(content: bytes) -> tuple[Converted, list[Issue]]:
    """The pages as PDF, each letter and rule where it stands, and what could not be drawn.

    Raises :class:`UnreadableDocument`: ``truncated``, ``encrypted``, ``broken``, ``too_large``.
    """
    with open_zip(content):
        pass
    try:
        with Package(content) as package:
            ofd = Ofd(package)
            pages = list(ofd.pages())
    except OFDError as error:
        raise UnreadableDocument("broken", f"The OFD file is damaged ({error}); {AGAIN}") from error
    if not pages:
        raise UnreadableDocument("empty", f"The OFD file has no pages; {AGAIN}")
    writer = PdfWriter(ofd.title)
    for page in pages:
        writer.page(page)
    issues = [_problem(number, text) for number, page in enumerate(pages, 1) for text in dict.fromkeys(page.problems)]
    made = writer.content()
    return Converted(made, BY), [*issues, *_lost(made, pages), *_differences(content, pages)]


def _problem(number: int, text: str) -> Issue:
    return Issue("page_incomplete", "warning", f"Page {number}: {text}; look at the page.")


def _lost(made: bytes, pages: list[Page]) -> list[Issue]:
    """Pages whose letters are not all found in what was drawn."""
    issues = []
    for number, (page, drawn) in enumerate(zip(pages, open_pdf(made).pages, strict=True), start=1):
        found = {glyph.text for glyph in (*drawn.glyphs, *drawn.unusable, *drawn.hidden, *drawn.struck)}
        lost = sorted({letter.text for letter in page.drawn if isinstance(letter, Letter) and PdfWriter.shows(letter.text)} - found)
        if lost:
            message = f"Page {number}: the characters {''.join(lost)[:40]!r} could not be drawn; look at the page."
            issues.append(Issue("page_incomplete", "error", message))
    return issues


def _differences(content: bytes, pages: list[Page]) -> list[Issue]:
    """Pages on which ofdkit finds other characters than were drawn."""
    issues = []
    try:
        with ofdkit.open(content) as document:
            for number, (page, other) in enumerate(zip(pages, document.pages, strict=False), start=1):
                own = Counter(drawn.text for drawn in page.drawn if isinstance(drawn, Letter))
                theirs = Counter(letter for run in other.runs for letter in run.text if not letter.isspace())
                if own - theirs:
                    message = f"Page {number}: two readings of the OFD file differ in their text; look at the page."
                    issues.append(Issue("engines_disagree", "error", message))
    except OFDError as error:
        issues.append(Issue("engine_failed", "info", f"The OFD file's text could not be read a second time ({error})."))
    return issues
