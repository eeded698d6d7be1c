"""Text of a scanned page outside its tables: lines by the marks that stand side by side, recognised as running text."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.readers.pdf_rules import Box
from extractors.readers.pdf_text import Line
from extractors.readers.scan_lines import Mark, Strip, marks_of
from extractors.readers.scan_ocr import recognise
from extractors.readers.scan_page import Array, box
from extractors.readers.scan_readings import whole_line

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
DOUBTFUL = 0.3
"""A line in which a character is less sure than this and whose text is short is a stain, a stamp or a drawing."""


def outside(ink: Array, tables: Sequence[Rectangle]) -> Array:
    """The ink outside some rectangles."""
    free = ink.copy()
    for x0, y0, x1, y1 in tables:
        free[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3] = 0
    return free


def text_lines(grey: Array, free: Array, glyph: float, page: int) -> list[Line]:
    """The lines of some ink, from top to bottom."""
    found = [strip_of(grey, b) for b in line_boxes(free, glyph)]
    lines = recognise([whole_line(s.raw, s, glyph) for s in found])
    made = []
    for strip, line in zip(found, lines, strict=True):
        if line.text and (line.confidence >= DOUBTFUL or len(line.text) > 3):
            x0, y0, x1, y1 = strip.box
            made.append(Line(line.text, Box(x0, y0, x1, y1), strip.height, strip.height, page))
    return made


def strip_of(grey: Array, b: Rectangle) -> Strip:
    """A line of running text as a strip."""
    x0, y0, x1, y1 = b
    raw = grey[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2]
    return Strip(b, raw, raw)


def line_boxes(ink: Array, glyph: float, gap: float = 2.2) -> list[Rectangle]:
    """The boxes of lines, of words where ``gap`` is less than a character: marks smeared sideways over gaps, dirt left out."""
    marks, labels = marks_of(ink)
    keep = np.zeros(len(marks) + 1, np.uint8)
    for mark in marks:
        keep[mark.label] = max(mark.width, mark.height) > 0.12 * glyph and mark.height < 5 * glyph
    clean = keep[labels]
    smeared = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, box(round(gap * glyph), 1))
    blobs = [m for m in marks_of(smeared)[0] if m.height > 0.1 * glyph]
    far = 4.0 if gap > 1 else 0.15
    lines: list[list[Mark]] = []
    for blob in sorted(blobs, key=lambda m: -m.height):
        home = next((line for line in lines if _beside(line[0], blob, far * glyph)), None)
        if home is None:
            lines.append([blob])
        else:
            home.append(blob)
    boxes = [_around([(m.x0, m.y0, m.x1, m.y1) for m in line]) for line in lines]
    whole = _completed(boxes, glyph)
    return sorted((b for b in whole if b[3] - b[1] > 0.25 * glyph or b[2] - b[0] > 0.3 * glyph), key=lambda b: (b[1], b[0]))


def _around(boxes: Sequence[Rectangle]) -> Rectangle:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _completed(boxes: list[Rectangle], glyph: float) -> list[Rectangle]:
    """Lines with the strokes that stand above or below their characters' bodies."""
    whole = sorted((b for b in boxes if b[3] - b[1] >= 0.55 * glyph), key=lambda b: b[0])
    for scrap in (b for b in boxes if b[3] - b[1] < 0.55 * glyph):
        at = next((i for i, line in enumerate(whole) if _completes(scrap, line, glyph)), None)
        if at is None:
            whole.append(scrap)
        else:
            whole[at] = _around([whole[at], scrap])
    return whole


def _completes(scrap: Rectangle, line: Rectangle, glyph: float) -> bool:
    shared = min(scrap[2], line[2]) - max(scrap[0], line[0])
    height = max(scrap[3], line[3]) - min(scrap[1], line[1])
    apart = max(scrap[1] - line[3], line[1] - scrap[3])
    if shared < 0.5 * (scrap[2] - scrap[0]):
        # The strokes of a 二 or 三 before a comma.
        return -shared < 0.5 * glyph and line[1] - 2 <= scrap[1] and scrap[3] <= line[3] + 2
    return height <= 1.25 * max(glyph, line[3] - line[1]) and apart < 0.3 * glyph


def _beside(tall: Mark, blob: Mark, far: float) -> bool:
    """Whether a blob belongs to the line of a taller one: most of its height lies within it."""
    inside = min(tall.y1, blob.y1) - max(tall.y0, blob.y0)
    return inside > 0.6 * blob.height and blob.x0 < tall.x1 + far and tall.x0 < blob.x1 + far
