"""A second opinion on figures that costs next to nothing: digits of one page are printed alike, so each must look like its namesakes."""

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import Enum, auto

import cv2
import numpy as np

from extractors.readers.scan_lines import DOT, Mark, Strip
from extractors.readers.scan_ocr import Line
from extractors.readers.scan_page import Array
from extractors.readers.scan_shapes import SLANT, slant

SIZE = (20, 24)
"""Width and height of a digit's picture when it is compared."""
LIKE = 0.8
AHEAD = 0.06
SPREAD = 0.07
"""A digit is confirmed that is this like the mean of its namesakes, this much more than like any other, and about as much as they are."""
STRANGE = 0.65
"""A mark that is less like its namesakes is none of them: a tick, or two marks grown together."""
FEWEST = 3
CERTAIN = 0.9
"""Only lines read with this confidence say what a digit looks like."""


class Look(Enum):
    """How the digits of a line look beside the same digits elsewhere among the lines."""

    ALIKE = auto()
    OPEN = auto()
    STRANGE = auto()


def looks(strips: Sequence[Strip], lines: Sequence[Line]) -> list[Look]:
    """For each line how it looks: alike where it is a plain number and all of its digits do, strange where one of them does not at all."""
    digits = [_digits(strip, line) for strip, line in zip(strips, lines, strict=True)]
    groups: dict[str, list[Array]] = defaultdict(list)
    for line, pictures in zip(lines, digits, strict=True):
        for digit, picture in zip(line.number if line.certainty >= CERTAIN else "", pictures, strict=False):
            groups[digit].append(picture)
    means = {digit: np.sum(group, axis=0) for digit, group in groups.items() if len(group) >= FEWEST}
    usual = {digit: float(np.median([_likeness(p, mean - p) for p in groups[digit]])) for digit, mean in means.items()}
    return [_look(line, pictures, means, usual) for line, pictures in zip(lines, digits, strict=True)]


def _look(line: Line, pictures: list[Array], means: dict[str, Array], usual: dict[str, float]) -> Look:
    own = line.certainty >= CERTAIN
    look = Look.ALIKE if pictures and own else Look.OPEN
    for digit, picture in zip(line.number, pictures, strict=False):
        if digit not in means:
            look = Look.OPEN
            continue
        like = _likeness(picture, means[digit] - picture if own else means[digit])
        other = max((_likeness(picture, mean) for name, mean in means.items() if name != digit), default=0.0)
        if like < STRANGE:
            return Look.STRANGE
        if like < max(LIKE, usual[digit] - SPREAD) or like < other + AHEAD:
            look = Look.OPEN
    return look


def _likeness(picture: Array, mean: Array) -> float:
    return float(picture @ mean / (np.linalg.norm(mean) + 1e-6))


def _digits(strip: Strip, line: Line) -> list[Array]:
    """Pictures of the digits of a plain number; none where ink and text do not come to as many."""
    if not re.fullmatch(r"\d+", line.number):
        return []
    groups = _upright(strip.marks)
    if line.number == "1" and (slant(strip) or 0.0) > SLANT / 2:  # A slash is taken for a 1.
        return []
    if len(groups) != len(line.number) or any(max(m.width, m.height) <= DOT * strip.height for m in strip.marks):
        return []
    left = min(m.x0 for m in strip.marks) - strip.margin
    return [_picture(strip.clean[:, max(0, x0 - left - 1) : x1 - left + 1]) for x0, x1 in groups]


def put_right(strip: Strip, number: str) -> str:
    """The number with every 1 that has a bar along its top made a 7: recognisers take a bold narrow 7 for a 1."""
    groups = _upright(strip.marks)
    if len(groups) != len(number) or "1" not in number:
        return number
    left = min(m.x0 for m in strip.marks) - strip.margin
    made = ""
    for digit, (x0, x1) in zip(number, groups, strict=True):
        barred = digit == "1" and _is_barred(strip.clean[:, max(0, x0 - left) : x1 - left])
        made += "7" if barred else digit
    return made


def _is_barred(part: Array) -> bool:
    """Whether a digit has a bar along its top and no foot."""
    dark = part.max() - part
    ink = dark > 0.5 * dark.max()
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < 8:
        return False
    widths = ink.sum(axis=1)[rows[0] : rows[-1] + 1]
    tenth = max(1, round(0.1 * len(widths)))
    stem = float(np.median(widths[len(widths) // 3 : -2 * tenth]))
    # The foot of a 1 may be a hair stroke, paler than half of the stem.
    pale = (dark > 0.25 * dark.max()).sum(axis=1)[rows[0] : rows[-1] + tenth]
    footed = pale[len(widths) - 2 * tenth :].max() > 1.5 * float(np.median(pale[len(widths) // 3 : len(widths) - 2 * tenth]))
    return bool(not footed and widths[: 2 * tenth].max() > 1.75 * stem and widths[:tenth].max() > 1.6 * stem)


def _upright(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Columns taken by marks, those above one another together."""
    groups: list[tuple[int, int]] = []
    for mark in sorted(marks, key=lambda m: m.x0):
        if groups and mark.x0 < groups[-1][1] - 0.4 * min(mark.width, groups[-1][1] - groups[-1][0]):
            groups[-1] = groups[-1][0], max(groups[-1][1], mark.x1)
        else:
            groups.append((mark.x0, mark.x1))
    return groups


def _picture(part: Array) -> Array:
    """A digit's ink at a common height, centred on a common width, its mean taken off and its length made 1."""
    width, height = SIZE
    inner = min(width, max(2, round(part.shape[1] * height / part.shape[0])))
    dark = 255.0 - cv2.resize(part, (inner, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    full = np.zeros((height, width), np.float32)
    full[:, (width - inner) // 2 : (width - inner) // 2 + inner] = dark
    flat = np.asarray(cv2.GaussianBlur(full, (3, 3), 0)).ravel()
    flat = flat - flat.mean()
    return np.asarray(flat / (np.linalg.norm(flat) + 1e-6))
