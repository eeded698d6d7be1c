"""Files that a page carries: attached, in a viewer's frame, or written into it by a script. Many a report's page holds no more than its
title and such a file; others show the report and carry it once more."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from extractors.listings.links import OTHER_THINGS, absolute, around, is_candidate, tree_of
from extractors.listings.page import Link

MOST = 10
"""A page that carries more is a list."""
_SUFFIX = r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|7z|jpe?g|png|tiff?)"
_FILE = re.compile(rf"{_SUFFIX}(?:;[^/]*)?$", re.IGNORECASE)
_NAMED = re.compile(rf"{_SUFFIX}[\s】）)」]*$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?)$", re.IGNORECASE)
_QUOTED = re.compile(rf"""["']([^"'<>\s\\]{{1,500}}{_SUFFIX}(?:\?[^"'<>\s\\]{{0,300}})?)["']""", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b[^<>]{0,2000}>.{0,500}?</a>", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"(?:/|\.s?html?)$", re.IGNORECASE)
_VIEWER = re.compile(r"viewer|pdfjs|preview|view\.aspx", re.IGNORECASE)
_SHOWN_BY_SCRIPT = re.compile(r"\.(?:pdf|ofd)(?:$|\?)", re.IGNORECASE)
_FRAMES = {"iframe": ("src", "data-src"), "frame": ("src",), "embed": ("src",), "object": ("data",)}
_LONGEST_SCRIPT = 200_000
_LONGEST_TEXT = 500
_CJK = re.compile(r"[\u3400-\u9fff]")
_SAYS_WHAT_TO_DO = re.compile(
    "附件|下载|在线|点击|查看|预览|打开|浏览|阅读|全文|原文|正文|原件|全真|文字|版|文件|文档|文|本|页|此处|这里|请|格式|扫描|件"
)
_OTHER = re.compile(
    "申请表|申请书|申请人|流程|指南|指引|目录|手册|办法|规定|规范|制度|清单|方案|说明|软件|浏览器|插件|控件|阅读器|工具|无障碍|客户端|模板|样表|格式文本|条例|公示|名单|招聘"
)
Kind = Literal["speaking", "framed", "wordless", "other", "scripted"]


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file that a page carries: ``speaking`` of a report, ``framed`` by a viewer, ``wordless`` (下载, PDF, a mere file name), of
    ``other`` words, or ``scripted``: named in a script."""

    link: Link
    kind: Kind


def attached_files(page: str, url: str, *, beside: bool = False) -> list[Link]:
    """The files of a page of ``url`` that may be its report, in page order, each once."""
    return chosen(carried_files(page, url), beside=beside)


def chosen(files: list[CarriedFile], *, beside: bool) -> list[Link]:
    """Of the files that a page carries those that may be its report.

    Those that speak of a report or stand in a viewer's frame go before all others. Others are taken, at most ``MOST``, where the page
    shows no report itself; ``beside`` a report they are taken only where the page carries none but wordless ones, and more than ``MOST``
    are a list of other reports.
    """
    sure = [file.link for file in files if file.kind in ("speaking", "framed")]
    wordless = [file.link for file in files if file.kind == "wordless"]
    named = [file.link for file in files if file.kind in ("wordless", "other")]
    if beside:
        found = sure or (wordless if wordless == named else [])
        return found if len(found) <= MOST else []
    return (sure or named or [file.link for file in files])[:MOST]


def carried_files(page: str, url: str) -> list[CarriedFile]:
    """Every file that a page carries and that does not name itself as something else, a form to fill in or a 解读, in page order, each
    once."""
    tree = tree_of(page)
    if tree is None:
        return []
    base = urljoin(url, next((str(node.get("href")) for node in tree.iter("base") if node.get("href")), ""))
    found: dict[str, CarriedFile] = {}
    for file in _files(tree, base):
        known = found.get(file.link.url)
        # What a frame shows is often offered for download as well; where any of them speaks of a report, the file does.
        if file.link.url != url and (known is None or (known.kind != "speaking" and file.kind in ("speaking", "framed"))):
            found[file.link.url] = file
    return list(found.values())


def _files(tree: HtmlElement, base: str) -> Iterator[CarriedFile]:
    for element in tree.iter("a", "script", "param", *_FRAMES):
        if element.tag == "a":
            yield from _of_anchor(element, base)
        elif element.tag == "script":
            yield from _of_script(element.text or "", base)
        else:
            yield from _of_frame(element, base)


def _of_frame(frame: HtmlElement, base: str) -> Iterator[CarriedFile]:
    """The file in a viewer's frame. Pictures in frames are advertisements."""
    names = ("value",) if frame.tag == "param" else _FRAMES[str(frame.tag)]
    address = absolute(base, next((value for name in names if (value := frame.get(name))), ""))
    if address is None:
        return
    shown = _shown_by_viewer(address) or address
    path = urlsplit(shown).path
    if _FILE.search(path) and not _PICTURE.search(path):
        text = " ".join((frame.get("title") or frame.get("name") or "").split())[:_LONGEST_TEXT]
        if not OTHER_THINGS.search(unquote(_compact(text + path))):
            yield CarriedFile(Link(shown, text), "framed")


def _of_anchor(anchor: HtmlElement, base: str) -> Iterator[CarriedFile]:
    said = [" ".join(str(text).split()) for text in (anchor.text_content(), anchor.get("title"), anchor.get("download")) if text]
    for address in _targets(anchor, base):
        is_page = _PAGE.search(urlsplit(address).path)
        shown = _shown_by_viewer(address) if _VIEWER.search(address) else None
        names = [name for name in (*_file_names(address), *said) if _NAMED.search(name)]
        if (shown is None and (is_page or not names)) or _shows_it_already(anchor, address):
            continue
        kind = _kind([*said, *names], partial(around, anchor))
        if kind is not None:
            text = next((text for text in said if text), "") or (names[0] if names else "")
            yield CarriedFile(Link(shown or address, text[:_LONGEST_TEXT]), kind)


def _targets(anchor: HtmlElement, base: str) -> Iterator[str]:
    """Where an anchor leads: by its address, or by what a script that it calls names."""
    href = (anchor.get("href") or "").strip()
    called = href if href.lower().startswith("javascript:") else ""
    if href and not called and not href.startswith("#") and (address := absolute(base, href)) is not None:
        yield address
        return
    for name in _QUOTED.findall(f"{called} {anchor.get('onclick') or ''}"):
        if (address := absolute(base, name)) is not None:
            yield address


def _of_script(script: str, base: str) -> Iterator[CarriedFile]:
    """Anchors that a script writes into the page, and what it hands to a viewer."""
    if len(script) > _LONGEST_SCRIPT or not re.search(_SUFFIX, script, re.IGNORECASE):
        return
    written = script.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
    anchors = _ANCHOR.findall(written)
    for anchor in anchors:
        tree = tree_of(anchor)
        for element in tree.iter("a") if tree is not None else []:
            yield from _of_anchor(element, base)
    if anchors:
        return
    for name in _QUOTED.findall(written):
        address = absolute(base, name) if _SHOWN_BY_SCRIPT.search(name) else None
        kind = _kind(_file_names(address), str) if address is not None else None
        if address is not None and kind is not None:
            yield CarriedFile(Link(address, ""), "speaking" if kind == "speaking" else "scripted")


def _kind(texts: list[str], row: Callable[[], str]) -> Kind | None:
    """What a file is by what is said of it, None for what names itself as something else. ``row`` gives what stands beside it."""
    said = _compact("".join(texts))
    if OTHER_THINGS.search(said):
        return None
    if any(is_candidate(text, "") for text in texts):
        return "speaking"
    if _OTHER.search(said):
        return None
    if _CJK.search(_SAYS_WHAT_TO_DO.sub("", said)):
        return "other"
    beside = _compact(row())
    if OTHER_THINGS.search(beside) or _OTHER.search(beside):
        return None
    return "speaking" if is_candidate(beside, "") and len(beside) <= _LONGEST_TEXT else "wordless"


def _shows_it_already(anchor: HtmlElement, address: str) -> bool:
    """Whether an anchor only leads to the picture that it shows."""
    return bool(_PICTURE.search(urlsplit(address).path)) and next(anchor.iter("img"), None) is not None


def _file_names(address: str) -> list[str]:
    """The names of files in an address: that of its path, and those in its query (``downfile.jsp?filename=…``)."""
    names = (unquote(part).rsplit("/", 1)[-1] for part in (urlsplit(address).path, *_values(address)))
    return [name for name in names if _FILE.search(name)]


def _shown_by_viewer(address: str) -> str | None:
    """The file that a viewer's address names (``viewer.html?file=…``), None where it names none."""
    values = (unquote(value) if "%2f" in value.lower() else value for value in _values(address))
    shown = next((value for value in values if _FILE.search(urlsplit(value).path)), None)
    return absolute(address, shown) if shown is not None else None


def _values(address: str) -> list[str]:
    try:
        return [value for values in parse_qs(urlsplit(address).query, max_num_fields=50).values() for value in values]
    except ValueError:
        return []


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", text))
