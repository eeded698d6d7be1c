"""Rules too damaged or pale to be found by themselves: what runs all through two rows or columns of a table is one of its rules."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from extractors.readers.scan_page import Array, box

PALE = 4.0
"""How much darker than its surroundings such a rule is everywhere, of 255."""
TWICE = 2
MOSTLY = 0.5
LASTING = 0.85
TYPE = 90
"""How dark the strokes of type are at least; a line through type is as dark all along."""
DARKER = 2.5
"""No quarter of a rule is so many times darker than the rest of its line; a stroke of type in line with a pale rule is."""


def with_hidden(grey: Array, xs: list[float], ys: list[float], glyph: float, rows: int = TWICE) -> list[float]:
    """The positions of upright rules, those added that run through ``rows`` rows at least; ``ys`` are the borders of rows."""
    left, right = round(xs[0]), round(xs[-1])
    votes = np.zeros(max(0, right - left), np.int32)
    for top, bottom in pairwise(ys):
        if bottom - top > 0.9 * glyph and len(votes) > 12:
            votes += _courses(grey[round(top) + 3 : round(bottom) - 2, left:right], glyph)
    added = [left + at for at in _peaks(votes, rows) if min(abs(left + at - x) for x in xs) > 0.5 * glyph]
    return sorted([*xs, *added])


def _courses(part: Array, glyph: float) -> Array:
    """1 in the columns of a row that are dark from top to bottom and stand out from what is beside them."""
    dark = 255.0 - part.astype(np.float32)
    dark = np.asarray(cv2.dilate(dark - np.median(dark), box(3, 1)))
    count = max(5, round(part.shape[0] / (0.7 * glyph)))
    pieces = np.stack([piece.mean(axis=0) for piece in np.array_split(dark, count) if len(piece)])
    course, mean = pieces.min(axis=0), pieces.mean(axis=0)
    # A tinted cell may begin at a rule, so that one side of it is paler than the other.
    left, right = np.roll(mean, 5), np.roll(mean, -5)
    hit = (course > PALE) & (course > 0.35 * mean) & (np.minimum(left, right) < 0.4 * mean) & (np.maximum(left, right) < 0.7 * mean)
    hit[:6] = hit[-6:] = False
    return np.asarray(cv2.dilate(hit.astype(np.uint8)[None], box(3, 1))[0].astype(np.int32))


def _peaks(votes: Array, least: int) -> list[int]:
    """The middles of stretches that so many rows vote for."""
    marked = np.flatnonzero(votes >= least)
    runs = np.split(marked, np.flatnonzero(np.diff(marked) > 2) + 1) if len(marked) else []
    return [int(run.mean()) for run in runs if len(run) < 14]


def complete(ruled: Array, positions: Sequence[float], ends: Sequence[float], grey: Array) -> None:
    """Take for ruled what of an upright line is darker than paper, where the better part of that line is ruled and no darker.

    ``ruled[i, j]`` is the side at ``positions[i]`` from ``ends[j]`` to the next of them.
    """
    lengths = np.diff(np.asarray(ends))
    for i in range(1, len(positions) - 1):
        if ruled[i].all() or float(lengths[ruled[i]].sum()) < MOSTLY * float(lengths.sum()):
            continue
        x = round(positions[i])
        shades = {j: _shade(grey, x, round(ends[j]), round(ends[j + 1])) for j in np.flatnonzero(~ruled[i]).tolist()}
        likely = {j: shade for j, shade in shades.items() if shade.lasting > LASTING and shade.pale < TYPE}
        if likely:
            usual = float(np.median([_shade(grey, x, round(ends[j]), round(ends[j + 1])).pale for j in np.flatnonzero(ruled[i]).tolist()]))
            ruled[i, [j for j, shade in likely.items() if shade.pale > 0.4 * usual and shade.dark < DARKER * usual]] = True


class Shade(NamedTuple):
    """How much darker than paper a line is for three quarters of its length at least, and for one quarter, and the share of it that
    stands out from the side of it that has less type."""

    pale: float
    dark: float
    lasting: float


def _shade(grey: Array, x: int, start: int, end: int) -> Shade:
    dark = 255 - grey[start + 3 : end - 2, max(0, x - 8) : x + 9]
    if min(dark.shape) < 16:
        return Shade(0.0, 0.0, 0.0)
    dark = np.asarray(cv2.blur(dark, (1, 5)))
    paper = min(float(np.median(dark[:, :4])), float(np.median(dark[:, -4:])))
    course = np.sort(dark[:, 6:11].max(axis=1)).astype(np.float32)
    quarter = len(course) // 4
    return Shade(float(course[quarter]) - paper, float(course[-quarter]) - paper, float((course > paper + PALE).mean()))
