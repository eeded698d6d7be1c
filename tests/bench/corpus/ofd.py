"""OFD (GB/T 33190) with one text object a run of characters and one path a ruled line, laid out by way of a PDF, as converters do."""

import zipfile
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2 as pdfium
import pypdfium2.raw as raw

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 25.4 / 72


def from_pdf(source: Path, target: Path) -> None:
    """Write the pages of a PDF as OFD."""
    document = pdfium.PdfDocument(source)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        sizes = [page.get_size() for page in document]
        package.writestr("OFD.xml", _head())
        package.writestr("Doc_0/Document.xml", _document(sizes))
        package.writestr("Doc_0/PublicRes.xml", _resources())
        for number, page in enumerate(document):
            package.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _page(page, 100 + number * 100000))
    document.close()


def _head() -> str:
    info = "<ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID></ofd:DocInfo>"
    body = f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {NS} Version="1.1" DocType="OFD">{body}</ofd:OFD>'


def _document(sizes: list[tuple[float, float]]) -> str:
    wide, high = sizes[0]
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {wide * MM:.2f} {high * MM:.2f}</ofd:PhysicalBox></ofd:PageArea>"
    pages = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sizes)))
    common = f"<ofd:CommonData><ofd:MaxUnitID>9000000</ofd:MaxUnitID>{area}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {NS}>{common}<ofd:Pages>{pages}</ofd:Pages></ofd:Document>'


def _resources() -> str:
    fonts = '<ofd:Fonts><ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/></ofd:Fonts>'
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Res {NS} BaseLoc="Res">{fonts}</ofd:Res>'


def _page(page: pdfium.PdfPage, first: int) -> str:
    wide, high = page.get_size()
    objects = [*_lines(page, high), *_runs(page.get_textpage(), high)]
    numbered = "".join(text.replace("ID=''", f'ID="{first + n}"', 1) for n, text in enumerate(objects))
    area = f"<ofd:Area><ofd:PhysicalBox>0 0 {wide * MM:.2f} {high * MM:.2f}</ofd:PhysicalBox></ofd:Area>"
    layer = f'<ofd:Content><ofd:Layer ID="{first - 1}" Type="Body">{numbered}</ofd:Layer></ofd:Content>'
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {NS}>{area}{layer}</ofd:Page>'


def _lines(page: pdfium.PdfPage, high: float) -> list[str]:
    found = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = thing.get_bounds()
        if min(right - left, top - bottom) > 3 or max(right - left, top - bottom) < 3:
            continue
        x, y, w, h = left * MM, (high - top) * MM, (right - left) * MM, (top - bottom) * MM
        to = f"L {w:.3f} {h / 2:.3f}" if w > h else f"L {w / 2:.3f} {h:.3f}"
        start = f"M 0 {h / 2:.3f}" if w > h else f"M {w / 2:.3f} 0"
        box = f"{x:.3f} {y:.3f} {max(w, 0.2):.3f} {max(h, 0.2):.3f}"
        found.append(
            f'<ofd:PathObject ID=\'\' Boundary="{box}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>{start} {to}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    return found


def _runs(text: pdfium.PdfTextPage, high: float) -> list[str]:
    runs: list[list[tuple[str, tuple[float, float, float, float]]]] = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if not letter.strip():
            continue
        box = text.get_charbox(index, loose=True)
        before = runs[-1][-1][1] if runs else None
        near = before is not None and abs(before[1] - box[1]) < 1 and -1 < box[0] - before[2] < (box[3] - box[1]) * 0.3
        runs[-1].append((letter, box)) if near else runs.append([(letter, box)])
    return [_run(run, high) for run in runs]


def _run(run: list[tuple[str, tuple[float, float, float, float]]], high: float) -> str:
    left, bottom, _, top = run[0][1]
    right, size = run[-1][1][2], (top - bottom) * MM
    box = f"{left * MM:.3f} {(high - top) * MM:.3f} {(right - left) * MM:.3f} {size:.3f}"
    steps = " ".join(f"{(b[1][0] - a[1][0]) * MM:.3f}" for a, b in pairwise(run))
    delta = f' DeltaX="{steps}"' if steps else ""
    letters = escape("".join(letter for letter, _ in run))
    code = f'<ofd:TextCode X="0" Y="{size * 0.8:.3f}"{delta}>{letters}</ofd:TextCode>'
    return f'<ofd:TextObject ID=\'\' Boundary="{box}" Font="3" Size="{size * 0.75:.3f}">{code}</ofd:TextObject>'
