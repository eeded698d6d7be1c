"""Mutations for the fuzzer: bytes of a document → bytes of a damaged one, by what its format is made of. Every mutation is a function of
its random numbers alone, so that a seed names a file."""

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

Mutator = Callable[[random.Random, bytes], bytes]

_NUMBERS = (
    b"0",
    b"1",
    b"-1",
    b"7",
    b"255",
    b"65535",
    b"1000000000",
    b"2147483648",
    b"18446744073709551616",
    b"1e9",
    b"2;",
    b"100%",
    b"3.10",
)
_WORDS = (
    "",
    "/",
    "—",
    "无",
    "〇",
    "-1",
    "１２",
    "1 2",
    "12,345",
    "0.5",
    "总计",
    "件",
    "万元",
    "\ufffd",
    "&#x0;",
    "&amp;",
    "]]>",
    "<td>",
    "1" * 400,
)
_INTERESTING = (
    b"\x00",
    b"\xff",
    b"\x80",
    b"<",
    b">",
    b"&",
    b'"',
    b"\xff\xfe",
    b"\x00" * 64,
    b"\xb8\xe6",
    b"\n" * 100,
    b"(" * 200,
    b"<<" * 200,
)
_TAG = re.compile(rb"<[^<>]{1,300}>")
_NUMBER = re.compile(rb"\d+")
_SPAN = re.compile(rb"(?:row|col)span\s*=\s*[\"']?[^\"'\s>]*|w:val=\"[^\"]*\"", re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ENTRY = re.compile(rb"/(?:Length|Count|Rotate|Kids|MediaBox|CropBox|W|Widths|Size|First|N|Font|Contents)\b[^/>]*")
_LONGEST = 8 * 1024 * 1024


def _place(rng: random.Random, content: bytes, longest: int = 4096) -> tuple[int, int]:
    start = rng.randrange(len(content) + 1)
    return start, min(len(content), start + rng.randrange(1, longest))


def flip(rng: random.Random, content: bytes) -> bytes:
    """A few bits, or whole bytes, are other ones."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 2, 8, 64)) if content else 0):
        changed[rng.randrange(len(changed))] ^= rng.choice((1, 2, 4, 8, 16, 32, 64, 128, 255))
    return bytes(changed)


def delete(rng: random.Random, content: bytes) -> bytes:
    """A piece is gone."""
    start, end = _place(rng, content)
    return content[:start] + content[end:]


def cut(rng: random.Random, content: bytes) -> bytes:
    """The end is gone."""
    return content[: rng.randrange(len(content) + 1)]


def repeat(rng: random.Random, content: bytes) -> bytes:
    """A piece stands more than once."""
    start, end = _place(rng, content, 512)
    return content[:start] + content[start:end] * rng.choice((2, 3, 50, 500)) + content[end:]


def swap(rng: random.Random, content: bytes) -> bytes:
    """Two neighbouring pieces have changed places."""
    a, b, c = sorted(rng.randrange(len(content) + 1) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def insert(rng: random.Random, content: bytes) -> bytes:
    """Bytes that parsers care for stand in between."""
    start = rng.randrange(len(content) + 1)
    return content[:start] + rng.choice(_INTERESTING) + content[start:]


def number(rng: random.Random, content: bytes) -> bytes:
    """Some numbers are other ones."""
    return _replaced(rng, content, _NUMBER, lambda found: rng.choice(_NUMBERS), rng.choice((1, 1, 3, 20)))


def span(rng: random.Random, content: bytes) -> bytes:
    """Cells cover another number of rows or columns."""
    grown = _replaced(rng, content, _SPAN, lambda found: re.sub(rb"[^=]*$", b'"' + rng.choice(_NUMBERS) + b'"', found), rng.choice((1, 5)))
    return (
        grown if grown != content else _replaced(rng, content, re.compile(rb"<t[dh]"), lambda f: f + b" rowspan=" + rng.choice(_NUMBERS), 2)
    )


def word(rng: random.Random, content: bytes) -> bytes:
    """The text between two tags is another."""
    encoding = rng.choice(("utf-8", "utf-8", "gb18030"))
    between = re.compile(rb">[^<>]{1,60}<")
    return _replaced(rng, content, between, lambda _: b">" + rng.choice(_WORDS).encode(encoding, "replace") + b"<", rng.choice((1, 3, 30)))


def tags(rng: random.Random, content: bytes) -> bytes:
    """Tags are lost, moved, doubled or nested thousands deep."""
    found = list(_TAG.finditer(content))
    if len(found) < 2:
        return flip(rng, content)
    one, other = rng.choice(found), rng.choice(found)
    change = rng.randrange(4)
    if change == 0:
        return content[: one.start()] + content[one.end() :]
    if change == 1:
        return content[: one.start()] + other[0] + content[one.end() :]
    times = 2 if change == 2 else rng.choice((50, 300, 3000))
    return content[: one.start()] + one[0] * times + content[one.end() :]


def _replaced(rng: random.Random, content: bytes, pattern: "re.Pattern[bytes]", new: Callable[[bytes], bytes], times: int) -> bytes:
    for _ in range(times):
        found = [m.span() for m in pattern.finditer(content)]
        if not found:
            break
        start, end = rng.choice(found)
        content = content[:start] + new(content[start:end]) + content[end:]
    return content


def member(rng: random.Random, content: bytes) -> bytes:
    """One part of a package is damaged, missing, doubled or renamed; sums and sizes of the package are right."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:
        return flip(rng, content)
    if not parts:
        return content
    # The large parts hold the tables.
    at = max(rng.sample(range(len(parts)), min(2, len(parts))), key=lambda n: len(parts[n][1]))
    name, data = parts[at]
    kind = rng.randrange(12)
    if kind == 0:
        parts.pop(at)
    elif kind == 1:
        parts.append((rng.choice((name, "../../" + name, name.upper(), "/" + name)), data))
    else:
        parts[at] = (name, (mutate_markup if b"<" in data[:200] else mutate_bytes)(rng, data))
    return _packed(parts)


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def stream(rng: random.Random, content: bytes) -> bytes:
    """What a stream of a PDF file inflates to is damaged; where it still fits, every offset of the file stays right."""
    found = list(_STREAM.finditer(content))
    if not found:
        return flip(rng, content)
    chosen = rng.choice(found)
    try:
        plain = zlib.decompressobj().decompress(chosen[1], _LONGEST)
    except zlib.error:
        return content[: chosen.start(1)] + mutate_bytes(rng, chosen[1]) + content[chosen.end(1) :]
    packed = zlib.compress(rng.choice((mutate_bytes, operators))(rng, plain), 9)
    return content[: chosen.start(1)] + packed.ljust(len(chosen[1]), b"\n") + content[chosen.end(1) :]


def operators(rng: random.Random, content: bytes) -> bytes:
    """Lines of a content stream are lost, moved, doubled, or nested."""
    lines = content.split(b"\n")
    for _ in range(rng.choice((1, 4, 30))):
        at = rng.randrange(len(lines))
        change = rng.randrange(4)
        if change == 0 and len(lines) > 1:
            lines.pop(at)
        elif change == 1:
            lines.insert(at, rng.choice(lines))
        elif change == 2:
            lines[at] = rng.choice((b"q", b"Q", b"BT", b"ET", b"0 0 0 0 0 0 cm", b"1e9 0 0 1e9 0 0 cm", b"W n", b"/Fm0 Do"))
        else:
            lines[at] = number(rng, lines[at])
    return b"\n".join(lines)


def dictionary(rng: random.Random, content: bytes) -> bytes:
    """A number or a name in an object of a PDF file is another of the same length, so that offsets stay right."""
    found = [
        m.span()
        for m in re.finditer(rb"/(?:Length|Count|Rotate|Kids|MediaBox|CropBox|W|Widths|Size|First|N|Font|Contents)\b[^/>]*", content)
    ]
    if not found:
        return flip(rng, content)
    start, end = rng.choice(found)
    changed = bytearray(content)
    for place in range(start, end):
        if 48 <= changed[place] <= 57 and rng.random() < 0.4:
            changed[place] = rng.choice(b"0123456789-.")
    return bytes(changed)


def picture(rng: random.Random, content: bytes) -> bytes:
    """A picture says another size; the checksum of a PNG header is right."""
    if content.startswith(b"\x89PNG") and len(content) > 33:
        size = struct.pack(">II", rng.choice((0, 1, 7, 60_000, 2**31 - 1)), rng.choice((0, 1, 7, 60_000, 2**31 - 1)))
        header = b"IHDR" + size + content[24:29]
        return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]
    at = content.find(b"\xff\xc0")
    if at < 0:
        return flip(rng, content)
    return content[: at + 5] + struct.pack(">HH", rng.choice((0, 1, 60_000)), rng.choice((0, 1, 60_000))) + content[at + 9 :]


_BYTES: tuple[Mutator, ...] = (flip, flip, delete, cut, repeat, swap, insert, number)
_MARKUP: tuple[Mutator, ...] = (span, span, word, word, word, tags, tags, number, delete, repeat, swap, insert, flip, cut)


def mutate_bytes(rng: random.Random, content: bytes) -> bytes:
    """One mutation that knows nothing of formats."""
    return rng.choice(_BYTES)(rng, content)


def mutate_markup(rng: random.Random, content: bytes) -> bytes:
    """One to four mutations of markup."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        content = rng.choice(_MARKUP)(rng, content)
    return content


def mutate(rng: random.Random, content: bytes) -> bytes:
    """One damaged document out of a sound one."""
    if content.startswith(b"PK"):
        changed = (member if rng.random() < 0.85 else mutate_bytes)(rng, content)
    elif content.startswith(b"%PDF"):
        changed = rng.choice((stream, stream, stream, dictionary, dictionary, mutate_bytes))(rng, content)
    elif content.startswith((b"\x89PNG", b"\xff\xd8", b"II*", b"MM\x00")):
        changed = rng.choice((picture, mutate_bytes, mutate_bytes))(rng, content)
    elif b"<" in content[:2000]:
        changed = mutate_markup(rng, content)
    else:
        changed = mutate_bytes(rng, content)
    return changed[:_LONGEST]
