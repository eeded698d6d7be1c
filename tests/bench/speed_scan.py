"""How fast a scanned table page is read, against RapidOCR's own whole-page pipeline on the same picture, and how many figures each gets.

Run as ``python -m tests.bench.speed_scan [PDF PAGE]``; the page (by default one of the sample region) is rendered at 200 dpi and worn like
a scan (turned by a degree, noise, JPEG 60). Prints medians of seven rounds in seconds of processor time, their ratio and the process's peak
memory. Either has one thread, as the pool's workers have: what a second one brings is another page's.
"""

import io
import re
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from extractors.grid import Grid
from extractors.readers.scan import read_page

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "shili" / "site"
ROUNDS = 7


def picture(path: Path, page: int) -> np.ndarray:
    """A page as a scanner gives it: RGB, 200 dpi, not quite level, a little noise."""
    sheet = pdfium.PdfDocument(path)[page - 1].render(scale=200 / 72).to_pil().convert("RGB")
    turned = np.asarray(sheet.rotate(1.0, resample=Image.Resampling.BICUBIC, fillcolor="white"))
    noise = np.random.default_rng(1).normal(0, 4, turned.shape)
    target = io.BytesIO()
    Image.fromarray(np.clip(turned + noise, 0, 255).astype(np.uint8)).save(target, "JPEG", quality=60)
    return np.asarray(Image.open(target).convert("RGB"))


def printed(path: Path, page: int) -> Counter[str]:
    """The figures that stand on the page by themselves, from its text layer."""
    text = pdfium.PdfDocument(path)[page - 1].get_textpage().get_text_bounded()
    return Counter(re.findall(r"(?<![\w.、])\d+(?:\.\d+)?(?![\w.、])", text))


def ours(image: np.ndarray) -> Counter[str]:
    """Figures of the tables of a page."""
    blocks, _ = read_page(image, 1, 1)
    return Counter(cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells)


def theirs() -> Callable[[np.ndarray], Counter[str]]:
    """RapidOCR's pipeline: detection, classification of direction, recognition."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={"Global.log_level": "error", **threads})
    return lambda image: Counter(str(text) for text in engine(image[:, :, ::-1]).txts or ())


def main() -> None:
    """Print the table."""
    path, page = (Path(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (sorted(SAMPLES.rglob("*.pdf"))[0], 3)
    image, truth = picture(path, page), printed(path, page)
    engines = {"gongkai": ours, "rapidocr": theirs()}
    times: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(ROUNDS + 1):
        for name, engine in engines.items():
            start = time.process_time()
            found = engine(image)
            if number:
                times[name].append(time.process_time() - start)
            else:
                right = (found & truth).total()
                print(f"{name:10} {right} of {truth.total()} figures")
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{path.name} page {page}: " + ", ".join(f"{name} {value:.2f} s" for name, value in medians.items()))
    print(f"ratio {medians['rapidocr'] / medians['gongkai']:.1f}, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
