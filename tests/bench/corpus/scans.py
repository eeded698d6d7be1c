"""Scans and pictures: printed pages rendered, then skewed, blurred, speckled and stamped."""

import base64
import io
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from tests.bench.corpus.model import Block, Break, Grid, Plan, Text

Picture = NDArray[np.uint8]
STYLES = (
    "office-api",
    "office-api_shaded",
    "office-raw",
    "office-raw_wps",
    "chromium-trs",
    "chromium-divs",
    "chromium-wps",
    "chromium-modern",
)
CONDITIONS = ("clean200", "skew200", "noisy200", "seal200", "clean150", "all200", "all150")
CARRIERS = ("pdf", "pdf", "pdf", "png", "jpg", "tiff", "img")


def prepare(plan: Plan) -> None:
    """Draw condition and carrier."""
    plan.condition = plan.rng.choice(CONDITIONS)
    carrier = plan.rng.choice(CARRIERS)
    plan.path = f"{plan.number:05}.{'html' if carrier == 'img' else carrier}"
    plan.look.size = plan.rng.choice((10.5, 12))
    plan.marked(f"scan_{carrier}")


def scan(plan: Plan, source: Path, out: Path) -> None:
    """Render a PDF, degrade its pages and write them in the plan's carrier."""
    condition = plan.condition or "clean200"
    dpi = int(condition[-3:])
    document = pdfium.PdfDocument(source)
    pages = [_render(page, dpi) for page in document]
    document.close()
    if plan.path.endswith("html"):
        pages = [cropped(page) for page in pages if (page < 128).any()]
    target, kind = out / plan.path, next(q[5:] for q in plan.quirks if q.startswith("scan_"))
    pages = [degrade(page, condition, plan.rng) for page in pages]
    {"pdf": _as_pdf, "tiff": _as_tiff, "png": _as_long, "jpg": _as_long, "img": _as_html}[kind](plan, pages, target, dpi)


def _render(page: pdfium.PdfPage, dpi: int) -> Picture:
    return page.render(scale=dpi / 72).to_numpy()[:, :, :3].copy()  # type: ignore[no-any-return]


def degrade(page: Picture, condition: str, rng: random.Random) -> Picture:
    """One page (BGR) under a condition: clean, skew, noisy, seal or all of them, at a resolution."""
    kind, dpi = condition[:-3], int(condition[-3:])
    if kind in ("seal", "all"):
        page = _seal(page, dpi, rng)
    if kind in ("skew", "all"):
        page = _skew(page, rng.choice((-1, 1)) * rng.uniform(0.5, 2))
    if kind in ("noisy", "all"):
        page = _noise(page, rng)
    return page


def _skew(page: Picture, degrees: float) -> Picture:
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))  # type: ignore[return-value]


def _noise(page: Picture, rng: random.Random) -> Picture:
    page = cv2.GaussianBlur(page, (0, 0), 0.8)  # type: ignore[assignment]
    source = np.random.default_rng(rng.randrange(2**32))
    high, wide = page.shape[:2]
    specks = source.integers(0, (high, wide), size=(high * wide // 4000, 2))
    page[specks[:, 0], specks[:, 1]] = source.integers(0, 160, size=(len(specks), 1))
    page = np.clip(page.astype(np.int16) + source.normal(0, 5, page.shape).astype(np.int16), 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)  # type: ignore[return-value]


def _seal(page: Picture, dpi: int, rng: random.Random) -> Picture:
    """A round red stamp; ink lies over print as a filter does, so that black stays black."""
    high, wide = page.shape[:2]
    radius, centre = int(21 / 25.4 * dpi), (int(wide * rng.uniform(0.3, 0.8)), int(high * rng.uniform(0.2, 0.8)))
    mask = np.zeros((high, wide), np.uint8)
    cv2.circle(mask, centre, radius, 255, max(2, radius // 14), cv2.LINE_AA)
    angles = [np.pi * (0.8 * k - 0.5) for k in range(5)]
    star = np.array([(centre[0] + radius * 0.35 * np.cos(a), centre[1] + radius * 0.35 * np.sin(a)) for a in angles], np.int32)
    cv2.fillPoly(mask, [star], 255, cv2.LINE_AA)
    for k in range(9):
        angle = np.pi * (0.85 + 0.1625 * k)
        x, y = int(centre[0] + radius * 0.75 * np.cos(angle)), int(centre[1] + radius * 0.75 * np.sin(angle))
        cv2.putText(mask, "HVEMNWKXB"[k], (x - radius // 10, y + radius // 10), cv2.FONT_HERSHEY_DUPLEX, radius / 160, 255, 2, cv2.LINE_AA)
    strength = (mask.astype(np.float32) / 255 * rng.uniform(0.6, 0.9))[:, :, None]
    ink = 1 - strength * (1 - np.array([0.25, 0.2, 0.9], np.float32))
    return (page * ink).astype(np.uint8)


def _jpeg(page: Picture, quality: int = 88) -> bytes:
    return cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _images(pages: Iterable[Picture]) -> list[Image.Image]:
    return [Image.open(io.BytesIO(_jpeg(page))) for page in pages]


def _as_pdf(plan: Plan, pages: list[Picture], target: Path, dpi: int) -> None:
    first, *rest = _images(pages)
    first.save(target, "PDF", resolution=dpi, save_all=True, append_images=rest)


def _as_tiff(plan: Plan, pages: list[Picture], target: Path, dpi: int) -> None:
    first, *rest = _images(pages)
    first.save(target, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), save_all=True, append_images=rest)


def _as_long(plan: Plan, pages: list[Picture], target: Path, dpi: int) -> None:
    """All pages below one another in one picture, as portals post them."""
    joined = Image.fromarray(cv2.cvtColor(np.vstack(pages), cv2.COLOR_BGR2RGB))
    options = {"quality": 88} if target.suffix == ".jpg" else {"compress_level": 3}
    joined.save(target, dpi=(dpi, dpi), **options)


def _as_html(plan: Plan, pages: list[Picture], target: Path, dpi: int) -> None:
    """A page of text whose tables are pictures: what was printed of each table, one picture a page."""
    parts = [f"<h1>{plan.reports[0].title}</h1>"]
    pictures = iter(pages)
    for block in plan.blocks:
        if isinstance(block, Text):
            parts.append(f"<p>{block.text}</p>" if block.kind != "title" else "")
        elif isinstance(block, Grid):
            parts.append(_image(next(pictures)))
    parts += [_image(picture) for picture in pictures]
    target.write_text(f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>", encoding="utf-8")


def _image(picture: Picture) -> str:
    return f'<p><img src="data:image/jpeg;base64,{base64.b64encode(_jpeg(picture)).decode()}"/></p>'


def tables_only(plan: Plan) -> Plan:
    """For a page whose tables are pictures: the plan with nothing but its tables, each on a page of its own."""
    blocks: list[Block] = []
    for grid in plan.blocks:
        if isinstance(grid, Grid):
            blocks += [grid, Break()]
    return replace(plan, blocks=blocks[:-1])


def cropped(page: Picture) -> Picture:
    """The page without its white margin."""
    rows, columns = (np.flatnonzero((page < 200).any(axis=2).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return page
    edge = 45  # room for a skew of two degrees
    kept = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return cv2.copyMakeBorder(kept, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(255, 255, 255))  # type: ignore[return-value]
