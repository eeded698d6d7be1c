"""How fast PDF is read, as ratios within one run: both engines against camelot's own way, the quick engine against pdfium's bare text.

Run as ``python -m tests.bench.speed_pdf [FILE ...]``; without files on documents drawn by the tests. Medians of ``ROUNDS``, warm, by the
processor's time, since other programs share the machine.
"""

import io
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import camelot
import pypdfium2

from extractors.document import Document
from extractors.readers.pdf import open_pdf
from extractors.readers.pdf_camelot import read_camelot
from extractors.readers.pdf_grid import read_pdfium

ROUNDS = 7
GOLDEN = Path(__file__).parents[1] / "golden"


def bare_text(document: Document) -> None:
    """What pdfium takes to extract the text of every page."""
    with pypdfium2.PdfDocument(document.content) as pdf:
        for page in pdf:
            page.get_textpage().get_text_range()


def whole_camelot(document: Document) -> None:
    """Camelot as it is used by default, on the whole file."""
    camelot.read_pdf(io.BytesIO(document.content), pages="all", flavor="lattice")


def quick(document: Document) -> None:
    """The quick engine, opening included."""
    open_pdf.cache_clear()
    read_pdfium(document)


def opening(document: Document) -> None:
    """Opening alone, which both engines share."""
    open_pdf.cache_clear()
    open_pdf(document.content)


def both(document: Document) -> None:
    """Both engines, opening included."""
    quick(document)
    read_camelot(document)


def medians(document: Document, rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds by what is done; one round after another, so that the machine's moods strike all alike."""
    works: dict[str, Callable[[Document], None]] = {f.__name__: f for f in (bare_text, opening, quick, both, whole_camelot)}
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, work in works.items():
            begun = time.process_time()
            work(document)
            taken[name].append(time.process_time() - begun)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def main(paths: list[Path]) -> None:
    """Print one line a file."""
    warnings.simplefilter("ignore")
    print(f"{'text ms':>8} {'opening/text':>13} {'quick/text':>11} {'camelot/both':>13} {'camelot/quick':>14}  file")
    for path in paths:
        took = medians(Document(path.read_bytes(), path.name))
        text, whole = took["bare_text"], took["whole_camelot"]
        ratios = f"{took['opening'] / text:13.2f} {took['quick'] / text:11.2f} {whole / took['both']:13.1f} {whole / took['quick']:14.1f}"
        print(f"{1000 * text:8.1f} {ratios}  {path.parent.name}/{path.name}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(GOLDEN.glob("*-pdf-*/report.pdf"))[:3])
