"""A small writer of OFD (GB/T 33190) for tests: pages of objects given as text, templates, resources, pictures."""

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(content: str, x: float, y: float, size: float = 4.0, code: str = "", attributes: str = "", inside: str = "") -> str:
    """A run of letters whose baseline begins at a place, in millimetres; ``code`` are attributes of the run (DeltaX and so on)."""
    run = f'<ofd:TextCode X="0" Y="{size}" {code}>{escape(content)}</ofd:TextCode>'
    box = f"{x} {y - size} {size * len(content)} {size * 1.2}"
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="3" Size="{size}" {attributes}>{inside}{run}</ofd:TextObject>'


def line(x0: float, y0: float, x1: float, y1: float, attributes: str = 'LineWidth="0.2"') -> str:
    """A ruled line from one place to another."""
    data = f"M 0 0 L {x1 - x0} {y1 - y0}"
    box = f"{x0} {y0} {max(x1 - x0, 0.2)} {max(y1 - y0, 0.2)}"
    return f'<ofd:PathObject ID="1" Boundary="{box}" {attributes}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def rectangle(x: float, y: float, width: float, height: float, attributes: str, inside: str = "") -> str:
    """A closed rectangle."""
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    box = f"{x} {y} {width} {height}"
    path = f"{inside}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="1" Boundary="{box}" {attributes}>{path}</ofd:PathObject>'


def table(rows: list[list[str]], x: float = 20.0, y: float = 40.0, width: float = 40.0, height: float = 10.0) -> list[str]:
    """A ruled table of cells of one size."""
    wide, high = width * len(rows[0]), height * len(rows)
    lines = [line(x, y + r * height, x + wide, y + r * height) for r in range(len(rows) + 1)]
    lines += [line(x + c * width, y, x + c * width, y + high) for c in range(len(rows[0]) + 1)]
    cells = [text(cell, x + c * width + 3, y + r * height + 7) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell]
    return [*lines, *cells]


def ofd(
    *pages: list[str], template: list[str] | None = None, resources: str = "", files: dict[str, bytes] | None = None, title: str = ""
) -> bytes:
    """A file of pages in A4."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        info = f"<ofd:DocInfo><ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo>"
        root = f"<ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        package.writestr("OFD.xml", f'<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD">{root}</ofd:OFD>')
        package.writestr("Doc_0/Document.xml", _document(len(pages), template is not None))
        package.writestr("Doc_0/Res.xml", f'<ofd:Res {NAMESPACE} BaseLoc="Res">{resources}</ofd:Res>')
        used = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template is not None else ""
        for number, objects in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _page(objects, used))
        if template is not None:
            package.writestr("Doc_0/Tpls/Tpl_0/Content.xml", _page(template, ""))
        for name, content in (files or {}).items():
            package.writestr(f"Doc_0/Res/{name}", content)
    return made.getvalue()


def _document(pages: int, template: bool) -> str:
    named = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    listed = "".join(f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(pages))
    common = f"<ofd:CommonData>{area}{named}<ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData>"
    return f"<ofd:Document {NAMESPACE}>{common}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"


def _page(objects: list[str], before: str) -> str:
    layer = f'<ofd:Content><ofd:Layer ID="2" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content>'
    return f"<ofd:Page {NAMESPACE}>{before}{layer}</ofd:Page>"
