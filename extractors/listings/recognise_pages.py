"""Lists that are pages: how a page's script, its pager and the form of its addresses tell of which kind it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from extractors.listings.looked_at import Looked, Recognised, braced
from extractors.listings.pager import pager_says
from extractors.listings.postback import next_call
from extractors.listings.scripted_pager import pager_calls
from extractors.listings.static_list import StaticList

_ANNUAL = re.compile(r"[?&](?:area|orgCode)=[^&]+.*[?&](?:fbtime|nbYear|year)=\d{4}|[?&](?:fbtime)=\d{4}.*[?&]area=")
_YEAR_PAGE = re.compile(r"/public/column/(\d+)\?(?=.*action=detail).*\btitle=((?:19|20)\d{2})")
_SEARCH = re.compile(r"search|sousuo|/ss/|query|/so/", re.IGNORECASE)
_SEARCHED = re.compile(r"公开|年报|年度报告|[局镇乡府办委会处]$")
_ORGAN = re.compile(r".*?[局镇乡府办委会处](?=\s|\d|政府信息|信息公开|年)")
_NUMBER = re.compile(r"\d{1,4}(?!.*\d)")
_NEXT, _LAST = re.compile(r"^[下后]一?页[>›»]*$"), re.compile(r"^(?:[尾末]页|最后一?页)[>›»]*$")


@dataclass(frozen=True, slots=True)
class Family:
    """Portals of one make: the form of their reports' addresses, and what the address of a further page is, made from the first's.

    ``first`` is searched in the list's address, and ``further`` takes its place there.
    """

    name: str
    reports: re.Pattern[str]
    first: re.Pattern[str]
    further: str
    counting: str = "up"
    second: int = 2


FAMILIES = (
    Family("Boda", re.compile(r"/info/\d+/\d+\.htm$"), re.compile(r"\.htm$"), "/{page}.htm", "down"),
    Family("the Guangdong platform", re.compile(r"/content/m?post_\d+\.html$"), re.compile(r"(?:index\.html)?$"), "index_{page}.html"),
    Family("columns of c and a number, pages named by 32 hexadecimal digits", re.compile(r"/\d{6}/[0-9a-f]{32}\.s?html$"),
           re.compile(r"(?<=[a-z])(\.s?html)$"), r"_{page}\1"),
    Family("xxgk-show", re.compile(r"/xxgk-show-\d+\.html$"), re.compile(r"\.html$"), "-{page}.html"),
    Family("Anhui public/column", re.compile(r"/public/(?:\d+|content)/\d+"), re.compile(r"(?:&pageIndex=\d+)?$"), "&pageIndex={page}"),
)  # fmt: skip


def postback(page: Looked) -> Recognised | None:
    """An ASP.NET page whose pager sends the page's form."""
    if page.tree is None or "__VIEWSTATE" not in page.answer:
        return None
    call = next_call(page.tree, 2)
    if call is None:
        return None
    why = ("the page holds __VIEWSTATE: ASP.NET", f"its pager calls __doPostBack('{call[0]}', '{call[1]}') for page 2")
    return Recognised({"kind": "postback", "url": page.url}, why, page.answer)


def annual(page: Looked) -> Recognised | None:
    """Pages of an organ and a year, which no list need lead to: Hanweb's xxgkAnnualReport.jsp and Anhui's column by title."""
    found = [address for address in (page.url, *(address for _, address in page.anchors)) if _annual(address)]
    others = [link for link in page.links if not _annual(link.url)]
    if not found or (not _annual(page.url) and len(found) < len(others)):
        return None
    pairs = [_area_and_year(address) for address in found]
    template = _annual_template(found[0])
    known = [(area, year) for address, (area, year) in zip(found, pairs, strict=True) if _annual_template(address) == template]
    areas = list(dict.fromkeys(area for area, _ in known))
    first = min(year for _, year in known)
    table = {"kind": "jcms_annual", "url": template, "first_year": first, "areas": dict.fromkeys(areas, "")}
    why = (
        "addresses carry the code of an organ and a year: " + found[0],
        f"{len(areas)} organ{'s' * (len(areas) != 1)}, years from {first}",
    )
    doubts = (f"years before {first} are not asked for; set first_year if there are reports of them",)
    names = {_area_and_year(address)[0]: text for text, address in page.anchors if address in found}
    return Recognised(table, why, doubts=doubts, names=names)


def _annual(address: str) -> bool:
    return ("AnnualReport.jsp" in address and bool(_ANNUAL.search(address))) or bool(_YEAR_PAGE.search(address))


def _area_and_year(address: str) -> tuple[str, int]:
    if found := _YEAR_PAGE.search(address):
        return found[1], int(found[2])
    area, year = re.search(r"[?&]area=([^&]+)", address), re.search(r"[?&]fbtime=(\d{4})", address)
    return (unquote(area[1]) if area else ""), (int(year[1]) if year else 2019)


def _annual_template(address: str) -> str:
    if _YEAR_PAGE.search(address):
        return re.sub(r"(/public/column/)\d+", r"\1{area}", braced(address, year="title"))
    return braced(address, area="area", year="fbtime")


def trs_pager(page: Looked) -> Recognised | None:
    """A script's call of createPageHTML, which counts pages from 0 (TRS) or from 1."""
    calls = pager_calls(page.answer)
    if not calls:
        return None
    call = calls[0]
    why = f'the page calls createPageHTML({call.pages}, {call.current}, "{call.name}", "{call.suffix}")'
    if call.current == 0:
        return Recognised({"kind": "trs_pager", "url": page.url}, (f"{why}: a TRS pager",), page.answer)
    further = page.at(f"{call.name}_{{page}}.{call.suffix}")
    table: dict[str, object] = {"kind": "numbered_pages", "url": page.url, "page_url": further}
    return Recognised(table, (f"{why}, which counts from 1: the second page is {call.name}_2.{call.suffix}",), page.answer)


def search_results(page: Looked) -> Recognised | None:
    """The results of a portal's own search, for the name of an organ."""
    found = next(((field, value) for field, value in page.query.items() if _SEARCHED.search(value)), None)
    if found is None or not _SEARCH.search(page.url):
        return None
    field, value = found
    organ = _ORGAN.match(value)
    name = organ[0] if organ else value
    number = next((one for one in ("p", "page", "pageNo", "pageNum", "pageIndex") if one in page.query), None)
    url = braced(page.url, name=field, **({"page": number} if number else {})).replace("{name}", "{name}" + quote(value.removeprefix(name)))
    table: dict[str, object] = {"kind": "site_search", "url": url, "shown_at": page.at("/"), "agencies": {"": name}}
    doubts = ["a search is the last resort: a list is whole, results are those that the search thinks fit"]
    doubts += [] if number else ["no field of the address is the number of the page: only the first page of results is read"]
    why = (f"the address is that of a search for {value} ({field}=)",)
    return Recognised(table, why, page.answer, tuple(doubts), "say with --agency which organ is searched for")


def family(page: Looked) -> Recognised | None:
    """The make of a portal by its reports' addresses, with the pages its pager links to or names."""
    addresses = [link.url for link in page.links]
    for one in FAMILIES:
        like = [address for address in addresses if one.reports.search(urlsplit(address).path)]
        if like and 2 * len(like) >= len(addresses):
            return _of_family(page, one, like[0])
    return None


def _of_family(page: Looked, one: Family, sample: str) -> Recognised:
    said = pager_says(page.answer)
    why = [f"reports stand at addresses such as {urlsplit(sample).path}: {one.name}"]
    why += [f"its pager says {said.pages} pages ({said.wording})"] if said.pages is not None else []
    custom = {"page_url": one.first.sub(one.further, page.url, count=1)} | _counting(one)
    linked = linked_pages(page, said.pages)
    # Of two pages the second is 1 whether they are counted up or down: the make tells.
    fields = custom if linked is None or linked["page_url"] == custom["page_url"] else linked
    doubts: tuple[str, ...] = ()
    if linked is not None:
        why.append(f"further pages are linked as {fields['page_url']}, counted {fields.get('counting', 'up')}")
    elif said.pages is not None and said.pages > 1:
        doubts = (f"no further page is linked: {fields['page_url']} is the custom of such portals, right if the second page could be read",)
    return Recognised({"kind": "numbered_pages", "url": page.url} | fields, tuple(why), page.answer, doubts)


def _counting(one: Family) -> dict[str, object]:
    return {"counting": "down"} if one.counting == "down" else {"second": one.second} if one.second != 2 else {}


def linked_pages(page: Looked, pages: int | None) -> dict[str, object] | None:
    """The fields by which the pages that a page links to are numbered; None where it links to none."""
    by_template: dict[str, dict[int, int]] = {}
    for text, address in page.anchors:
        position, found = _position(text, pages), _NUMBER.search(address)
        if position is not None and found is not None and urlsplit(address).netloc == urlsplit(page.url).netloc:
            template = f"{address[: found.start()]}{{page}}{address[found.end() :]}"
            by_template.setdefault(template, {})[position] = int(found[0])
    if not by_template:
        return None
    return _counted(*max(by_template.items(), key=lambda pair: len(pair[1])), pages)


def _position(text: str, pages: int | None) -> int | None:
    """Which page an anchor of a pager leads to: 2 for the next one, the last one's where that is known; None for other anchors."""
    if _NEXT.match(text):
        return 2
    if _LAST.match(text):
        return pages
    return int(text) if text.isdecimal() and 1 < int(text) < 1000 else None


def _counted(template: str, numbers: Mapping[int, int], pages: int | None) -> dict[str, object] | None:
    """``numbers`` are those in the addresses of the second, third … page."""
    if _all_equal(number - position for position, number in numbers.items()):
        second = next(number - position + 2 for position, number in numbers.items())
        down = second > 2 or (pages is not None and len(numbers) == 1 and second != 2 and second == pages - 1)
        if not down and 0 <= second <= 2:
            return {"page_url": template} if second == 2 else {"page_url": template, "second": second}
        return {"page_url": template, "counting": "down"} if pages is not None and second == pages - 1 else None
    if _all_equal(number + position for position, number in numbers.items()):
        return {"page_url": template, "counting": "down"}
    return None


def _all_equal(numbers: Iterable[int]) -> bool:
    return len(set(numbers)) == 1


def plain(page: Looked) -> Recognised | None:
    """A page with links to reports, and perhaps to further pages."""
    if not page.links:
        return None
    source = StaticList(url=page.url)
    read = source.read(page.answer, page.url, page.url)
    said = pager_says(page.answer)
    links = "1 link that speaks" if len(page.links) == 1 else f"{len(page.links)} links that speak"
    why = [f"the page itself holds {links} of a report"]
    linked = linked_pages(page, said.pages)
    if read.next_pages or linked is None:
        why += [f"it links to further pages: {read.next_pages[0]}"] if read.next_pages else []
        return Recognised({"kind": "static_list", "url": page.url}, tuple(why), page.answer)
    why.append(f"further pages are linked as {linked['page_url']}")
    return Recognised({"kind": "numbered_pages", "url": page.url} | linked, tuple(why), page.answer)
