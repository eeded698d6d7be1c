"""Tables of text files whose cells are parted by bars, as programs write them that turn pages into text: one line a row, or one a cell."""

import re

from extractors.values import is_value_like

_DRAWN = str.maketrans("｜│┃┆┇┊┋║", "||||||||")
_RULE = re.compile(r"^[\s|:+=┌┬┐├┼┤└┴┘─━-]*[-─━=]{3}[\s|:+=┌┬┐├┼┤└┴┘─━-]*$")
# Where bars stand apart, those that do not are no cells; a line written without blanks means empty ones.
_PADDING = re.compile(r"(?:(?<=\s)|^)\|{2,}\s*$")
_CLOSING = re.compile(r"\|\s*$")
_OPENING = re.compile(r"^\s*\|")


def drawn(text: str) -> str:
    """A text with all kinds of bars as one."""
    return text.translate(_DRAWN)


def is_rule(line: str) -> bool:
    """Whether a line is a rule between rows."""
    return bool(_RULE.match(line))


def bars(lines: list[str]) -> tuple[list[list[str]], bool] | None:
    """The rows of lines with bars, blank lines as empty ones, and whether rows were filled up to the width of the table with bars.

    None where the lines are not rows: a single one, or a line for each cell, whose rows only their labels tell.
    """
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2 or all(_cells(line) < 2 for line in filled):
        return None
    padded = any(_PADDING.search(line) for line in filled)
    unpadded = [_PADDING.sub("", line) for line in lines]
    opened = all(_OPENING.match(line) for line in filled)
    closed = all(_CLOSING.search(line) for line in unpadded if line.strip())
    rows = [_row(line, opened, closed) for line in unpadded]
    if padded:
        rows = [_without_bar(row) if line == whole else row for row, line, whole in zip(rows, unpadded, lines, strict=True)]
    return rows, padded


def _without_bar(row: list[str]) -> list[str]:
    """A labelled row without the empty cell at its end: of a table that bars fill up, it may be one bar that does."""
    labelled = any(text.strip() and not is_value_like(text) for text in row)
    return row[:-1] if labelled and not row[-1].strip() else row


def _cells(line: str) -> int:
    return sum(1 for text in line.split("|") if text.strip())


def _row(line: str, opened: bool, closed: bool) -> list[str]:
    if not line.strip():
        return []
    line = _OPENING.sub("", line) if opened else line
    line = _CLOSING.sub("", line) if closed else line
    return re.split(r"[|\t]", line) if "|" in line else line.split("\t")
