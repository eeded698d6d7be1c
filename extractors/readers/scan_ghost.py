"""What shows through from the reverse side of a page: type much paler than the page's own, made paper before rules are looked for."""

from dataclasses import replace

import cv2
import numpy as np

from extractors.readers.scan_page import Array, Picture, box, ink_of

PALE = 14
"""How much darker than paper, of 255, type that shows through is at least."""
FEWEST = 4
"""So many pale characters away from the page's own type are type that shows through, no stains."""
DARKEST = 80
MARGIN = 8


def without_ghost(picture: Picture) -> Picture:
    """The picture without the type and rules that show through; the same one where none does."""
    dark = 255 - picture.grey
    level = _ghost_level(cv2.GaussianBlur(dark, (3, 3), 0), picture.ink, picture.glyph)
    if level is None:
        return picture
    lifted = 255 - (dark.astype(np.float32) - level).clip(0) * (255 / (255 - level))
    # Beside dark strokes what is pale is their edge.
    near = cv2.dilate(cv2.threshold(dark, 2 * level, 1, cv2.THRESH_BINARY)[1], box(3, 3))
    grey = np.where(near > 0, picture.grey, lifted.clip(0, 255)).astype(np.uint8)
    return replace(picture, grey=grey, ink=ink_of(grey))


def _ghost_level(dark: Array, ink: Array, glyph: float) -> int | None:
    """How dark type that shows through is; nothing where there is none, or where it is as dark as type may be."""
    reach = round(0.5 * glyph)
    away = cv2.dilate(ink, box(reach, reach)) == 0
    pale = (away & (dark > int(np.median(dark)) + PALE)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    fit = (heights > 0.4 * glyph) & (heights < 1.5 * glyph) & (widths > 0.3 * glyph) & (widths < 2 * glyph)
    fit[0] = False
    if int(fit.sum()) < FEWEST:
        return None
    level = round(float(np.percentile(dark[fit[labels]], 98))) + MARGIN
    return level if level <= DARKEST else None
