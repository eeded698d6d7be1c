"""What the kinds of lists have in common: where a list stands, whose it is, what to expect of it, and addresses with places to fill."""

import re
from abc import ABC, abstractmethod
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extractors.listings.page import Link, ListingPage

Form = Literal["html", "json", "xml", "sitemap"]
_PLACE = re.compile(r"\{(\w*)\}")


class ListSource(BaseModel):
    """A list of reports on a portal: a ``[[lists]]`` table of its file.

    ``agency_id`` says whose reports the list carries where it carries only one organ's. Fewer links than ``expect_min`` is an alarm.
    ``news_by`` is the legal day (MM-DD) by which last year's reports stand on the list: after it a list without any is an alarm. It is
    empty where none need ever come, and "01-31" only where some organ on the list is a department.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    url: str
    agency_id: str | None = None
    expect_min: int = Field(default=1, ge=0)
    news_by: str = Field(default="03-31", pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")

    @property
    def address(self) -> str:
        """The address that stands for the list in the log; of a list that is asked, the one asked first."""
        return self.url

    def addresses(self) -> list[str]:
        """Every address that the file itself names, as far as that can be said without asking."""
        return [self.address]

    def organs(self) -> list[str]:
        """The ``agency_id`` of every organ that the list's table names."""
        return [self.agency_id] if self.agency_id else []


class AskedList(ListSource, ABC):
    """A list that the portal is asked for."""

    @property
    def form(self) -> Form:
        """What its answers must be."""
        return "html"

    @abstractmethod
    def read(self, answer: str, asked: str, base: str) -> ListingPage:
        """One answer's links and the addresses to ask next. ``asked`` is the address that was asked, ``base`` the one that answered, from
        which relative links go. ``ValueError`` names what was missing where the answer has another form than such a list has."""


class KnownList(ListSource, ABC):
    """A list whose links the portal's file itself says."""

    @abstractmethod
    def links(self, day: date) -> list[Link]:
        """The links on the run's day."""


def fill(template: str, **values: str | int) -> str:
    """An address with its places filled: ``{page}`` by the value of ``page``, quoted as a part of an address."""
    return _PLACE.sub(lambda place: quote(str(values[place[1]]), safe=""), template)


def values_in(template: str, address: str) -> dict[str, str]:
    """What stands at the places of an address that was made by ``fill``, still quoted. ``ValueError`` where the address is no such one."""
    between, names = _PLACE.split(template)[::2], _PLACE.findall(template)
    values = [*(rf"(?P<{name}>[^&#/?]*)" for name in names), ""]
    found = re.fullmatch("".join(re.escape(text) + value for text, value in zip(between, values, strict=True)), address)
    if found is None:
        raise ValueError(f"{address} was not made from {template}")
    return found.groupdict()


def number_in(template: str, place: str, address: str) -> int:
    """The number at a place of an address that was made by ``fill``. ``ValueError`` where the address is no such one."""
    value = values_in(template, address)[place]
    if not value.isdecimal():
        raise ValueError(f"{address} has no number at {place}")
    return int(value)


def places(*wanted: str, allowed: tuple[str, ...] = ()) -> AfterValidator:
    """A check that an address has each of the places ``wanted`` once, and no others than those and the ``allowed``."""

    def check(template: str) -> str:
        found = _PLACE.findall(template)
        if sorted(set(found) - set(allowed)) != sorted(wanted) or len(found) != len(set(found)):
            raise ValueError(f"an address with {' and '.join(f'{{{place}}}' for place in wanted)} is wanted, each once")
        return template

    return AfterValidator(check)


Plain = Annotated[str, places()]
"""An address without places to fill."""
