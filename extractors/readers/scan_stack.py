"""Long pictures, as portals post them: pages one below another, each laid on the scanner by itself. Lengths are pixels."""

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np

from extractors.readers.scan_page import MAX_SIDE, Array

SHEET = 2**0.5
"""Height by width of a sheet of paper."""
ACROSS = 1 / SHEET
"""Height by width of a sheet that was printed across."""
_FITS = 0.01
"""How far, as a part of the width, a picture may be from whole sheets."""
LONGEST = 1.6 * SHEET
"""What is no longer than this part of its width is one page: a tall screenshot, say."""
MARGIN = 0.05
"""A blank band at least so high, as a part of the width, is where two pages meet, or where cutting does no harm."""
_WIDTH = 400
_DARK = 40
"""How much darker than paper anything printed is, of 255, in a picture ``_WIDTH`` pixels wide; a speck is not."""


def stacked(image: Array) -> list[Array]:
    """The pages of a picture (RGB), from top to bottom; a picture of ordinary shape is one.

    Nothing printed is cut: where pages meet without a blank band between them, they stay one.
    """
    height, width = image.shape[:2]
    if height < 2 * (ACROSS - _FITS) * width:
        return [image]
    bands = _blank_bands(image)
    cuts = _across(bands, height, width) or (list(_cuts(bands, height, width)) if height > LONGEST * width else [])
    return [image[top:bottom] for top, bottom in pairwise([0, *cuts, height])]


def _across(bands: list[tuple[int, int]], height: int, width: int) -> list[int]:
    """Where sheets that were printed across meet: the picture is a whole number of them, and blank at the foot of every one."""
    sheet = ACROSS * width
    count = round(height / sheet)
    feet = [round(height * number / count) for number in range(1, count)]
    blank = [any(top <= foot - _room(width) and foot + _room(width) <= end for top, end in bands) for foot in feet]
    return feet if abs(height - count * sheet) <= _FITS * width * count and all(blank) else []


def _room(width: int) -> float:
    """The least margin on either side of where two pages meet."""
    return 0.2 * MARGIN * width


def _blank_bands(image: Array) -> list[tuple[int, int]]:
    """First and last row (excluded) of the bands with nothing printed."""
    factor = image.shape[1] / _WIDTH
    size = _WIDTH, max(1, round(image.shape[0] / factor))
    small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    printed = small.min(axis=1).astype(int) < np.median(small) - _DARK
    edges = np.flatnonzero(np.diff(np.concatenate([[1], printed.astype(int), [1]])))
    return [(round(start * factor), round(end * factor)) for start, end in edges.reshape(-1, 2)]


def _cuts(bands: list[tuple[int, int]], height: int, width: int) -> Iterator[int]:
    """Where one page ends and the next begins: about a sheet on from the last, in a blank band."""
    start = 0
    while height - start > LONGEST * width:
        end = start + SHEET * width
        near = [band for band in bands if band[1] > start + 0.75 * (end - start) and band[0] < start + 1.2 * (end - start)]
        cut = _best(near, end, width, must=height - start > MAX_SIDE)
        if cut is None:
            later = [band for band in bands if band[0] > end and band[1] - band[0] > MARGIN * width]
            cut = sum(later[0]) // 2 if later else None
        if cut is None or cut <= start:
            return
        yield cut
        start = cut


def _best(bands: list[tuple[int, int]], end: float, width: int, must: bool) -> int | None:
    """The foot of a sheet where a band is blank there, else the middle of the highest band if that is a margin or there must be a cut."""
    for top, bottom in bands:
        if top <= end <= bottom and (bottom - top) > 0.4 * MARGIN * width:
            return round(end)
    highest = max(bands, key=lambda band: band[1] - band[0], default=None)
    if highest is None or not (must or highest[1] - highest[0] > MARGIN * width):
        return None
    return sum(highest) // 2
