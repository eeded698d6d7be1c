"""Pages and pictures that have no text: recognised, put among what the other engines read, and judged by the form's arithmetic."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from extractors.document import Document, UnreadableDocument
from extractors.double_entry import Entry
from extractors.extraction import relations_of
from extractors.forms import Forms
from extractors.grid import Grid, Paragraph, Reading
from extractors.readers.mhtml import picture_part
from extractors.readers.scan import read_scan
from extractors.readers.scan_ocr import ENGINE, SURE
from extractors.records import Issue
from extractors.repair import Trust, repair

Blocks = list[Paragraph | Grid]
MAX_PICTURES = 40
_OF_TEXT = frozenset(("unreadable_cell", "number_with_gap", "unknown_unit", "not_an_integer", "negative_count"))
"""What is said of a cell's text before arithmetic has judged it."""


def with_pages(reading: Reading, scanned: Mapping[int, Blocks]) -> Reading:
    """A reading with what was recognised on some pages in its place, the tables numbered anew.

    Two readings of one file share these blocks, so that a figure on such a page has one engine, whichever reading it is taken from.
    """
    left = dict(scanned)
    blocks: Blocks = []
    for block in reading.blocks:
        for page in sorted(p for p in left if block.page is not None and p < block.page):
            blocks += left.pop(page)
        blocks.append(block)
    for page in sorted(left):
        blocks += left[page]
    unread = [issue for issue in reading.issues if issue.code != "page_without_text"]
    return replace(reading, blocks=numbered(blocks), issues=unread)


def numbered(blocks: Iterable[Paragraph | Grid]) -> Blocks:
    """The blocks with their tables numbered from 1."""
    result: Blocks = []
    tables = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            block = replace(block, number=tables)
        result.append(block)
    return result


def read_pictures(document: Document, readings: list[Reading]) -> list[Reading]:
    """The readings with what the document's pictures show at their ends, and what could not be seen."""
    blocks: Blocks = []
    issues: list[Issue] = []
    for place, address in enumerate(readings[0].pictures[:MAX_PICTURES], start=1):
        try:
            reading = read_scan(Document(_picture(document, address), f"picture {place}"))
        except UnreadableDocument as error:
            issues.append(Issue(error.code, "warning", f"picture {place} ({address[:80]}): {error.message}"))
            continue
        blocks += [replace(block, engine=ENGINE) if isinstance(block, Grid) else block for block in reading.blocks]
        issues += reading.issues
    return [replace(r, blocks=numbered([*r.blocks, *blocks]), issues=[*r.issues, *issues]) for r in readings]


def _picture(document: Document, address: str) -> bytes:
    """The bytes of a picture: of the address itself (``data:``), or of the part that was saved with the document."""
    if address.lower().startswith("data:"):
        head, _, data = address.partition(",")
        try:
            return b64decode(unquote_to_bytes(data)) if ";base64" in head.lower() else unquote_to_bytes(data)
        except ValueError as error:
            raise UnreadableDocument("broken", "the picture in the page is damaged; fetch the page again") from error
    part = picture_part(document, address)
    if part is None:
        raise UnreadableDocument("picture_missing", "the picture was not saved with the page; save the page with its pictures")
    return part.content


def mend(entry: Entry, forms: Forms) -> None:
    """Let the form's arithmetic judge what a recogniser read: mended where only one way is left, confirmed, or left open."""
    extraction = entry.extraction
    alternatives = {key: figure.alternatives for key, figure in extraction.figures.items() if figure.alternatives}
    if not alternatives:
        return
    result = repair(relations_of(extraction, forms), extraction.figures, alternatives, Trust(sure=SURE))
    judged = {*result.repaired, *result.confirmed, *result.unreadable}
    extraction.figures = result.figures
    extraction.issues = [i for i in extraction.issues if (i.item, i.measure) not in judged or i.code not in _OF_TEXT]
    extraction.issues += result.issues
    recognised = {item.partition(".")[0] for item, _ in alternatives}
    extraction.issues = [_doubted(i) if (i.item or "").partition(".")[0] in recognised else i for i in extraction.issues]


def _doubted(issue: Issue) -> Issue:
    """A cell or a row that a picture seems not to have is one whose rule was not seen, as likely as not."""
    return replace(issue, severity="error") if issue.code in ("cell_missing", "row_missing") else issue
