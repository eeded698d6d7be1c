"""Addresses given by hand, for reports that no list leads to."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.listings.page import Link
from extractors.listings.source import KnownList, Plain


class Entry(BaseModel):
    """One address: what a link to it would say, the day printed where it was found, and whose report it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Plain
    title: str = ""
    published: date | None = None
    agency_id: str | None = None


class AddressList(KnownList):
    """``url`` is the page on which a person found the addresses; it is not asked."""

    kind: Literal["address_list"] = "address_list"
    url: Plain
    entries: tuple[Entry, ...] = Field(min_length=1)

    def addresses(self) -> list[str]:
        """The addresses, and that of the page."""
        return [self.url, *(entry.url for entry in self.entries)]

    def organs(self) -> list[str]:
        """Those of the list and of its addresses."""
        return [*super().organs(), *(entry.agency_id for entry in self.entries if entry.agency_id)]

    def links(self, day: date) -> list[Link]:  # noqa: ARG002 - the same on every day
        """The addresses in the order of the file."""
        return [Link(entry.url, entry.title, entry.published, agency_id=entry.agency_id) for entry in self.entries]
