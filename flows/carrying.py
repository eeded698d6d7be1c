"""What a page carries besides its text, as the note on it says: files that may be its report, pictures that may be its tables.

The notes are kept with what is known of an address, so that of a page that did not change the same is asked again.
"""

from functools import lru_cache

from extractors.forms import load_forms
from extractors.grid import Grid, Reading
from extractors.labels import squeeze
from extractors.listings.attached import attached_files, carried_files, chosen
from extractors.listings.page import Link
from extractors.listings.shown import shown_pictures
from flows.notes import ATTACHED, BESIDE, SHOWN
from flows.settings import forms_folder

_SHORTEST_LABEL = 5


def of_report(page: str, url: str, reading: Reading) -> str | None:
    """The note on a page that is a report with tables; None where it carries nothing else."""
    files = attached_files(page, url, beside=True)
    pictures = shown_pictures(page, url) if lacks_a_table(reading) else []
    return _note((BESIDE, files), (SHOWN, pictures))


def of_text(page: str, url: str) -> str | None:
    """The note on a page with a report's text and none of its tables."""
    return _note((ATTACHED, attached_files(page, url)), (SHOWN, shown_pictures(page, url)))


def of_title(page: str, url: str) -> tuple[str | None, bool]:
    """The note on a page with no more than a report's title, if that; and whether it shows pictures that may be the report.

    A file that surely is the report is better than any picture beside it.
    """
    files = carried_files(page, url)
    is_sure = any(file.kind in ("speaking", "framed") for file in files)
    pictures = [] if is_sure else shown_pictures(page, url)
    return _note((SHOWN, pictures), (ATTACHED, chosen(files, beside=False))), bool(pictures)


def files_of(page: str, url: str, note: str) -> list[Link]:
    """The files to ask for that a page with this note carries."""
    return attached_files(page, url, beside=BESIDE in note) if ATTACHED in note or BESIDE in note else []


def pictures_of(page: str, url: str, note: str) -> list[Link]:
    """The pictures to ask for that a page with this note shows."""
    return shown_pictures(page, url) if SHOWN in note else []


def lacks_a_table(reading: Reading) -> bool:
    """Whether not all of the form's tables stand in a page's text: of each at least two labels that no other table has."""
    texts = (cell.text for block in reading.blocks for cell in (block.cells if isinstance(block, Grid) else (block,)))
    text = squeeze("".join(texts))
    return any(sum(label in text for label in labels) < 2 for labels in _labels())


@lru_cache(maxsize=1)
def _labels() -> tuple[frozenset[str], ...]:
    """The labels of each table, of both editions, that are long enough to be no accident and stand in no other table."""
    forms = load_forms(forms_folder())
    names = list(next(iter(forms.editions.values())).tables)
    by_table = {name: _labels_of(name) for name in names}
    return tuple(frozenset(by_table[name].difference(*(by_table[other] for other in names if other != name))) for name in names)


def _labels_of(name: str) -> set[str]:
    tables = load_forms(forms_folder()).tables(name)
    labels = [row.label for table in tables for row in table.rows]
    labels += [measure.label for table in tables for measure in table.measures.values()]
    return {label for label in map(squeeze, labels) if len(label) >= _SHORTEST_LABEL}


def _note(*found: tuple[str, list[Link]]) -> str | None:
    return "; ".join(f"{mark}{len(links)}" for mark, links in found if links) or None
