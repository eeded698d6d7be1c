"""The encoding of text that says the wrong thing about itself: BOM, validity and plausibility before any declaration."""

import codecs
import re

from charset_normalizer import from_bytes

_META_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_COMMON = frozenset("的一是在不了有和为上年公开政府信息申请工作报告情况本机关行政其他總資訊開報與會處關機")
_GB_NAMES = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "936", "euc-cn", "hz-gb-2312", "hz", "chinese"))
_ALLOWED = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|utf-32(?:-[lb]e)?|ascii|gb18030|big5|big5hkscs|cp950|euc[_-]jp|shift_jis|cp932|euc[_-]kr|cp949|johab|"
    r"iso8859-\d+|iso2022_(?:jp|kr)\w*|cp125\d|cp437|cp85\d|koi8-[rtu]|mac-\w+|tis-620"
)
"""Encodings of text that pages are written in. Python knows many more codecs; some unpack archives, some run for minutes or give text that
no file can hold, so a page must not choose among them freely."""


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of some bytes: a BOM, else UTF-8 where it is valid, else what is declared (by the server, by the page), else a guess.

    UTF-8 goes before any declaration because text in another encoding is hardly ever valid UTF-8, while declarations are often wrong;
    every name of the GB family is read as GB18030, their superset.
    """
    wide = utf16(content)
    if wide is not None:
        return content.decode(wide, errors="replace").removeprefix("\ufeff")
    content = content.removeprefix(codecs.BOM_UTF8)
    utf8 = content.decode("utf-8", errors="replace")
    bad = utf8.count("\ufffd")
    if not bad and b"~{" not in content:
        return utf8
    names = [name for name in (declared, _meta_charset(content)) if name]
    if any(name.lower().startswith("hz") for name in names) and content.isascii() and b"~{" in content:
        return content.decode("hz", errors="replace")
    # A page cut in the middle of a character, or pasted together from two, is still UTF-8.
    if bad * 50 <= _beyond_ascii(utf8) and (b"\xef\xbf\xbd" in content or bad == 0 or _common(utf8) > bad):
        return utf8
    return _decode_other(content, names)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _common(text: str) -> int:
    return sum(map(text.count, _COMMON))


def _decode_other(content: bytes, names: list[str]) -> str:
    best, best_score = None, -1.0
    for name in dict.fromkeys([_codec(name) for name in names] + ["gb18030", "big5hkscs"]):
        if name is None or name in ("utf-8", "ascii", "iso8859-1", "cp1252"):
            continue
        text = content.decode(name, errors="replace")
        score = _plausible(text)
        if score > best_score:
            best, best_score = text, score
    if best is not None and best_score > 0.05:
        return best
    for name in ["gb18030", *filter(None, map(_codec, names))]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    match = from_bytes(content[:200_000]).best()
    return content.decode((_codec(match.encoding) if match else None) or "gb18030", errors="replace")


def _plausible(text: str) -> float:
    """The share of characters beyond ASCII that running Chinese prose of this kind is made of, less what could not be decoded."""
    beyond = _beyond_ascii(text)
    return (_common(text) - 4 * text.count("\ufffd")) / beyond if beyond else 0.0


def _codec(name: str) -> str | None:
    """Python's name of a declared encoding; None where there is no such encoding of text."""
    if name.lower() in _GB_NAMES:
        return "gb18030"
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _ALLOWED.fullmatch(found) else None


def _meta_charset(content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:4096])
    return found.group(1).decode("ascii") if found else None


def utf16(content: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 text, by its BOM or by the NUL bytes that ASCII markup leaves in it; None for any other."""
    for bom, codec in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(bom):
            return codec
    head = content[:2048]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if odd > 0.3 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.02 else None
