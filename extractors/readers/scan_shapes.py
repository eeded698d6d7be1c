"""Marks told by their shape alone, where a recogniser made for words errs: dashes and slashes that stand for nothing in a cell, ticks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from extractors.readers.scan_lines import DOT, Mark, Strip
from extractors.readers.scan_page import Array

SLANT = 0.16
"""A stroke that moves to the right by more than this part of its height on the way up is a slash; an upright one moves less than half."""
WIDEST = 1.4
"""A full-width slash is about as wide as it is high."""
FALLS, RISES = 0.07, 0.15
"""Of its height a tick falls so far before it turns, and ends so far above where it began."""
_WIDEST_FIGURE = 5.5
"""A line so many times wider than high is words."""


def is_dash(strip: Strip, glyph: float) -> bool:
    """Whether a line is nothing but dashes: flat marks, at least as long as a hyphen."""
    marks = strip.marks
    flat = all(m.width >= 1.4 * m.height and m.height <= max(5.0, 0.3 * glyph) and m.width >= 0.2 * glyph for m in marks)
    if not flat or not 1 <= len(marks) <= 4 or max(m.y0 for m in marks) >= min(m.y1 for m in marks):
        return False
    dark = strip.clean.max() - strip.clean
    rows, columns = np.nonzero(dark >= dark.max() / 2)
    return int(np.ptp(columns)) + 1 >= 1.9 * len(marks) * (int(np.ptp(rows)) + 1)


def slant(strip: Strip) -> float | None:
    """How far a lone thin stroke moves to the right on its way up, as a part of its height; None of anything else."""
    large = [m for m in strip.marks if max(m.width, m.height) > DOT * strip.height]
    if len(large) != 1 or strip.shape > WIDEST:
        return None
    dark = (255.0 - strip.clean.astype(np.float64)).clip(0)
    ink = dark > 0.45 * dark.max()
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < 6:
        return None
    widths = ink.sum(axis=1)[rows]
    if np.median(widths) > 0.34 * len(rows) or widths.max() > 1.8 * np.median(widths) + 1:
        return None
    return _slope(dark, rows)


def _slope(dark: Array, rows: Array) -> float:
    """Slope of the centres of ink in the middle of the height: flags, serifs and feet stand at its ends."""
    middle = rows[len(rows) // 6 : len(rows) - len(rows) // 6]
    columns = np.arange(dark.shape[1])
    centres = (dark[middle] * columns).sum(axis=1) / dark[middle].sum(axis=1).clip(1e-6)
    return float(-np.polyfit(middle, centres, 1)[0])


def without_ticks(lines: Sequence[Sequence[Strip]]) -> list[list[Strip]]:
    """The lines of a cell without the ticks beside its figures; a tick that stands alone, or overhangs a figure, stays."""
    kept = [[_unticked(strip) for strip in line if len(strip.marks) != 1 or not _ticks(strip)] for line in lines]
    return [line for line in kept if line] or [list(line) for line in lines]


def _unticked(strip: Strip) -> Strip:
    """A strip without the ticks at its ends, cut to what is left."""
    ticks = _ticks(strip)
    kept = [m for m in strip.marks if m not in ticks]
    if not ticks or not kept or strip.shape > _WIDEST_FIGURE:
        return strip
    x0, x1, y0, y1 = min(m.x0 for m in kept), max(m.x1 for m in kept), min(m.y0 for m in kept), max(m.y1 for m in kept)
    if any(m.x0 < x1 and x0 < m.x1 for m in ticks):
        return strip
    left, top = min(m.x0 for m in strip.marks), min(m.y0 for m in strip.marks)
    start = max([x0 - 3, left - strip.margin, *(m.x1 for m in ticks if m.x1 <= x0)])
    end = min([x1 + 3, *(m.x0 for m in ticks if m.x0 >= x1)])
    above = min(3, top) - top
    rows, columns = slice(max(0, y0 - 3 + above), y1 + 3 + above), slice(start - left + strip.margin, end - left + strip.margin)
    box = strip.box[0] + x0 - left, strip.box[1] + y0 - top, strip.box[0] + x1 - left, strip.box[1] + y1 - top
    return replace(strip, box=box, clean=strip.clean[rows, columns], raw=strip.raw[rows, columns], marks=tuple(kept), margin=x0 - start)


def _ticks(strip: Strip) -> list[Mark]:
    """The ticks at either end of a line."""
    left = min((m.x0 for m in strip.marks), default=0) - strip.margin
    return [m for m in _outer(strip.marks) if is_tick(strip.clean[:, max(0, m.x0 - left) : m.x1 - left])]


def _outer(marks: Sequence[Mark]) -> list[Mark]:
    """The marks at either end of a line."""
    return list(dict.fromkeys((min(marks, key=lambda m: m.x0), max(marks, key=lambda m: m.x1)))) if marks else []


def is_tick(part: Array) -> bool:
    """Whether a mark is a thin stroke that falls a little, turns and rises higher than it began: no digit has one run of ink a column."""
    dark = (255.0 - part.astype(np.float64)).clip(0)
    ink = dark > 0.35 * dark.max()
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 8 or not 0.35 * len(rows) < len(columns) < 2 * len(rows):
        return False
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = ink.shape
    lengths = ink.sum(axis=0)
    runs = (np.diff(ink.astype(np.int8), axis=0, prepend=0) > 0).sum(axis=0)
    if float((runs == 1).mean()) < 0.85 or np.median(lengths) > 0.35 * height or lengths.max() > 0.75 * height:
        return False
    middles = (ink * np.arange(height)[:, None]).sum(axis=0) / lengths.clip(1)
    turn = int(np.argmax(middles))
    falls, rises = middles[turn] - middles[0], middles[0] - middles[-1]
    steady = bool((np.diff(middles[turn:]) < 0.1 * height).all())
    return 0.05 * width < turn < 0.6 * width and falls > FALLS * height and rises > RISES * height and steady
