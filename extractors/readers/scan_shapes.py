"""Marks told by their shape alone, where a recogniser made for words errs: dashes and slashes that stand for nothing in a cell."""

import numpy as np

from extractors.readers.scan_lines import DOT, Strip
from extractors.readers.scan_page import Array

SLANT = 0.16
"""A stroke that moves to the right by more than this part of its height on the way up is a slash; an upright one moves less than half."""
WIDEST = 1.4
"""A full-width slash is about as wide as it is high."""


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
