"""Whether nothing stands in a cell: what no line of type took up is counted, so that a figure that was lost is no blank."""

import cv2
import numpy as np

from extractors.readers.scan_lines import marks_of
from extractors.readers.scan_page import PALEST, Array
from extractors.readers.scan_places import Place

MOST = 0.05
"""Within the room of a character, what is darker than paper in a cell without type comes to no more of it than this; the palest 1 has
twice as much, noise and specks less than half."""
EDGE = 0.12
"""What reaches so near to a cell's borders, in heights of type, is what is left of its rules."""


def is_blank(grey: Array, place: Place, glyph: float) -> bool:
    """Whether a cell in which no line of type was found holds nothing but paper and dirt; pale type is neither."""
    x0, y0, x1, y1 = place.x0 + 2, place.y0 + 2, place.x1 - 1, place.y1 - 1
    edge, room = max(3, round(EDGE * glyph)), max(3, round(glyph))
    if min(x1 - x0, y1 - y0) < 3 * edge:
        return True
    soft = cv2.GaussianBlur(grey[y0:y1, x0:x1], (5, 5), 0)
    marks, labels = marks_of(cv2.threshold(soft, PALEST, 1, cv2.THRESH_BINARY_INV)[1])
    lost = np.zeros(len(marks) + 1, np.float32)
    lost[[m.label for m in marks if min(m.x0, m.y0, x1 - x0 - m.x1, y1 - y0 - m.y1) > edge]] = 1
    if not lost.any():
        return True
    around = cv2.boxFilter(lost[labels], -1, (room, room), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(around.max()) <= MOST * glyph * glyph
