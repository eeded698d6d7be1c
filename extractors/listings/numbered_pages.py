"""Lists whose page says how many pages there are, and whose further pages carry their number in the address, counted up or down."""

from typing import Annotated, Literal

from pydantic import Field

from extractors.listings.links import anchors, tree_of
from extractors.listings.page import MAX_PAGES, ListingPage
from extractors.listings.pager import pager_says
from extractors.listings.source import AskedList, Plain, fill, number_in, places
from extractors.listings.static_list import read_page, turns_page


class NumberedPages(AskedList):
    """``url`` is the first page, ``page_url`` that of a further one with ``{page}`` where its number goes.

    ``counting`` up: the second page carries the number ``second``, the next one more. Down: of six pages the second carries 5, the last 1,
    as Boda does, whose pages keep their addresses when entries are added in front. How many there are is what the page says; where it says
    nothing, the highest number of a page that it links to tells.
    """

    kind: Literal["numbered_pages"] = "numbered_pages"
    url: Plain
    page_url: Annotated[str, places("page")]
    counting: Literal["up", "down"] = "up"
    second: int = Field(default=2, ge=0, le=2)

    def addresses(self) -> list[str]:
        """The first page and, as an example, that with the number 1."""
        return [self.url, fill(self.page_url, page=1)]

    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """The report links of a page, and every further page of the list. ``ValueError`` where a script's pager is not understood."""
        page, _ = read_page(answer, asked, base, self.url)
        said = pager_says(answer).pages
        linked = self._linked(answer, base)
        count = said if said is not None else self._count(linked)
        # One more than may be read, so that a list that is too long is seen to be.
        numbers = self._numbers(min(count, MAX_PAGES + 2))
        page.next_pages.extend(fill(self.page_url, page=number) for number in numbers)
        beyond = sorted(linked - set(numbers) - {self.second - 1, count})
        if beyond and said is not None:
            page.doubts.append(f"the page says that there are {said} pages and links to {fill(self.page_url, page=beyond[-1])}")
        return page

    def _numbers(self, count: int) -> list[int]:
        """The numbers of the further pages of a list of ``count`` pages, from the second on."""
        return list(range(count - 1, 0, -1)) if self.counting == "down" else list(range(self.second, self.second + count - 1))

    def _count(self, linked: set[int]) -> int:
        return max(linked, default=0) + 1 if self.counting == "down" else max(linked, default=self.second - 1) - self.second + 2

    def _linked(self, answer: str, base: str) -> set[int]:
        """The numbers of the pages that a page links to."""
        tree = tree_of(answer)
        found: set[int] = set()
        for anchor, address in anchors(tree, base) if tree is not None else ():
            # zfxxgknb/2023.htm is the column of a year, and no page.
            if not turns_page(anchor):
                continue
            try:
                found.add(number_in(self.page_url, "page", address))
            except ValueError:
                continue  # The address of something else.
        return found
