"""From what was seen of a list to what is offered: the draft of the portal's file and rows for the roster, shown to a person."""

from dataclasses import dataclass

from rich.console import Console

from flows import portal_draft, portal_organs, portal_show
from flows.portal_draft import Draft
from flows.portal_organs import Proposed
from flows.portal_seen import Seen, Wanted, host_of
from flows.roster import Roster
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be written: the portal's file, and the rows of the roster."""

    drafted: Draft
    proposed: list[Proposed]


def draft(settings: Settings, console: Console, wanted: Wanted, seen: Seen, roster: Roster, region: str | None) -> Offer | None:
    """Show what was seen and what would be written; None where nothing is drafted, for a reason that is shown.

    ``ReferenceFileError`` where the portal's file has the list already or cannot take it, or ``region`` is none.
    """
    host = host_of(seen)
    if seen.found is None:
        return None
    seen.doubts += portal_organs.with_areas(seen.found.table, seen.found.names, roster, host)
    rows = portal_organs.titled(seen.links, roster, host, wanted.agency_id)
    portal_show.show(console, seen, rows)
    why_not = portal_show.against(seen, rows)
    if why_not:
        console.print(f"  nothing is drafted: {why_not}")
        return None
    proposed = portal_organs.proposals(settings, roster, rows, host, region)
    portal_show.show_organs(console, proposed, portal_organs.strangers(rows))
    news_by, why = portal_show.deadline(rows, settings.day)
    table = seen.found.table | ({} if news_by is None else {"news_by": news_by})
    reasons = (*seen.found.why, *filter(None, [why]))
    drafted = portal_draft.draft(settings, seen.looked.url, portal_show.site_name(seen), table, reasons, wanted.also_hosts)
    unsure = portal_show.unsure(seen, rows, drafted.portal.hosts)
    unsure += [] if news_by is None else [f"news_by is set to {news_by!r}, since {why}"]
    if drafted.before is None and (twin := portal_draft.twin(settings, host)) is not None:
        unsure.append(f"portals/{twin}.toml seems to be of the same site; one file is better than two")
    portal_show.show_draft(console, drafted, unsure)
    return Offer(drafted, proposed)
