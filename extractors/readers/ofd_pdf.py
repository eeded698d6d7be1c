"""Drawing pages of OFD as PDF, letter by letter where they stand, so that the readers of PDF can read them."""

import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from extractors.readers.ofd_objects import Letter, Page, Picture, Shape, natural_width
from extractors.readers.ofd_xml import Affine

POINTS = 72 / 25.4
"""Points to the millimetre."""
MAX_PIXELS = 40_000_000
_FIRST_OTHER = 1_000
MISSING = "〓"
"""What a character without a code is drawn as: printers' mark for a sort they do not have. No figure has it in it."""


class PdfWriter:
    """Gathers pages and writes them as one file."""

    def __init__(self, title: str) -> None:
        self._objects: list[bytes] = []
        self._title = title
        self._codes: dict[str, int] = {}
        self._pages: list[int] = []
        self._catalog, self._tree, self._font, self._half = (self._reserve() for _ in range(4))

    def _reserve(self) -> int:
        self._objects.append(b"")
        return len(self._objects)

    def _add(self, content: bytes) -> int:
        number = self._reserve()
        self._objects[number - 1] = content
        return number

    def _stream(self, entries: str, data: bytes, packed: bool = False) -> int:
        if not packed:
            data, entries = zlib.compress(data), f"{entries} /Filter /FlateDecode"
        return self._add(f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")

    def page(self, page: Page) -> None:
        """Draw a page. What of its pictures cannot be drawn is added to the page's problems."""
        left, top, width, height = page.box
        to_page = Affine(1, 0, 0, 1, -left, -top)
        pictures: dict[str, int] = {}
        parts: list[str] = []
        for drawn in page.drawn:
            placed = drawn.place.inside(to_page)
            if isinstance(drawn, Letter):
                parts.append(self._letter(drawn, placed, height))
            elif isinstance(drawn, Shape):
                parts.append(_shape(drawn, placed, height))
            else:
                parts.append(self._picture(drawn, placed, height, pictures, page))
        content = self._stream("", "\n".join(parts).encode("ascii"))
        named = " ".join(f"/{name} {number} 0 R" for name, number in pictures.items())
        resources = f"<< /Font << /F {self._font} 0 R /H {self._half} 0 R >> /XObject << {named} >> >>"
        box = f"[0 0 {width * POINTS:.2f} {height * POINTS:.2f}]"
        entries = f"/Type /Page /Parent {self._tree} 0 R /MediaBox {box} /Resources {resources} /Contents {content} 0 R"
        self._pages.append(self._add(f"<< {entries} >>".encode()))

    def _letter(self, letter: Letter, place: Affine, height: float) -> str:
        x, y = place.at(letter.x, letter.y)
        size = letter.size * POINTS
        wide = size * letter.stretch
        matrix = (wide * place.a, -wide * place.b, -size * place.c, size * place.d, x * POINTS, (height - y) * POINTS)
        font = "F" if natural_width(letter.text) == 1.0 else "H"
        return f"{_floats(letter.colour)} rg BT /{font} 1 Tf {_floats(matrix)} Tm <{self._code(letter.text):04X}> Tj ET"

    @staticmethod
    def shows(text: str) -> bool:
        """Whether a character is drawn as itself."""
        return unicodedata.category(text) not in ("Co", "Cn", "Cs", "Cf") and text != "\ufffd"

    def _code(self, text: str) -> int:
        """The number of a character: in the order of Adobe-GB1 for ASCII, which is drawn as itself, any other for the rest."""
        text = text if self.shows(text) else MISSING
        if text.isascii():
            return self._codes.setdefault(text, ord(text) - 31)
        return self._codes.setdefault(text, _FIRST_OTHER + len(self._codes))

    def _picture(self, picture: Picture, place: Affine, height: float, pictures: dict[str, int], page: Page) -> str:
        image = _image(picture.content)
        if image is None:
            page.problems.append("a picture of the page is of a kind that cannot be read, or too large")
            return ""
        entries, data, packed = image
        name = f"I{len(pictures)}"
        pictures[name] = self._stream(f"/Type /XObject /Subtype /Image {entries}", data, packed)
        a, b, c, d, e, f = place
        matrix = (a, -b, -c, d, c + e, height - d - f)
        return f"q {_floats([v * POINTS for v in matrix])} cm /{name} Do Q"

    def content(self) -> bytes:
        """The file."""
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        mapping = self._stream("", _mapping(self._codes).encode("ascii"))
        self._objects[self._catalog - 1] = f"<< /Type /Catalog /Pages {self._tree} 0 R >>".encode()
        self._objects[self._tree - 1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>".encode()
        for number, width in ((self._font, 1000), (self._half, 500)):
            self._objects[number - 1] = self._font_of(width, mapping)
        info = self._add(b"<< /Title <FEFF" + self._title.encode("utf-16-be", errors="replace").hex().encode() + b"> >>")
        return _file(self._objects, self._catalog, info)

    def _font_of(self, width: int, mapping: int) -> bytes:
        name = f"Song{width}"
        metrics = "/Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80"
        descriptor = self._add(f"<< /Type /FontDescriptor /FontName /{name} {metrics} >>".encode())
        # pdfium leaves out Chinese characters of a font that is not embedded unless it is told that the font is Chinese.
        system = "<< /Registry (Adobe) /Ordering (GB1) /Supplement 5 >>"
        below = f"/BaseFont /{name} /CIDSystemInfo {system} /FontDescriptor {descriptor} 0 R /DW {width}"
        child = self._add(f"<< /Type /Font /Subtype /CIDFontType0 {below} >>".encode())
        entries = f"/Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] /ToUnicode {mapping} 0 R"
        return f"<< /Type /Font {entries} >>".encode()


def _floats(values: Iterable[float]) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def _shape(shape: Shape, place: Affine, height: float) -> str:
    def points(values: Sequence[float]) -> str:
        pairs = (place.at(values[i], values[i + 1]) for i in range(0, len(values), 2))
        return _floats(v for x, y in pairs for v in (x * POINTS, (height - y) * POINTS))

    letters = {"M": "m", "L": "l", "B": "c"}
    path = " ".join("h" if command == "C" else f"{points(values)} {letters[command]}" for command, values in shape.commands)
    scale = abs(place.a * place.d - place.b * place.c) ** 0.5
    stroke = f"{_floats(shape.stroke)} RG {max(shape.width * scale, 0.0) * POINTS:.4f} w " if shape.stroke else ""
    fill = f"{_floats(shape.fill)} rg " if shape.fill else ""
    paint = {(True, True): "B", (True, False): "S", (False, True): "f"}[bool(shape.stroke), bool(shape.fill)]
    return f"{stroke}{fill}{path} {paint}"


def _image(content: bytes) -> tuple[str, bytes, bool] | None:
    """A picture as PDF holds it: entries, data and whether the data are packed already; None where it cannot be."""
    size = _size(content)
    if size is None or size[0] * size[1] > MAX_PIXELS:
        return None
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        return None
    height, width = pixels.shape[:2]
    entries = f"/Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8"
    if content.startswith(b"\xff\xd8\xff"):
        return f"{entries} /Filter /DCTDecode", content, True
    return entries, cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).tobytes(), False


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height a picture says it has, before it is unpacked."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith(b"BM") and len(content) > 26:
        return int.from_bytes(content[18:22], "little"), abs(int.from_bytes(content[22:26], "little", signed=True))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + length
    return None


def _mapping(codes: dict[str, int]) -> str:
    """The characters of the codes, as PDF writes them."""
    lines = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for text, code in codes.items()]
    groups = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def"
    body = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
    return f"{head}\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end"


def _file(objects: list[bytes], catalog: int, info: int) -> bytes:
    parts: list[bytes] = [b"%PDF-1.7\n"]
    places = list(_written(objects, parts))
    start = sum(map(len, parts))
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n"
    parts.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode())
    return b"".join(parts)


def _written(objects: list[bytes], parts: list[bytes]) -> Iterator[int]:
    at = len(parts[0])
    for number, content in enumerate(objects, start=1):
        yield at
        parts.append(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
        at += len(parts[-1])
