"""From what was seen of a list to what is offered: the draft of the portal's file and rows for the roster, shown to a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter
from rich.console import Console

from extractors.listings.kinds import AnyList
from extractors.listings.source import KnownList, ListSource
from flows import portal_draft, portal_kin, portal_organs, portal_show, portal_unsure
from flows.portal_draft import Draft
from flows.portal_kin import Proposals
from flows.portal_organs import Titled
from flows.portal_seen import Seen, Wanted, host_of
from flows.roster import Context, Roster, normal_name
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be written: the portal's file (``without`` is the one that names none of the proposed organs), and rows of the roster."""

    drafted: Draft
    without: Draft
    proposals: Proposals


def draft(settings: Settings, console: Console, wanted: Wanted, seen: Seen, roster: Roster, region: str | None) -> Offer | None:
    """Show what was seen and what would be written; None where nothing is drafted, for a reason that is shown.

    ``ReferenceFileError`` where the portal's file cannot take the list, the organ given is none that the list is of, or ``region`` is none.
    """
    host, site = host_of(seen), portal_show.site_name(seen)
    if seen.found is None:
        return None
    known = _beside(seen, roster, host)
    _with_organs(seen, known, settings)
    rows = portal_organs.titled(seen.links, roster, host, wanted.agency_id)
    portal_show.show(console, seen, rows)
    why_not = portal_unsure.against(seen, rows)
    if why_not:
        console.print(f"  nothing is drafted: {why_not}")
        return None
    portal_organs.refuse_contradiction(rows, seen.found.table, site, roster, wanted.agency_id)
    names = portal_organs.strangers(rows, [name for name, agency in known.items() if not agency])
    found = [row.agency for row in rows if row.agency is not None] + [roster.by_id[one] for one in known.values() if one]
    proposals = portal_kin.proposals(settings, roster, names, found, host, region, site)
    portal_show.show_organs(console, proposals)
    return _offer(settings, console, wanted, seen, rows, proposals, known)


def _beside(seen: Seen, roster: Roster, host: str) -> dict[str, str]:
    """The names that stand beside codes of organs, each with its organ of the roster, empty where that has none."""
    names = seen.found.names.values() if seen.found is not None and "areas" in seen.found.table else ()
    return {normal_name(name): roster.identify(name, None, Context(host))[0] or "" for name in names}


def _with_organs(seen: Seen, known: Mapping[str, str], settings: Settings) -> None:
    """Give the links of codes the organs that are known by the names beside them."""
    if seen.found is not None and isinstance(seen.source, KnownList) and "areas" in seen.found.table:
        portal_kin.with_areas(seen.found.table, seen.found.names, known)
        source: ListSource = TypeAdapter(AnyList).validate_python(seen.found.table)
        seen.links = source.links(settings.day) if isinstance(source, KnownList) else seen.links


def _offer(
    settings: Settings, console: Console, wanted: Wanted, seen: Seen, rows: list[Titled], proposals: Proposals, known: Mapping[str, str]
) -> Offer:
    host = host_of(seen)
    made = {name: one.agency.agency_id for one in proposals.rows for name in one.names}
    drafted, table, doubts = _drafted(
        settings, wanted, seen, rows, dict(known) | {name: made.get(name, "") for name in known if not known[name]}
    )
    without, _, _ = _drafted(settings, wanted, seen, rows, known)
    unsure = [*portal_unsure.unsure(seen, rows, drafted.portal.hosts), *doubts, *portal_unsure.of_several_columns(seen, rows)]
    unsure += portal_unsure.of_file(drafted, table, wanted.agency_id)
    if drafted.before is None and (twin := portal_draft.twin(settings, host)) is not None:
        unsure.append(f"portals/{twin}.toml seems to be of the same site; one file is better than two")
    portal_show.show_draft(console, drafted, unsure)
    return Offer(drafted, without, proposals)


def _drafted(
    settings: Settings, wanted: Wanted, seen: Seen, rows: list[Titled], organs: Mapping[str, str]
) -> tuple[Draft, dict[str, object], list[str]]:
    """The draft, the fields of its list, and what is unsure about them."""
    if seen.found is None:
        raise ValueError("nothing was recognised")
    news_by, why = portal_unsure.deadline(rows, settings.day)
    table = seen.found.table | ({} if news_by is None else {"news_by": news_by})
    doubts = portal_kin.with_areas(table, seen.found.names, organs)
    reasons = (*seen.found.why, *filter(None, [why]))
    name = portal_show.site_name(seen)
    drafted = portal_draft.draft(settings, seen.looked.url, name, table, reasons, wanted.also_hosts)
    doubts += [] if news_by is None or not drafted.added else [f"news_by is set to {news_by!r}, since {why}"]
    return drafted, table, doubts
