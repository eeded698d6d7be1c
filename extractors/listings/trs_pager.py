"""TRS lists whose pager is a script call: pages ``index.html``, ``index_1.html`` …, as many as the call says."""

from typing import Literal
from urllib.parse import urljoin

from extractors.listings.page import MAX_PAGES, ListingPage
from extractors.listings.scripted_pager import PagerCall, pager_calls
from extractors.listings.source import AskedList, Plain
from extractors.listings.static_list import read_page


class TrsPager(AskedList):
    """``url`` is the first page."""

    kind: Literal["trs_pager"] = "trs_pager"
    url: Plain

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The report links of a page, and every further page that the call in it declares. ``ValueError`` where it has no such call."""
        calls = pager_calls(answer)
        if not calls:
            raise ValueError("the page has no call of createPageHTML, which says how many pages there are")
        page, linked = read_page(answer, asked, base, self.url)
        declared = [address for call in calls for address in _pages(call, base)]
        page.next_pages.extend(dict.fromkeys(declared or linked))
        return page


def _pages(call: PagerCall, base: str) -> list[str]:
    # One more than may be read, so that a list that is too long is seen to be.
    return [urljoin(base, f"{call.name}_{number}.{call.suffix}") for number in range(1, min(call.pages, MAX_PAGES + 2))]
