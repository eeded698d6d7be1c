"""Lines of type that look the same: a form says the same few figures and words again and again, and one picture of each says it all."""

from collections import defaultdict
from collections.abc import Sequence

import cv2
import numpy as np

from extractors.readers.scan_lines import PAPER, Strip
from extractors.readers.scan_page import Array

HEIGHT = 24
"""The height at which pictures of lines are compared."""
STEP = 4
"""Pictures whose widths come to as many of these steps are compared."""
APART = 0.38
"""Lines differ by no more than this part of a stroke's darkness anywhere: of one page and one type, other characters do by half of it
(words of many strokes) or by most (figures), the same ones by a quarter."""
_SIZE = 0.12
"""Type that differs by this part of its height is not of one size."""
_STROKE = 20
"""So many pixels of a picture at least are as dark as its strokes."""


def alike(strips: Sequence[Strip]) -> list[list[int]]:
    """The places of lines by groups of those that look the same; a line that something was taken out of looks like no other."""
    groups: list[list[int]] = []
    homes: dict[tuple[int, ...], list[tuple[Array, int, list[int]]]] = defaultdict(list)
    for place, strip in enumerate(strips):
        picture = _picture(strip)
        there = homes[picture.shape]
        group = next((own for first, height, own in there if _same(picture, strip.height, first, height)), None)
        if group is None or strip.damaged:
            group = []
            groups.append(group)
            if not strip.damaged:
                there.append((picture, strip.height, group))
        group.append(place)
    return groups


def _same(picture: Array, height: int, other: Array, its: int) -> bool:
    return abs(height - its) <= max(2.0, _SIZE * its) and float(np.abs(picture - other).max()) <= APART


def _picture(strip: Strip) -> Array:
    """The darkness of a line at a common height, its strokes 1, softened so that a shift of a fraction of a pixel is none."""
    dark = PAPER - strip.clean
    height, width = dark.shape
    inner = max(1, round(width * HEIGHT / height))
    small = cv2.resize(dark, (inner, HEIGHT), interpolation=cv2.INTER_AREA if height >= HEIGHT else cv2.INTER_LINEAR)
    free = -inner % STEP
    framed = cv2.copyMakeBorder(small, 1, 1, free // 2 + 1, free - free // 2 + 1, cv2.BORDER_CONSTANT, value=0)
    soft = cv2.GaussianBlur(framed, (5, 5), 0).astype(np.float32)
    return np.asarray(soft / max(1.0, float(np.partition(soft.ravel(), -_STROKE)[-_STROKE])))
