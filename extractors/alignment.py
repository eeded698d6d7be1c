"""Global alignment of a table's printed rows with the form's rows: two sequences with gaps on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractors.forms import Row, Table
from extractors.labels import bare, best_similarity, wording

MatchedBy = Literal["label", "variant", "fuzzy", "gap"]
FUZZY = 0.75
AHEAD = 0.15
LEAST = 0.4
"""Below this two labels have nothing in common and are never paired."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row as alignment sees it: its wordings to compare (leaf label, label with its group …) and how well its columns fit
    the form's (0 to 1)."""

    texts: tuple[str, ...]
    columns: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """Printed row ``line`` is the form's row ``row`` (both indexes from 0)."""

    line: int
    row: int
    matched_by: MatchedBy
    similarity: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Sure matches, lines and rows left over, and the alignment's score (higher fits better)."""

    matches: tuple[Match, ...]
    doubtful: tuple[Match, ...]
    score: float


def align(lines: Sequence[Line], table: Table) -> Alignment:
    """Align printed lines with a table's rows; ``doubtful`` pairs lie below the threshold and may be settled by the gap rule."""
    alike = [[likeness(line.texts, row) for row in table.rows] for line in lines]
    pairs = _best_path(lines, alike)
    sure: list[Match] = []
    doubtful: list[Match] = []
    for i, j in pairs:
        kind = _kind(lines[i], table.rows[j], alike[i], j)
        if kind in ("fuzzy", "gap") and _prints_two(lines[i].texts[0], table, j):
            continue
        target = sure if kind != "gap" else doubtful
        target.append(Match(i, j, kind, alike[i][j]))
    sure += _out_of_order(lines, table, sure)
    score = sum(m.similarity * (0.5 + 0.5 * lines[m.line].columns) for m in sure)
    return Alignment(tuple(sorted(sure, key=lambda m: m.row)), tuple(doubtful), score)


def names(row: Row) -> tuple[str, ...]:
    """Every wording of a form row: label and variants."""
    return (row.label, *row.variants)


@lru_cache(maxsize=131072)
def likeness(texts: tuple[str, ...], row: Row) -> float:
    """How like a printed label is to a row's; a cell may print the group's label before the row's own, but not the group's alone."""
    group = row.path[-1] if row.path else ""
    glued = [text for text in texts if group and len(wording(text)) > len(wording(group)) + 1]
    return max(best_similarity(texts, names(row)), best_similarity(glued, (group + row.label,)))


def is_exact(line: Line, row: Row) -> bool:
    """Whether a line prints the official label, numbering, blanks and notes apart."""
    return _prints(line.texts, row)


@lru_cache(maxsize=131072)
def _prints(texts: tuple[str, ...], row: Row) -> bool:
    return any(wording(text) == wording(row.label) or bare(text) == bare(row.label) for text in texts)


def _is_variant(line: Line, row: Row) -> bool:
    known = {w for name in (*names(row), *(group + row.label for group in row.path[-1:])) for w in (wording(name), bare(name))}
    return any(wording(text) in known or bare(text) in known for text in line.texts)


def _kind(line: Line, row: Row, alike: list[float], j: int) -> MatchedBy:
    if is_exact(line, row):
        return "label"
    if _is_variant(line, row):
        return "variant"
    others = max((value for k, value in enumerate(alike) if k != j), default=0.0)
    return "fuzzy" if alike[j] >= FUZZY and alike[j] - others >= AHEAD else "gap"


def _prints_two(text: str, table: Table, j: int) -> bool:
    """Whether a label is that of a row and that of another, one after the other: what stands beside may be the figures of either."""
    before, own, after = wording(text).partition(wording(table.rows[j].label))
    others = [wording(row.label) for k, row in enumerate(table.rows) if k != j]
    return bool(own) and any(other in rest for other in others for rest in (before, after))


def _best_path(lines: Sequence[Line], alike: list[list[float]]) -> list[tuple[int, int]]:
    """Needleman-Wunsch with free gaps; a pair counts what its likeness exceeds ``LEAST`` by, more where the columns fit."""
    height, width = len(alike), len(alike[0]) if alike else 0
    weight = [[(v - LEAST) * (0.5 + 0.5 * lines[i].columns) for v in row] for i, row in enumerate(alike)]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(1, height + 1):
        for j in range(1, width + 1):
            pair = best[i - 1][j - 1] + weight[i - 1][j - 1] if weight[i - 1][j - 1] > 0 else 0.0
            best[i][j] = max(best[i - 1][j], best[i][j - 1], pair)
    return _trace(best)


def _trace(best: list[list[float]]) -> list[tuple[int, int]]:
    pairs = []
    i, j = len(best) - 1, len(best[0]) - 1
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _out_of_order(lines: Sequence[Line], table: Table, sure: list[Match]) -> list[Match]:
    """Rows the report prints in another order than the form: accepted where the label is the official one and stands once."""
    taken, found = {m.line for m in sure}, []
    missing = set(range(len(table.rows))) - {m.row for m in sure}
    for j in sorted(missing):
        exact = [i for i, line in enumerate(lines) if i not in taken and line.columns > 0 and is_exact(line, table.rows[j])]
        if len(exact) == 1:
            found.append(Match(exact[0], j, "variant", 1.0))
    return found
