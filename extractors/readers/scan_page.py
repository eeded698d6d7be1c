"""A page's picture made ready for reading: seals taken out, paper made white, text straight, ink told from paper.

Pictures are arrays of uint8, RGB ``(height, width, 3)`` or grey ``(height, width)``; lengths are pixels, angles degrees.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SMALLEST_TYPE = 13.0
"""Type lower than this is enlarged before rules and lines are looked for (screenshots, 96 dpi)."""
LARGEST_TYPE = 46.0
WIDEST_SKEW = 6.0
NEGLIGIBLE_SKEW = 0.06
PALEST = 225
"""What is darker than this is type or a rule, be it a pale one."""
MAX_SIDE = 6_000


class Damage(NamedTuple):
    """Where something that may have touched type was taken out of a page (``where`` is 1), and the page as it is without that (rules)
    or after another way of doing so (seals, in the red channel alone)."""

    where: Array
    other: Array


@dataclass(frozen=True, slots=True)
class Picture:
    """A page ready for reading: ``grey`` has white paper (255), ``ink`` is 1 where something is printed, ``glyph`` the height of type.

    ``seal`` is what seals were taken out of it.
    """

    grey: Array
    ink: Array
    glyph: float
    seal: Damage

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.grey.shape[0])

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.grey.shape[1])


def prepare(image: Array) -> Picture:
    """Make a page (RGB, any size) ready: seals, paper, size of type, skew. Orientation is not its matter, see ``turned``."""
    image = _bounded(image)
    grey, stain = under_seals(image)
    grey = whitened(grey)
    red = whitened(np.ascontiguousarray(image[:, :, 0])) if stain.any() else grey
    glyph = type_height(ink_of(grey))
    wanted = _scale(glyph)
    if wanted != 1.0:
        grey, red, stain = (_resized(picture, wanted) for picture in (grey, red, stain))
        glyph *= wanted
    # Pale rules run straighter than a few words do.
    angle = skew(cv2.threshold(grey, PALEST, 1, cv2.THRESH_BINARY_INV)[1])
    if abs(angle) >= NEGLIGIBLE_SKEW:
        red = rotated(red, angle, 255) if stain.any() else red
        grey, stain = rotated(grey, angle, 255), rotated(stain, angle, 0) if stain.any() else stain
    return Picture(grey, ink_of(grey), glyph, Damage(stain, red))


def turned(image: Array, quarters: int) -> Array:
    """The picture turned anticlockwise by quarters."""
    return np.ascontiguousarray(np.rot90(image, quarters))


def under_seals(image: Array) -> tuple[Array, Array]:
    """Grey picture in which red seals are paper, and where they were (1); red type that belongs to no seal stays dark."""
    red, other = image[:, :, 0], cv2.max(image[:, :, 1], image[:, :, 2])
    reddish = cv2.subtract(red, other)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    strong = cv2.threshold(reddish, 45, 1, cv2.THRESH_BINARY)[1]
    area = _seal_area(strong) if int(strong.sum()) >= 200 else np.zeros_like(strong)
    if not area.any():
        return grey, area
    stain = cv2.min(cv2.dilate(strong, box(3, 3)), area)
    return np.where(area > 0, _seal_as_paper(red, grey, reddish, strong, area), grey).astype(np.uint8), np.asarray(stain)


def _seal_area(strong: Array) -> Array:
    """Where seals stand: red blobs as large and as round as a seal (from 8 mm on an A4 page), a margin around them included."""
    side = max(strong.shape)
    reach = max(3, side // 160)
    closed = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, box(reach, reach))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    area = np.zeros_like(strong)
    for index in range(1, count):
        x, y, w, h = (int(v) for v in stats[index, :4])
        if min(w, h) > side / 40 and max(w, h) < 4 * min(w, h):
            around = slice(max(0, y - reach), y + h + reach), slice(max(0, x - reach), x + w + reach)
            area[around] = 1
    return area


def _seal_as_paper(red: Array, grey: Array, reddish: Array, strong: Array, area: Array) -> Array:
    """What is printed under seals: dark in the red channel, and darker than the seal alone would be where it is so red.

    JPEG smears colour but not brightness, so either alone leaves the outline of the seal behind, one within it and one around it.
    """
    seal = (strong > 0) & (area > 0)
    level, luminance, redness = (np.float32(np.percentile(channel[seal], 60)) for channel in (red, grey, reddish))
    share = (cv2.dilate(reddish, box(3, 3)) / redness).clip(0, 1)
    lifted = red + share * (255 - level)
    relative = grey * (255 / (255 - share * (255 - luminance)))
    return np.asarray(np.maximum(lifted, relative).clip(0, 255).astype(np.uint8))


def whitened(grey: Array) -> Array:
    """The picture with its paper made white: shading and tinted cells are evened out, light type on a dark ground is turned round."""
    ground = _ground(grey)
    dark = ground < 105
    if dark.any():
        grey = np.where(dark, 255 - grey, grey)
        ground = _ground(grey)
    return np.asarray(cv2.divide(grey, np.maximum(ground, 60), scale=250))


def _ground(grey: Array) -> Array:
    """The paper behind the ink, on a quarter of the size: strokes and rules filled in, tinted cells left as they are.

    What is left of type after the first closing is shorter than the second one reaches in one direction at least; a tint is not.
    """
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    thick, long = max(3, round(max(height, width) / 780)), max(13, round(max(height, width) / 180))
    filled = cv2.morphologyEx(small, cv2.MORPH_CLOSE, box(thick, thick))
    along, up = (cv2.morphologyEx(filled, cv2.MORPH_CLOSE, box(*size)) for size in ((long, 1), (1, long)))
    return np.asarray(cv2.resize(cv2.blur(cv2.min(along, up), (3, 3)), (width, height), interpolation=cv2.INTER_LINEAR))


def ink_of(grey: Array) -> Array:
    """1 where something is printed: dark by itself, or darker than paper together with what is around it (hair strokes are pale)."""
    alone = cv2.threshold(grey, 165, 1, cv2.THRESH_BINARY_INV)[1]
    together = cv2.threshold(cv2.GaussianBlur(grey, (3, 3), 0), 200, 1, cv2.THRESH_BINARY_INV)[1]
    return np.asarray(cv2.max(alone, together))


def type_height(ink: Array) -> float:
    """Height of type: that of the larger characters; 20 where there are none."""
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    heights, widths, areas = stats[:, 3], stats[:, 2], stats[:, 4]
    fit = (heights >= 6) & (heights <= 120) & (widths <= 3 * heights) & (heights <= 5 * widths) & (areas > 12)
    return float(np.percentile(heights[fit], 75)) if int(fit.sum()) >= 5 else 20.0


def _scale(glyph: float) -> float:
    if glyph < SMALLEST_TYPE:
        return min(3.0, 20.0 / glyph)
    return 26.0 / glyph if glyph > LARGEST_TYPE else 1.0


def _bounded(image: Array) -> Array:
    longest = max(image.shape)
    return image if longest <= MAX_SIDE else _resized(image, MAX_SIDE / longest)


def _resized(grey: Array, factor: float) -> Array:
    height, width = grey.shape[:2]
    factor = min(factor, MAX_SIDE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC))


def rotated(picture: Array, angle: float, ground: int) -> Array:
    """A picture turned by some degrees against the clock; the ground comes in at the corners."""
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    way = cv2.INTER_CUBIC if ground else cv2.INTER_NEAREST
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=ground))


def skew(ink: Array) -> float:
    """How far the lines of a page run down to the right, in degrees: the shear under which rows of ink, rules included, are sharpest."""
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    step = max(1, len(ys) // 60_000)
    ys, xs = ys[::step].astype(np.float32), xs[::step].astype(np.float32)
    best = _sharpest(ys, xs, np.arange(-WIDEST_SKEW, WIDEST_SKEW + 0.01, 0.4), 2.0)
    best = _sharpest(ys, xs, best + np.arange(-0.4, 0.41, 0.1), 1.0)
    return _sharpest(ys, xs, best + np.arange(-0.08, 0.081, 0.02), 1.0)


def _sharpest(ys: Array, xs: Array, angles: Array, bin_height: float) -> float:
    scores = [_sharpness(ys - xs * np.float32(np.tan(np.radians(a))), bin_height) for a in angles]
    return float(angles[int(np.argmax(scores))])


def _sharpness(levels: Array, bin_height: float) -> float:
    rows = np.bincount(((levels - levels.min()) / bin_height).astype(np.int32)).astype(np.float64)
    return float((rows * rows).sum())


@lru_cache(maxsize=256)
def box(width: int, height: int) -> Array:
    """A rectangular structuring element, at least 1 by 1."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, (max(1, width), max(1, height))))
