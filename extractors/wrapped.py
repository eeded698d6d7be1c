"""Numbers that a narrow cell wrapped (4 over 246), be it over a page break: put together where the form's sums allow nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from extractors import issues as say
from extractors.double_entry import Entry
from extractors.extraction import Extraction, relations_of, table_of
from extractors.forms import Forms, Measure
from extractors.records import Alternative, Figure, Issue, Key
from extractors.repair import repair
from extractors.values import parse

_LINES = re.compile(r"\d[\d,.，]*(?:\s*\n\s*[\d,.，]+)+")
_LIKELY, _UNLIKELY = 0.9, 0.1


def join_wrapped(entry: Entry, forms: Forms) -> None:
    """Read cells whose number stands on several lines, or above and below a page break, as one number where sums prove it."""
    extraction = entry.extraction
    alternatives = {key: tuple(found) for key, f in extraction.figures.items() if (found := list(_ways(f, extraction, forms)))}
    if not alternatives:
        return
    result = repair(relations_of(extraction, forms), extraction.figures, alternatives)
    if any(result.figures[key].value != alternatives[key][0].value for key in result.repaired):
        return  # sums that take a line alone for a number are wrong themselves
    settled = {key: replace(result.figures[key], alternatives=()) for key in result.repaired}
    extraction.figures |= settled
    rests = _rests(extraction, settled)
    kept = (issue for issue in extraction.issues if (issue.item, issue.measure) not in settled and issue not in rests)
    extraction.issues = [*kept, *(issue for issue in result.issues if (issue.item, issue.measure) in settled)]


def _rests(extraction: Extraction, settled: Mapping[Key, Figure]) -> list[Issue]:
    """What was said of rows below a page break all of whose figures were the rests of numbers above it."""
    open_keys = {(i.item, i.measure) for i in extraction.issues if i.code == "may_run_on"}
    broken = [figure for key, figure in settled.items() if key in open_keys]
    places = groupby(broken, key=lambda figure: figure.source and (figure.source.table, figure.source.row))
    rows = [list(figures) for _, figures in places]
    return [say.row_without_label(row[0].item.split(".")[0], " ".join((f.raw or "").split("\n")[-1] for f in row)) for row in rows]


def _ways(figure: Figure, extraction: Extraction, forms: Forms) -> Iterator[Alternative]:
    """What a cell that could not be read may mean: its lines as one number, or any of them alone."""
    raw = (figure.raw or "").strip()
    if figure.state != "unreadable" or not _LINES.fullmatch(raw):
        return
    for text, confidence in ((re.sub(r"\s", "", raw), _LIKELY), *((line, _UNLIKELY) for line in raw.split("\n"))):
        value = parse(text, _measure(figure.key, extraction, forms))
        if value.state == "reported":
            yield Alternative(value.number, value.state, text, confidence)


def _measure(key: Key, extraction: Extraction, forms: Forms) -> Measure:
    name = key[0].split(".")[0]
    return table_of(forms, name, extraction.editions[name]).measures[key[1]]
