"""Pages photographed at an angle made straight: rules that should be parallel say how far the page is bent out of a rectangle.

Slopes are lengths across by lengths along; pictures are RGB or grey arrays of uint8, lengths pixels.
"""

from typing import NamedTuple

import cv2
import numpy as np

from extractors.readers.scan_page import Array

LONGEST_SIDE = 1_400
"""Slopes are measured on a picture reduced to this."""
SHORTEST = 0.03
"""A stroke is a piece of a rule from this part of the longest side on."""
STEEPEST = 0.12
"""What runs further from level or upright is no rule of a page that a phone took from above."""
NEGLIGIBLE = 0.003
"""Slopes that change by less than this over the page are those of a flat scan."""
FEWEST = 6
SPREAD = 0.25
"""Rules stand over at least so much of the page, or nothing is said of how slopes change."""


class Slopes(NamedTuple):
    """The slope of rules at the page's first edge and how much greater it is at its last."""

    first: float
    change: float


def straightened(image: Array) -> Array:
    """The page as it lies flat; the same picture where its rules are parallel, or too few to tell."""
    height, width = image.shape[:2]
    lines = _strokes(image)
    level = _slopes(lines, height)
    upright = _slopes(lines[:, [1, 0, 3, 2]], width)
    if level is None or upright is None or max(abs(level.change), abs(upright.change)) < NEGLIGIBLE:
        return image
    corners = _corners(level, upright, width, height)
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    return np.asarray(cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))


def _strokes(image: Array) -> Array:
    """Straight strokes of a page, each x0, y0, x1, y1."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim > 2 else image
    factor = min(1.0, LONGEST_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(small)[0]
    lines = found.reshape(-1, 4) / factor if found is not None else np.zeros((0, 4))
    lengths = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    return np.asarray(lines[lengths > SHORTEST * max(grey.shape)])


def _slopes(lines: Array, size: int) -> Slopes | None:
    """The slopes of nearly level strokes over a page of some height: a line fitted to them, outliers left out."""
    along, across = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    fit = np.abs(across) < STEEPEST * np.abs(along)
    slopes, at = across[fit] / along[fit], (lines[fit, 1] + lines[fit, 3]) / 2 / size
    weights = np.abs(along[fit])
    for _ in range(4):
        if len(slopes) < FEWEST or np.ptp(at) < SPREAD:
            return None
        change, first = np.polyfit(at, slopes, 1, w=weights)
        off = np.abs(slopes - first - change * at)
        near = off <= max(0.002, 2.5 * float(np.median(off)))
        slopes, at, weights = slopes[near], at[near], weights[near]
    return Slopes(float(first), float(change))


def _corners(level: Slopes, upright: Slopes, width: int, height: int) -> Array:
    """Where the corners of the page lie, from the top left one clockwise: its sides run as rules there do, about the middle of each."""

    def meet(slope: float, y: float, lean: float, x: float) -> tuple[float, float]:
        # y + slope * (X - width / 2) = Y and x + lean * (Y - height / 2) = X.
        at = (x + lean * (y - height / 2 - slope * width / 2)) / (1 - lean * slope)
        return at, y + slope * (at - width / 2)

    top, bottom = level.first, level.first + level.change
    left, right = upright.first, upright.first + upright.change
    sides = ((top, 0, left, 0), (top, 0, right, width), (bottom, height, right, width), (bottom, height, left, 0))
    return np.array([meet(*side) for side in sides], np.float32)
