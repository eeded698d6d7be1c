"""What runs of ink are rules: judged along their course, with the type beside and beyond them left off. Lengths are pixels."""

from typing import NamedTuple

import cv2
import numpy as np

from extractors.readers.scan_page import Array, box

STANDS_OUT = 4
"""A pale rule is at least so much darker than what is beside it."""
_PALE_LENGTH = 1.4
"""A pale rule so many times longer than type is high is no stroke of it."""
_PALEST_TYPE = 80
"""How dark type is that is pale."""
_CLOSE = 0.2
_STRAYS = 4
"""Over such a part of the height of type the dots of a rule are averaged, and it strays into type for so many heights at most."""


class Segment(NamedTuple):
    """A straight piece of rule: its constant coordinate, its two ends and its thickness."""

    at: float
    start: float
    end: float
    thick: float

    @property
    def length(self) -> float:
        """From end to end."""
        return self.end - self.start


def rule_in(dark: Array, segment: Segment, glyph: float) -> Segment | None:
    """The rule that a run is, or that it is apart from type beyond its ends; None of strokes of type in a row."""
    if _is_rule(dark, segment, glyph):
        return segment
    if segment.length < _STRAYS * glyph:
        return None
    part = trimmed(dark, segment, glyph)
    return part if 2 * glyph < part.length < segment.length and _is_rule(dark, part, glyph) else None


def _is_rule(dark: Array, segment: Segment, glyph: float) -> bool:
    """Whether a run is a rule and not strokes of type in a row: even, straight, and with paper right beside it nearly everywhere."""
    y, x0, x1 = round(segment.at), round(segment.start), round(segment.end)
    course = dark[max(0, y - 2) : y + 3, x0:x1]
    darkest = course.max(axis=0)
    columns, weights = np.arange(x0, x1), np.where(course > 0.6 * darkest, course, 0).astype(np.float32)
    middle = (weights * np.arange(len(course), dtype=np.float32)[:, None]).sum(axis=0) / weights.sum(axis=0).clip(1) + max(0, y - 2)
    at = np.rint(middle).astype(np.intp)
    away = max(3, round(segment.thick / 2) + 2)
    beside = [dark[np.clip(at + step, 0, dark.shape[0] - 1), columns] for step in (-away, away)]
    taken = max(float((row > 0.5 * darkest.mean()).mean()) for row in beside)
    if taken >= 0.4:
        return False
    if _at(darkest, 0.08) <= 0.5 * _at(darkest, 0.5):
        # Close dots are even once each is averaged with the gap after it.
        smooth = cv2.blur(darkest.astype(np.float32)[None], (max(5, round(_CLOSE * glyph)), 1))[0]
        return taken < 0.12 and float(middle.std()) < 0.95 and _at(smooth, 0.04) > 0.6 * _at(smooth, 0.5)
    return segment.length > 8 * glyph or (taken < 0.25 and float(middle.std()) < 0.95)


def _at(values: Array, part: float) -> float:
    """The value below which a part of them lies."""
    return float(np.sort(values, axis=None)[int(part * (values.size - 1))])


def pale_rule_in(dark: Array, segment: Segment, glyph: float) -> Segment | None:
    """The run, where it is a pale rule."""
    return segment if _is_pale_rule(dark, segment, glyph) else None


def _is_pale_rule(dark: Array, segment: Segment, glyph: float) -> bool:
    """Whether a pale line is one of the same shade nearly throughout, which a line of type, ink and paper by turns, is not."""
    if segment.length < glyph * _PALE_LENGTH:
        return False
    y, x0, x1 = round(segment.at), round(segment.start), round(segment.end)
    course = dark[max(0, y - 1) : y + 2, x0:x1].astype(np.float32)
    shade = _at(course.max(axis=0), 0.5)
    # Type that touches a rule darkens one edge of it, not its whole thickness.
    palest, darkest = (cv2.blur(edge[None], (5, 1))[0] for edge in (course.min(axis=0), course.max(axis=0)))
    alike = (darkest > 0.55 * shade - 2) & (palest < 1.6 * shade + 4)
    return STANDS_OUT < shade < _PALEST_TYPE and float(alike.mean()) > 0.85


def trimmed(dark: Array, segment: Segment, glyph: float) -> Segment:
    """A rule without the strokes of characters that stand close to its ends, in line with it; rules that have gaps stay as they are."""
    y, x0, x1 = round(segment.at), round(segment.start), round(segment.end)
    course = dark[max(0, y - 2) : y + 3, x0:x1].max(axis=0)
    # A gap of two pixels parts dots of a rule, not a rule from a stroke.
    inked = np.flatnonzero(cv2.morphologyEx((course >= 0.4 * _at(course, 0.5)).astype(np.uint8)[None], cv2.MORPH_CLOSE, box(3, 1)))
    first, last = int(inked[0]), int(inked[-1]) + 1
    # Averaged along its course, a rule goes a little beyond its ends: only a gap with ink behind it is one.
    gaps = np.setdiff1d(np.arange(first, last), inked)
    reach = round(1.7 * glyph)
    before, behind = gaps[gaps < first + reach], gaps[gaps >= last - reach]
    if last - first < 2 * reach:
        return segment
    if len(gaps) > len(before) + len(behind):
        start, end = _dotted_ends(dark[max(0, y - 5) : y + 6, x0:x1], glyph)
    else:
        start = int(before.max()) + 1 if len(before) else 0
        end = int(behind.min()) if len(behind) else len(course)
    return segment._replace(start=segment.start + start, end=segment.start + end)


def _dotted_ends(band: Array, glyph: float) -> tuple[int, int]:
    """Where a rule of close dots begins and ends: averaged, it is of one shade, and the type beyond its ends is ink and paper by turns."""
    # A run of dots and strokes has its middle beside the dots.
    courses = [band[step : step + 3].max(axis=0).astype(np.float32)[None] for step in range(len(band) - 2)]
    shades = [cv2.blur(course, (max(5, round(_CLOSE * glyph)), 1)) for course in courses]
    shade = max(shades, key=lambda each: _at(each, 0.25))
    usual = _at(shade, 0.5)
    pale = cv2.morphologyEx((shade < 0.4 * usual).astype(np.uint8), cv2.MORPH_OPEN, box(3, 1))
    dark = cv2.morphologyEx((shade > 1.8 * usual).astype(np.uint8), cv2.MORPH_OPEN, box(round(0.25 * glyph), 1))
    odd = cv2.max(pale, dark)[0]
    reach = min(round(_STRAYS * glyph), len(odd) // 3)
    before, behind = np.flatnonzero(odd[:reach]), np.flatnonzero(odd[-reach:])
    return int(before.max()) + 1 if len(before) else 0, len(odd) - reach + int(behind.min()) if len(behind) else len(odd)
