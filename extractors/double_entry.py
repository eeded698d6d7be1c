"""Double entry: what two engines read of one document, compared figure by figure, part by part where a file holds several reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.document import Document, UnreadableDocument
from extractors.extraction import Extraction, from_grids, relations_of
from extractors.forms import Forms
from extractors.grid import Reading
from extractors.knowledge import Knowledge
from extractors.parts import split_reports
from extractors.reconcile import reconcile
from extractors.relations import broken

Engine = Callable[[Document], Reading]


@dataclass(slots=True)
class Entry:
    """One report of a document: the reading that its text is taken from, each engine's extraction, and the one made of them."""

    reading: Reading
    extractions: list[Extraction]
    extraction: Extraction


def enter(document: Document, engines: Sequence[Engine], knowledge: Knowledge) -> list[Entry]:
    """Read a document by every engine and compare them. An engine that cannot read it is left out where another can.

    Raises :class:`UnreadableDocument` where none can.
    """
    return compare(read_all(document, engines), knowledge)


def read_all(document: Document, engines: Sequence[Engine]) -> list[Reading]:
    """The readings of the engines that can read a document, in their order; raises what the first says where none can."""
    readings: list[Reading] = []
    errors: list[UnreadableDocument] = []
    for engine in engines:
        try:
            readings.append(engine(document))
        except UnreadableDocument as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return readings


def compare(readings: Sequence[Reading], knowledge: Knowledge) -> list[Entry]:
    """An entry a report. Readings that do not find as many reports as the first are left out: nothing tells which part is which."""
    split = [split_reports(reading, knowledge) for reading in readings]
    split = [parts for parts in split if len(parts) == len(split[0])]
    return [_entry(list(parts), knowledge.forms) for parts in zip(*split, strict=True)]


def _entry(readings: list[Reading], forms: Forms) -> Entry:
    found: list[Extraction] = []
    for reading in readings:
        twin = next((place for place, other in enumerate(readings[: len(found)]) if _alike(other, reading)), None)
        found.append(from_grids(reading, forms) if twin is None else _as_read_by(found[twin], readings[twin].engine, reading.engine))
    order = sorted(range(len(found)), key=lambda place: doubts(found[place], forms))
    merged = found[order[0]]
    for place in order[1:]:
        merged = reconcile(merged, found[place], relations_of(merged, forms))
    merged = replace(merged, issues=[*readings[order[0]].issues, *merged.issues])
    return Entry(readings[order[0]], found, merged)


def _alike(one: Reading, other: Reading) -> bool:
    ones, others = list(one.grids()), list(other.grids())
    return len(ones) == len(others) and all(a.is_like(b) for a, b in zip(ones, others, strict=True))


def _as_read_by(extraction: Extraction, before: str, engine: str) -> Extraction:
    """What the same grids say when another engine gives them."""
    figures = {
        key: replace(figure, engines=tuple(engine if name == before else name for name in figure.engines))
        for key, figure in extraction.figures.items()
    }
    return replace(extraction, engine=engine, figures=figures, issues=list(extraction.issues), gaps=list(extraction.gaps))


def doubts(extraction: Extraction, forms: Forms) -> int:
    """How much one engine's reading leaves open: missing tables, unread and absent cells, issues, broken relations."""
    missing = len(next(iter(forms.editions.values())).tables) - len(extraction.editions)
    unread = sum(figure.state in ("unreadable", "absent") for figure in extraction.figures.values())
    return 200 * missing + unread + len(extraction.issues) + len(broken(relations_of(extraction, forms), extraction.figures))
