"""Which way up a page was laid on the scanner: lines of type are wide, and words are words one way up only."""

import re

import cv2
import numpy as np

from extractors.readers.scan_lines import marks_of
from extractors.readers.scan_ocr import recognise
from extractors.readers.scan_page import Array, box
from extractors.readers.scan_readings import whole_line
from extractors.readers.scan_text import line_boxes, strip_of

SAMPLE = 4
"""So many lines of a page are asked."""
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
_LETTERS = re.compile(r"[^\W\d_]")
_WELL = 0.6


def lies_on_its_side(ink: Array, glyph: float) -> bool:
    """Whether the lines of type of a page (rules taken out) run up or down."""
    small = cv2.dilate(ink, box(2, 2))[::2, ::2]
    level, upright = (_lines(np.ascontiguousarray(way), glyph / 2) for way in (small, small.T))
    return upright > 2 * level + 3


def _lines(ink: Array, glyph: float) -> int:
    """How many marks are as high as type and several times as wide once characters are joined."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, box(round(0.8 * glyph), 1))
    return sum(0.5 * glyph < m.height < 2 * glyph and m.width > 3 * m.height for m in marks_of(joined)[0])


def reads_well(texts: list[tuple[str, float]]) -> bool:
    """Whether what was read of a page, with confidences, is words for the most part; figures say nothing."""
    others = [(text, confidence) for text, confidence in texts if _LETTERS.search(text)]
    words = [text for text, confidence in others if confidence > _WELL and _WORDS.search(text)]
    return len(words) * 2 >= len(others)


def is_upside_down(grey: Array, ink: Array, glyph: float) -> bool:
    """Whether the longest lines of a page read better turned round."""
    boxes = [b for b in line_boxes(ink, glyph, 1.0) if 0.5 * glyph < b[3] - b[1] < 2.5 * glyph]
    strips = [strip_of(grey, b) for b in sorted(boxes, key=lambda b: b[0] - b[2])[:SAMPLE]]
    pictures = [whole_line(s.raw, s, glyph) for s in strips]
    straight = _score(pictures)
    return _score([np.ascontiguousarray(p[::-1, ::-1]) for p in pictures]) > 1.5 * straight + 1


def _score(pictures: list[Array]) -> float:
    """How many Chinese characters are read, weighed by confidence."""
    return sum(len("".join(_WORDS.findall(line.text))) * line.confidence for line in recognise(pictures))
