"""Pictures that a page shows in its article: of some reports the tables, of others all of it are pictures."""

import re
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extractors.listings.links import absolute, is_candidate, tree_of
from extractors.listings.page import Link
from extractors.readers import markup

MOST = 40
"""As many as are read."""
_READABLE = re.compile(r"\.(?:jpe?g|png|tiff?)$", re.IGNORECASE)
_UNREADABLE = re.compile(r"\.(?:gif|svg|ico|bmp|webp)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:^|[/_\-.])(?:\w*logo\w*|icons?\w*|ico|\w*qr(?:code)?|ewm\w*|erweima\w*|wei(?:xin|bo)\w*|wechat\w*|share\w*|banner\w*|btn\w*|button\w*|"
    r"arrows?\w*|bg\w*|nav\w*|menu\w*|header?\w*|foot(?:er)?\w*|search\w*|close|print\w*|dot|blank|space[rd]?|loading\w*|conac\w*|jiucuo\w*|"
    r"zhaocuo\w*|jubao\w*|gaba\w*|beian\w*|wza\w*|guohui\w*|filetypeimages|templates?|styles?|skins?|css|static|themes?|assets?)(?=[/_\-.]|$)",
    re.IGNORECASE,
)
_FRAME_TAGS = frozenset({"header", "footer", "nav", "aside"})
_FRAME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:header|head|top|footer|foot|bottom|nav|navbar|menu|logo|share|qr|qrcode|ewm|erweima|sidebar|side|banner|copyright|"
    r"friendlinks?|search|toolbar|ad|adv|float|popup|related)\d*(?=$|[\s_-])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:20\d\d|二[〇○零O0]\S{2})年?.*(?:报告|年报)")
_AFTER = re.compile("^(?:版权所有|主办单位|主办:|网站标识码|相关链接|相关文章|上一篇|下一篇)")
_NO_TITLE = frozenset({"a", "title", "option", "script", "style", "meta"})


def shown_pictures(page: str, url: str) -> list[Link]:
    """The pictures that the article of a page of ``url`` shows and that may hold a table, in page order, each once, at most ``MOST``.

    ``text`` of each is its address as the page writes it, by which the readers of pages look it up. What stands before the article's
    title or after its end, in a frame of the page or under a name of such things, leads elsewhere as a link or is too small is left out.
    """
    tree = tree_of(page)
    if tree is None:
        return []
    base = urljoin(url, next((str(node.get("href")) for node in tree.iter("base") if node.get("href")), ""))
    found: dict[str, Link] = {}
    around_title: set[HtmlElement] = set()
    for element in tree.iter():
        if element.tag == "img":
            written = markup.address("img", {str(name): str(value) for name, value in element.attrib.items()})
            address = absolute(base, written) if written and not written.lower().startswith("data:") else None
            if address is not None and not _is_decoration(address, base) and _in_article(element, around_title):
                found.setdefault(written, Link(address, written))
        elif isinstance(element.tag, str) and element.text and element.tag not in _NO_TITLE:
            said = re.sub(r"\s+", "", normalize("NFKC", element.text[:200]))
            if not around_title and _is_title(element, said):
                found.clear()
                around_title.update(element.iterancestors())
            elif found and _AFTER.match(said):
                break
    return list(found.values())[:MOST]


def _is_title(element: HtmlElement, said: str) -> bool:
    speaks = bool(_TITLE.search(said)) and is_candidate(said, "")
    return speaks and not any(above.tag in _NO_TITLE for above in element.iterancestors())


def _is_decoration(address: str, base: str) -> bool:
    """Whether a picture's name is that of a thing that stands in the frame of pages, or of a format that is not read."""
    path = urlsplit(address).path
    folder = urlsplit(base).path.rpartition("/")[0]
    # What lies beside the page or below it belongs to the article, whatever its folder above is called.
    return bool(_UNREADABLE.search(path) or _DECORATION.search(path.removeprefix(folder)))


def _in_article(picture: HtmlElement, around_title: set[HtmlElement]) -> bool:
    for above in picture.iterancestors():
        if above.tag == "a" and _leads_elsewhere(above):
            return False
        if above in around_title or above.tag in ("body", "html"):
            continue
        if above.tag in _FRAME_TAGS or _FRAME_NAMES.search(f"{above.get('id') or ''} {above.get('class') or ''}"):
            return False
    return True


def _leads_elsewhere(anchor: HtmlElement) -> bool:
    """Whether a link around a picture leads to a page: one to a picture only shows it larger."""
    href = (anchor.get("href") or "").strip()
    return (
        bool(href) and not href.startswith("#") and not href.lower().startswith("javascript:") and not _READABLE.search(urlsplit(href).path)
    )
