"""Opening PDF files: what is on each page (pdfium), what of it is text and what ruled tables. Shared by all PDF engines.

Only the opening, what of the text a person sees, the text outside tables and the final order are shared; finding tables, their spans
and the text of their cells is each engine's own work, so that engines that agree prove something.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import c_void_p, cast
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.document import UnreadableDocument
from extractors.readers import pdf_native as native
from extractors.readers.pdf_borderless import header_at_end, inferred_areas
from extractors.readers.pdf_file import load_page, load_pdf, refuse_truncated, rewritten, title_of
from extractors.readers.pdf_glyphs import UNUSABLE, Matcher, glyphs_of, struck_out
from extractors.readers.pdf_rules import Box, Displayed, RuledArea, ruled_areas, rules_across
from extractors.readers.pdf_sight import Sight, needs_owners
from extractors.readers.pdf_surface import Surface, survey
from extractors.readers.pdf_text import Glyph, without_overprint
from extractors.readers.pdf_two_up import taken_apart
from extractors.readers.pdf_upright import flatten, set_upright
from extractors.readers.pdf_wide import Wide, put_together, wide_sheets

MAX_GLYPHS = 20_000
"""Characters, and pieces of text, on one page: a page full of the smallest type has some ten thousand."""
MAX_ALL_GLYPHS = 1_000_000
UNUSABLE_SHARE = 0.1
FOREIGN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in points from the top left of the page as displayed. ``number`` is 1-based.

    ``glyphs`` are those a person sees and a program can name, ``unusable`` those no program can name (as U+FFFD), ``hidden`` those a
    person does not see, ``struck`` those struck out; ``drawn`` is where pictures and outlines are. ``areas`` are where rules make a
    grid. ``unread`` says why the text of a page is not to be relied on (``picture``, ``encoding``), and is empty where it is.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    areas: tuple[RuledArea, ...]
    unread: str = ""
    unusable: tuple[Glyph, ...] = ()
    hidden: tuple[Glyph, ...] = ()
    struck: tuple[Glyph, ...] = ()
    drawn: tuple[Box, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether the page's text says what the page shows."""
        return not self.unread

    def shown(self, glyphs: Iterable[Glyph]) -> list[Glyph]:
        """The glyphs of another parser without those that are hidden or struck out here."""
        dropped = Matcher((*self.hidden, *self.struck))
        return [glyph for glyph in glyphs if glyph not in dropped]


@dataclass(frozen=True, slots=True)
class Pdf:
    """An opened file: ``content`` is what the engines read (upright, without offsets), ``title`` the file's own title field.

    ``two_up`` says that each sheet held two pages, which are counted one by one here; ``wide`` has the pages, by number, that are made of
    several because a worksheet was too wide for one.
    """

    content: bytes
    pages: tuple[Page, ...]
    title: str
    two_up: bool = False
    wide: Mapping[int, Wide] = field(default_factory=dict)

    def table_pages(self) -> list[Page]:
        """The pages in which rules form a grid."""
        return [page for page in self.pages if page.areas]

    def pictured_pages(self) -> list[int]:
        """The numbers of the pages that only a look at their picture can read."""
        return [page.number for page in self.pages if page.unread]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page and its text as pdfium has loaded them, once."""

    page: pdfium.PdfPage
    words: pdfium.PdfTextPage
    count: int
    index: int

    @property
    def handle(self) -> c_void_p:
        """The page, for native calls."""
        return cast(self.page.raw, c_void_p)

    @property
    def text(self) -> c_void_p:
        """The page's text, for native calls."""
        return cast(self.words.raw, c_void_p)


@lru_cache(maxsize=1)
def open_pdf(content: bytes) -> Pdf:
    """What is in a file. The last one is kept, because two engines read each file in turn.

    Raises UnreadableDocument: ``encrypted``, ``truncated``, ``broken``, ``empty`` or ``too_large``.
    """
    refuse_truncated(content)
    content = content[max(content.find(b"%PDF-", 0, 1024), 0) :]
    with load_pdf(content) as pdf:
        title = title_of(pdf)
        apart = taken_apart(pdf)
        pages = _pages(pdf) if apart is None else None
        content = rewritten(apart or pdf) if pages is None else content
    pages = pages or _pages_anew(content)
    sheets = wide_sheets(pages)
    if not sheets:
        return Pdf(content, pages, title, apart is not None)
    content, wide = put_together(content, sheets)
    return Pdf(content, _pages_anew(content), title, apart is not None, wide)


def _pages_anew(content: bytes) -> tuple[Page, ...]:
    """The pages of a file that was written anew."""
    with load_pdf(content) as pdf:
        pages: list[Page] = []
        for sheet in _sheets(pdf):
            pages.append(_page(sheet, pages))
        return tuple(pages)


def _pages(pdf: pdfium.PdfDocument) -> tuple[Page, ...] | None:
    """The pages; None where the file is to be written anew because engines would lose or misplace text (it has been changed then).

    A report that opens without a password is public by article 49 of the 条例, whatever its author's printing permissions say.
    """
    changed = pdfium_c.FPDF_GetSecurityHandlerRevision(pdf) != -1
    pages: list[Page] = []
    for sheet in _sheets(pdf):
        changed = any([changed, flatten(sheet.page), set_upright(sheet.page, sheet.words, sheet.count)])
        if not changed:
            pages.append(_page(sheet, pages))
    return None if changed else tuple(pages)


def _sheets(pdf: pdfium.PdfDocument) -> Iterator[_Sheet]:
    total = 0
    for index in range(len(pdf)):
        with _sheet(pdf, index) as sheet:
            total += sheet.count
            if total > MAX_ALL_GLYPHS:
                raise UnreadableDocument("too_large", f"The PDF file holds more than {MAX_ALL_GLYPHS} characters; give the report alone.")
            yield sheet


@contextmanager
def _sheet(pdf: pdfium.PdfDocument, index: int) -> Iterator[_Sheet]:
    page = load_page(pdf, index)
    text = page.get_textpage()
    try:
        count = int(text.count_chars())
        # Pieces are counted too, as pdfium leaves out characters printed over one another, which the engines' own parsers do not.
        if max(count, _count_pieces(cast(page.raw, c_void_p))) > MAX_GLYPHS:
            message = f"Page {index + 1} of the PDF file holds more than {MAX_GLYPHS} characters; ask the agency for a Word file."
            raise UnreadableDocument("too_large", message)
        yield _Sheet(page, text, count, index)
    finally:
        page.close()


def mended(pdf: Pdf) -> Pdf:
    """The same file written anew by pdfium, which opens files too damaged for the parsers below the engines."""
    with load_pdf(pdf.content) as opened:
        return replace(pdf, content=rewritten(opened))


def _count_pieces(page: c_void_p) -> int:
    count = native.count_on_page(page)
    if count <= MAX_GLYPHS:
        return 0
    return sum(native.render_mode(c_void_p(native.object_on_page(page, index))) >= 0 for index in range(count))


def _page(sheet: _Sheet, before: Sequence[Page]) -> Page:
    displayed = _displayed(sheet.page)
    surface = survey(sheet.handle, displayed)
    hiding = needs_owners(surface)
    found = glyphs_of(sheet.text, sheet.count, displayed, hiding, surface.placed)
    unseen = Sight(surface, displayed, found.all, found.owners).hidden() if hiding else set()
    seen = [g for i, g in enumerate(found.all) if i not in unseen] if unseen else found.all
    seen = without_overprint(seen) if found.doubled else seen
    struck, strikes = struck_out(seen, surface.pieces)
    usable = [g for g in seen if g.text != UNUSABLE]
    return Page(
        number=sheet.index + 1,
        width=displayed.width,
        height=displayed.height,
        glyphs=tuple(g for i, g in enumerate(seen) if g.text != UNUSABLE and i not in struck),
        areas=_areas([p for i, p in enumerate(surface.pieces) if i not in strikes], seen, before),
        unread=_why_unread(len(usable), len(seen), found.foreign, surface, displayed.width * displayed.height),
        unusable=tuple(g for i, g in enumerate(seen) if g.text == UNUSABLE and i not in struck),
        hidden=_without_twins([*found.hidden, *(found.all[i] for i in sorted(unseen))], seen),
        struck=tuple(seen[i] for i in sorted(struck)),
        drawn=tuple(surface.in_sight()),
    )


def _areas(pieces: list[Box], glyphs: list[Glyph], before: Sequence[Page]) -> tuple[RuledArea, ...]:
    """Where rules make a grid; on a page on which they make no columns, where the text does."""
    areas = ruled_areas(pieces)
    if any((area.rows > 1 and area.columns > 1) or area.columns > 2 for area in areas):
        return areas
    above = [held for page in before[-1:] for held in (header_at_end(page.glyphs), *(area.held for area in page.areas[-1:]))]
    return inferred_areas(glyphs, rules_across(pieces), above) or areas


def _without_twins(hidden: list[Glyph], seen: list[Glyph]) -> tuple[Glyph, ...]:
    """The hidden glyphs, but for those printed visibly at the same place too."""
    if not hidden:
        return ()
    shown = Matcher(seen)
    return tuple(glyph for glyph in hidden if glyph not in shown)


def _why_unread(usable: int, printed: int, foreign: int, surface: Surface, area: float) -> str:
    """Why the text is not what the page shows: pictures (a scanner's unchecked guess behind them), outlines, fonts without encoding."""
    covered = surface.pictured > 0.2 * area or surface.outlines > 100
    if covered and (usable <= 20 or len(surface.unseen) * 2 > len(surface.texts)):
        return "picture"
    if printed - usable > UNUSABLE_SHARE * printed or foreign > FOREIGN_SHARE * printed:
        return "encoding"
    return ""


def _displayed(page: pdfium.PdfPage) -> Displayed:
    left, bottom, _, _ = page.get_bbox()
    width, height = page.get_size()
    return Displayed(width, height, left, bottom, page.get_rotation())
