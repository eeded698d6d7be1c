"""Pages photographed at an angle, and pages through which the reverse side shows."""

import cv2
import numpy as np

from extractors.readers.scan_ghost import without_ghost
from extractors.readers.scan_page import Array, Damage, Picture, ink_of
from extractors.readers.scan_straight import straightened


def _ruled() -> Array:
    page = np.full((1200, 900, 3), 255, np.uint8)
    for y in range(100, 1101, 100):
        cv2.line(page, (100, y), (800, y), (0, 0, 0), 2)
    for x in range(100, 801, 100):
        cv2.line(page, (x, 100), (x, 1100), (0, 0, 0), 2)
    return page


def test_a_flat_page_is_left_as_it_is() -> None:
    page = _ruled()
    assert straightened(page) is page


def test_a_page_seen_at_an_angle_gets_level_rules() -> None:
    page = _ruled()
    flat = np.array([(0, 0), (900, 0), (900, 1200), (0, 1200)], np.float32)
    seen = np.array([(12, 4), (890, 20), (898, 1180), (2, 1196)], np.float32)
    bent = cv2.warpPerspective(page, cv2.getPerspectiveTransform(flat, seen), (900, 1200), borderValue=(255, 255, 255))
    dark = 255 - straightened(np.asarray(bent))[:, :, 0]
    assert (dark.astype(np.int64).sum(axis=1) > 255 * 600).sum() >= 11


def test_what_shows_through_is_made_paper() -> None:
    grey = np.full((400, 600), 250, np.uint8)
    for n in range(10):
        cv2.putText(grey, "8", (30 + 50 * n, 80), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 3)
        cv2.putText(grey, "8", (30 + 50 * n, 280), cv2.FONT_HERSHEY_SIMPLEX, 1, 215, 3)
    found = without_ghost(Picture(grey, ink_of(grey), 22.0, Damage(np.zeros_like(grey), grey)))
    assert found.grey[230:300].min() == 255
    assert found.grey[50:90].min() < 20
