"""What text prints between the labels of two rows: figures one after the other, or cells that bars close."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.labels import squeeze
from extractors.values import has_number, is_value_like

# 无 for a figure, but not that of 无法提供, 无正当理由, 无其他.
_FIGURES = re.compile(r"(?:[\s\d.,+\-\u2010-\u2015\u2212/元万亿千件个项]|无(?![法正其他])|(?:[增减]|新增|增加|减少)(?=\d))*")
_NUMBERING = re.compile(r"\s\d{1,2}(?:\.\s*$|(?=\s*$))")
_NEAR = 40
"""Behind the last label what stands so many characters further on may be another table's."""
_MARKS = re.compile(r"[-\u2010-\u2015/无]+")
_REST_OF_LABEL = re.compile(r"[^|]{0,200}\|")


@dataclass(frozen=True, slots=True)
class Printed:
    """``text`` is what is printed in place of figures; ``cells`` are their cells, where bars tell them apart.

    ``strange`` says that figures stand there otherwise than in the cells of one row.
    """

    text: str
    cells: tuple[str, ...] | None = None
    strange: bool = False

    def tokens(self, count: int) -> list[str]:
        """The figures: cells, what stands between blanks, or as many dashes that ran together as there are cells."""
        if self.cells is not None:
            return list(self.cells)
        tokens = self.text.split()
        marks = "".join(tokens)
        return list(marks) if len(tokens) != count and len(marks) == count and _MARKS.fullmatch(marks) else tokens


def after_label(text: str, start: int, end: int, count: int) -> Printed:
    """What stands for the ``count`` figures of a row between the end of its label and the next label, or the end of the text."""
    label = _REST_OF_LABEL.match(text, start, end)
    if label is None or any(map(has_number, label[0][:-1].split())):
        return _apart(text, start, end, min(end, start + _NEAR) if end == len(text) else end)
    cells = list(_cells(text, label.end(), end))
    behind = any(map(squeeze, cells[count:]))
    return _printed(cells[:count], strange=len(cells) < count or behind)


def after_header(text: str, start: int, count: int) -> Printed:
    """What stands for the ``count`` figures of a table printed across behind its header, which bars may fill up to the table's width."""
    label = _REST_OF_LABEL.match(text, start)
    if label is None or label[0][:-1].strip():
        return _apart(text, start, len(text), start + _NEAR)
    cells = list(_cells(text, label.end(), len(text)))
    before = any(map(squeeze, cells[:-count]))
    return _printed(cells[-count:], strange=len(cells) < count or before)


def _apart(text: str, start: int, end: int, near: int) -> Printed:
    """Figures that no bars part; what stands before ``near`` instead of them is something that is not understood."""
    found = _figures(text, start, end)
    return Printed(found, strange=not found and any(has_number(word) for word in text[start:near].split()))


def _figures(text: str, start: int, end: int) -> str:
    match = _FIGURES.match(text, start, end)
    found = match[0] if match else ""
    numbered = found.rstrip().endswith(".") or text[start + len(found) : start + len(found) + 1] in ("、", ")")
    # The number of the next label, where it is not the one that label has in the form.
    return (_NUMBERING.sub("", found) if numbered else found).strip()


def _cells(text: str, start: int, end: int) -> Iterator[str]:
    """The cells from a place on, up to the first that is none of a figure's. The last one may be closed by the end of its line alone."""
    for cell in text[start:end].split("|"):
        if not is_value_like(cell):
            line = cell.split("\n")[0].strip()
            if line and is_value_like(line):
                yield line
            return
        yield cell.strip()


def _printed(cells: list[str], strange: bool) -> Printed:
    text = " ".join(filter(None, cells))
    return Printed(text, strange=True) if strange else Printed(text, tuple(cells))
