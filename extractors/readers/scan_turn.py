"""Which way up a page was laid on the scanner: lines of type are wide, and words are words one way up only."""

import re

import cv2
import numpy as np

from extractors.readers.scan_lines import marks_of
from extractors.readers.scan_ocr import Line, recognise
from extractors.readers.scan_page import Array, box
from extractors.readers.scan_readings import whole_line
from extractors.readers.scan_text import line_boxes, strip_of

SAMPLE, FEWEST = 4, 2
"""So many lines of a page are asked, and so many first."""
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
_WELL = 0.6
"""A line of which every character is so sure stands the right way up."""


def lies_on_its_side(ink: Array, glyph: float) -> bool:
    """Whether the lines of type of a page (rules taken out) run up or down."""
    small = cv2.dilate(ink, box(2, 2))[::2, ::2]
    level, upright = (_lines(np.ascontiguousarray(way), glyph / 2) for way in (small, small.T))
    return upright > 2 * level + 3


def _lines(ink: Array, glyph: float) -> int:
    """How many marks are as high as type and several times as wide once characters are joined."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, box(round(0.8 * glyph), 1))
    return sum(0.5 * glyph < m.height < 2 * glyph and m.width > 3 * m.height for m in marks_of(joined)[0])


def is_upside_down(grey: Array, ink: Array, glyph: float) -> bool:
    """Whether the longest lines of a page read better turned round; two that read well as they are say enough."""
    boxes = [b for b in line_boxes(ink, glyph, 1.0) if 0.5 * glyph < b[3] - b[1] < 2.5 * glyph]
    strips = [strip_of(grey, b) for b in sorted(boxes, key=lambda b: b[0] - b[2])[:SAMPLE]]
    pictures = [whole_line(s.raw, s, glyph) for s in strips]
    straight = recognise(pictures[:FEWEST])
    if sum(line.confidence > _WELL and bool(_WORDS.search(line.text)) for line in straight) == FEWEST:
        return False
    straight += recognise(pictures[FEWEST:])
    return _score(recognise([np.ascontiguousarray(p[::-1, ::-1]) for p in pictures])) > 1.5 * _score(straight) + 1


def _score(lines: list[Line]) -> float:
    """How many Chinese characters are read in words, weighed by confidence."""
    return sum(len("".join(_WORDS.findall(line.text))) * line.confidence for line in lines)
