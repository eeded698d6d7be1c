"""Ruled lines in a page's picture: strong, hairline, dotted and broken ones, as segments. Lengths are pixels."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from extractors.readers.scan_courses import STANDS_OUT, Segment, pale_rule_in, rule_in, trimmed
from extractors.readers.scan_page import Array, Picture, box

FAINT = 14
STRONG = 70
DOTS = 24
"""How much darker than paper the palest rule is, of 255: averaged along its course, throughout, in its dots."""
_EVEN = 15
"""Pale rules are averaged along so many pixels."""
_TYPE = 40
"""How dark type is that was averaged."""
_MOSTLY = 140
"""More than half of 255: where it can be told along so much of a line whether it stands out, its share of that counts."""


class Rules(NamedTuple):
    """What looks like rules on a page, a stroke in a line of type now and then too, and a mask that is 1 on their pixels."""

    across: list[Segment]
    down: list[Segment]
    mask: Array


def find_rules(picture: Picture) -> Rules:
    """All rules of a page, those that cross no other included."""
    dark = 255 - picture.grey
    across, mask = _one_way(dark, picture.glyph)
    down, turned = _one_way(np.ascontiguousarray(dark.T), picture.glyph)
    return Rules(across, down, np.asarray(cv2.max(mask, np.ascontiguousarray(turned.T))))


def _one_way(dark: Array, glyph: float) -> tuple[list[Segment], Array]:
    """Level rules of a picture (a transposed one gives the upright rules)."""
    thin = cv2.subtract(dark, cv2.morphologyEx(dark, cv2.MORPH_OPEN, box(1, _thickest(glyph) + 1)))
    tall = cv2.dilate(thin, box(1, 3))
    strong = _runs(tall, round(1.7 * glyph), STRONG)
    faint = _runs(cv2.blur(tall, (7, 1)), round(2.5 * glyph), FAINT)
    mask = np.zeros_like(dark)
    kept: list[Segment] = []
    for found, judged in ((cv2.max(strong, faint), rule_in), (_pale(cv2.blur(dark, (_EVEN, 1)), glyph), pale_rule_in)):
        before = list(kept)
        for segment, patch in _segments(found):
            rule = judged(dark, segment, glyph)
            if rule and not any(_is_beside(rule, other, glyph) for other in before):
                kept.append(trimmed(dark, rule, glyph))
                cv2.max(mask[patch], found[patch], dst=mask[patch])
    dotted = _dotted(dark, glyph)
    kept += [segment for segment, _ in _segments(dotted)]
    return merged(kept, glyph), cv2.dilate(cv2.max(mask, dotted), box(3, 3))


def _thickest(glyph: float) -> int:
    return max(7, round(0.45 * glyph))


def _runs(picture: Array, length: int, level: int) -> Array:
    """1 where a level run at least so long is darker than so much throughout."""
    mask = cv2.threshold(picture, level, 1, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, box(length, 1)))


def _pale(even: Array, glyph: float) -> Array:
    """1 where a level line is a little darker than paper close above and close below it, for a length that noise never keeps it up."""
    course = cv2.dilate(even, box(1, 3))
    reach = max(4, round(0.15 * glyph))
    paper = cv2.erode(even, box(1, reach))
    beside = cv2.max(*(np.roll(paper, step, axis=0) for step in (3 + reach // 2, -2 - reach // 2)))
    # Where type stands close by, nothing can be said; where it does for the most part, there is no rule but type.
    known = cv2.threshold(beside, _TYPE, 255, cv2.THRESH_BINARY_INV)[1]
    stands_out = cv2.min(cv2.threshold(cv2.subtract(course, beside), STANDS_OUT, 255, cv2.THRESH_BINARY)[1], known)
    size = round(3 * glyph), 1
    of_known = cv2.divide(cv2.blur(stands_out, size), np.maximum(cv2.blur(known, size), _MOSTLY), scale=255)
    kept_up = cv2.threshold(of_known, 0.85 * 255, 1, cv2.THRESH_BINARY)[1]
    kept_up = cv2.morphologyEx(kept_up, cv2.MORPH_OPEN, box(round(2 * glyph), 1))
    # A share of what is around falls short at the ends of a rule.
    closed = cv2.morphologyEx(cv2.max(stands_out, 255 - known), cv2.MORPH_CLOSE, box(round(0.3 * glyph), 1))
    return np.asarray(cv2.min(cv2.dilate(kept_up, box(round(2.2 * glyph), 1)), closed))


def _dotted(dark: Array, glyph: float) -> Array:
    """Rows of dots or dashes: marks shorter than any 1, bracket or 一, which stand in rows too, in close succession."""
    mask = cv2.threshold(cv2.blur(dark, (3, 1)), DOTS, 1, cv2.THRESH_BINARY)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    flat = (stats[:, 3] <= max(3, round(0.22 * glyph))) & (stats[:, 2] <= 0.55 * glyph) & (np.arange(count) > 0)
    marks = flat.astype(np.uint8)[labels]
    closed = cv2.morphologyEx(cv2.dilate(marks, box(1, 3)), cv2.MORPH_CLOSE, box(round(0.7 * glyph), 1))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, box(round(2 * glyph), 1)))


def _segments(mask: Array) -> Iterator[tuple[Segment, tuple[slice, slice]]]:
    """The connected pieces of a mask, from top to bottom; rows in which there is nothing are passed over, as most are."""
    edges = np.flatnonzero(np.diff(mask.any(axis=1).astype(np.int8), prepend=0, append=0))
    for top, bottom in edges.reshape(-1, 2).tolist():
        count, _, stats, centres = cv2.connectedComponentsWithStats(mask[top:bottom], connectivity=8)
        for index in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[index])
            y += top
            yield Segment(float(centres[index][1]) + top, float(x), float(x + w), area / w), (slice(y, y + h), slice(x, x + w))


def _is_beside(pale: Segment, strong: Segment, glyph: float) -> bool:
    """Whether a pale line is what compression leaves beside a rule."""
    shared = min(pale.end, strong.end) - max(pale.start, strong.start)
    return 2 < abs(pale.at - strong.at) < 0.6 * glyph and shared > 0.5 * pale.length


def merged(segments: list[Segment], glyph: float) -> list[Segment]:
    """Pieces of one rule joined: nearly in line, and nearly touching."""
    joined: list[Segment] = []
    for band in _bands(sorted(segments), 0.3 * glyph):
        chain: list[Segment] = []
        for piece in sorted(band, key=lambda s: s.start):
            if chain and piece.start > max(s.end for s in chain) + 1.2 * glyph:
                joined.append(_mean(chain))
                chain = []
            chain.append(piece)
        joined.append(_mean(chain))
    return joined


def _bands(segments: list[Segment], reach: float) -> Iterator[list[Segment]]:
    band: list[Segment] = []
    for segment in segments:
        if band and segment.at - band[-1].at > reach:
            yield band
            band = []
        band.append(segment)
    if band:
        yield band


def _mean(chain: list[Segment]) -> Segment:
    total = sum(s.length for s in chain)
    at = sum(s.at * s.length for s in chain) / total
    thick = sum(s.thick * s.length for s in chain) / total
    return Segment(at, min(s.start for s in chain), max(s.end for s in chain), thick)
