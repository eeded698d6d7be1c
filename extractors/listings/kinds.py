"""The kinds of lists there are: the one place that knows them all. A new kind is a module and its name here."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from extractors.listings.addresses import AddressList
from extractors.listings.handed_in import HandedIn
from extractors.listings.jcms_annual import JcmsAnnual
from extractors.listings.jcms_records import JcmsRecords
from extractors.listings.json_search import JsonSearch
from extractors.listings.numbered_pages import NumberedPages
from extractors.listings.postback import Postback
from extractors.listings.site_search import SiteSearch
from extractors.listings.sitemap import Sitemap
from extractors.listings.source import ListSource
from extractors.listings.static_list import StaticList
from extractors.listings.trs_pager import TrsPager

KindName = Literal[
    "static_list",
    "numbered_pages",
    "trs_pager",
    "postback",
    "json_search",
    "jcms_records",
    "jcms_annual",
    "sitemap",
    "site_search",
    "address_list",
    "handed_in",
]
AnyList = Annotated[
    StaticList
    | NumberedPages
    | TrsPager
    | Postback
    | JsonSearch
    | JcmsRecords
    | JcmsAnnual
    | Sitemap
    | SiteSearch
    | AddressList
    | HandedIn,
    Field(discriminator="kind"),
]
"""A ``[[lists]]`` table, told apart by its ``kind``."""
KINDS: Mapping[KindName, type[ListSource]] = {
    "static_list": StaticList,
    "numbered_pages": NumberedPages,
    "trs_pager": TrsPager,
    "postback": Postback,
    "json_search": JsonSearch,
    "jcms_records": JcmsRecords,
    "jcms_annual": JcmsAnnual,
    "sitemap": Sitemap,
    "site_search": SiteSearch,
    "address_list": AddressList,
    "handed_in": HandedIn,
}
