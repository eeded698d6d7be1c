"""Where the boxes of a drawn table stand: shares of its width across, steps down, brought to rows and columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from extractors.readers.css_boxes import LAID_OUT, Boxes
from extractors.readers.css_grid import Places, TooLarge, edges_of, length

_DEEPEST = 30
_MOST_BOXES = 5_000
_NEAR = 0.008
"""Shares of the width that differ less are one place: widths in whole percents or pixels do not add up exactly."""
_NOMINAL = 960.0
"""Pixels that a table is taken to be wide where widths in pixels stand beside shares."""
_FULL = 1.01
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "vw": 9.6}
_SKIPPED = frozenset(("script", "style", "template", "br", "hr"))


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: from ``left`` to ``right`` in shares of the width, from ``top`` to ``bottom`` in steps; ``node`` is None where it is blank.

    Once placed, ``width`` and ``height`` are the columns and rows it takes.
    """

    node: LexborNode | None
    left: float
    right: float
    top: int
    bottom: int
    width: int = 1
    height: int = 1


_BLANK = Box(None, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lays out elements by their style."""

    boxes: Boxes

    def of(self, nodes: Sequence[LexborNode]) -> list[list[Box | None]] | None:
        """The rows of cells that elements one below the other make up, None where they make none: too many, or over one another."""
        try:
            laid, _ = self._stack(nodes, 0)
        except TooLarge:
            return None
        return _placed(laid) if len(laid) <= _MOST_BOXES else None

    def _lay(self, node: LexborNode, depth: int) -> tuple[list[Box], int]:
        """The boxes of an element, in shares of its own width, and its height in steps."""
        if depth > _DEEPEST:
            raise TooLarge
        children = self._children(node)
        display = self.boxes.display(node)
        if not children:
            return [Box(node, 0.0, 1.0, 0, 1)], 1
        if display == "grid":
            return self._grid(node, children, depth + 1)
        if display == "flex" and not self._is_column(node):
            return self._lines(children, depth + 1, wraps=self.boxes.wraps(node))
        if display == "table-row" or all(map(self.boxes.aside, children)):
            return self._lines(children, depth + 1, wraps=display != "table-row")
        if display in ("flex", "table", "table-row-group") or any(map(self._is_laid_out, children)):
            return self._stack(children, depth + 1)
        return [Box(node, 0.0, 1.0, 0, 1)], 1

    def _is_column(self, node: LexborNode) -> bool:
        return "column" in self.boxes.flow(node)

    def _is_laid_out(self, node: LexborNode) -> bool:
        """Whether an element, or one right inside it, is more than a block of text."""
        return any(self.boxes.display(one) in LAID_OUT for one in (node, *self._children(node)))

    def _children(self, node: LexborNode, depth: int = 0) -> list[LexborNode]:
        """The elements inside that are seen; none where text stands beside them, as in a cell."""
        found: list[LexborNode] = []
        for child in node.iter(include_text=True):
            if child.is_text_node:
                if (child.text_content or "").strip():
                    return []
            elif child.tag not in _SKIPPED and self.boxes.display(child) != "none":
                flat = depth < _DEEPEST and self.boxes.display(child) == "contents"
                found += self._children(child, depth + 1) if flat else [child]
        return found

    def _stack(self, nodes: Sequence[LexborNode], depth: int) -> tuple[list[Box], int]:
        """One element below the other, each as wide as all."""
        laid: list[Box] = []
        top = 0
        for node in nodes:
            inner, height = self._lay(node, depth)
            laid += _lower(inner, top)
            top += height
            if len(laid) > _MOST_BOXES:
                raise TooLarge
        return laid, top

    def _lines(self, nodes: Sequence[LexborNode], depth: int, wraps: bool) -> tuple[list[Box], int]:
        """Elements side by side, in a new line where one would go past the edge."""
        laid: list[Box] = []
        top = 0
        for line in self._wrapped(nodes) if wraps else [nodes]:
            inner, height = self._line(line, depth)
            laid += _lower(inner, top)
            top += height
        return laid, top

    def _wrapped(self, nodes: Sequence[LexborNode]) -> Iterator[list[LexborNode]]:
        line: list[LexborNode] = []
        used = 0.0
        for node in nodes:
            share = _share(self.boxes.of(node))
            if line and used + share > _FULL:
                yield line
                line, used = [], 0.0
            line.append(node)
            used += share
        yield line

    def _line(self, nodes: Sequence[LexborNode], depth: int) -> tuple[list[Box], int]:
        parts = [self._lay(node, depth) for node in nodes]
        tallest = max(height for _, height in parts)
        laid: list[Box] = []
        left = 0.0
        for (inner, height), width in zip(parts, _widths([self.boxes.of(node) for node in nodes]), strict=True):
            laid += [_within(box, left, width, height, tallest) for box in inner]
            left += width
        return laid, tallest

    def _grid(self, node: LexborNode, children: list[LexborNode], depth: int) -> tuple[list[Box], int]:
        """Elements in the columns of a grid, where they say or at the next free place (CSS Grid Layout 1, section 8.5)."""
        edges = edges_of(self.boxes.of(node).get("grid-template-columns", ""))
        places = Places(len(edges) - 1)
        laid: list[Box] = []
        for child in children:
            row, column, high, wide = places.take(self.boxes.of(child))
            inner, height = self._lay(child, depth)
            width = edges[column + wide] - edges[column]
            moved = [_within(box, edges[column], width, height, high) for box in inner]
            laid += _lower(moved, row)
            if len(laid) > _MOST_BOXES:
                raise TooLarge
        return laid, max(box.bottom for box in laid)


def _lower(boxes: Sequence[Box], steps: int) -> list[Box]:
    return [replace(box, top=box.top + steps, bottom=box.bottom + steps) for box in boxes]


def _within(box: Box, left: float, width: float, height: int, tallest: int) -> Box:
    """A box of an element set beside others: the last of its rows reach down to the foot of the line."""
    bottom = max(tallest, height) if box.bottom == height else box.bottom
    return replace(box, left=left + box.left * width, right=left + box.right * width, bottom=bottom)


def _share(said: dict[str, str]) -> float:
    """The share of the width that an element asks for, 0 where it asks for what is left."""
    basis = said.get("width") or said.get("flex-basis") or said.get("flex", "").rpartition(" ")[2]
    number, unit = length(basis)
    if unit == "%":
        return number / 100
    return number * _PIXELS.get(unit, 0.0) / _NOMINAL


def _grow(said: dict[str, str]) -> float:
    number, unit = length(said.get("flex-grow") or said.get("flex", "").partition(" ")[0])
    return number if unit == "fr" else 0.0


def _widths(parts: Sequence[dict[str, str]]) -> list[float]:
    """The shares of a line's width that elements side by side get."""
    grows = [_grow(said) for said in parts]
    shares = [0.0 if grow and "%" not in said.get("flex", "") else _share(said) for grow, said in zip(grows, parts, strict=True)]
    left = 1.0 - sum(shares)
    asking = [0.0 if share else grow or 1.0 for grow, share in zip(grows, shares, strict=True)]
    if sum(asking) and left > 0:
        return [share + left * grow / sum(asking) for grow, share in zip(asking, shares, strict=True)]
    return [share / sum(shares) for share in shares] if sum(shares) else [1 / len(parts)] * len(parts)


def _placed(laid: list[Box]) -> list[list[Box | None]] | None:
    """Boxes by row and column, None for what another covers; None where two stand in one place."""
    xs = _positions([box.left for box in laid] + [box.right for box in laid])
    ys = sorted({box.top for box in laid} | {box.bottom for box in laid})
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows * columns > 40 * _MOST_BOXES:
        return None
    down = {y: index for index, y in enumerate(ys)}
    taken: set[tuple[int, int]] = set()
    begins: dict[tuple[int, int], Box] = {}
    for box in laid:
        left, right = _index(xs, box.left), _index(xs, box.right)
        top, bottom = down[box.top], down[box.bottom]
        places = {(row, column) for row in range(top, bottom) for column in range(left, right)}
        if not places or not taken.isdisjoint(places):
            return None
        taken |= places
        begins[top, left] = replace(box, width=right - left, height=bottom - top)
    blanks = {(row, column): _BLANK for row in range(rows) for column in range(columns) if (row, column) not in taken}
    cells = begins | blanks
    return [[cells.get((row, column)) for column in range(columns)] for row in range(rows)]


def _positions(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _index(positions: Sequence[float], place: float) -> int:
    return min(range(len(positions)), key=lambda index: abs(positions[index] - place))
