"""``gongkai portals``: the portals' files, drafted from a look at a list, and looked at by a person before a run asks anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_shared import Data, say, settings_of
from flows.reference import ReferenceFileError

if TYPE_CHECKING:
    from rich.console import Console

    from flows.portal_draft import Draft
    from flows.portal_seen import Wanted
    from flows.settings import Settings

app = typer.Typer(help="The portals (网站): add one, look at one before it is asked every night.", no_args_is_help=True)
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether what was seen is right.")]


@app.command()
def verify(
    host: Annotated[str, typer.Argument(help="A portal's host, as its file is named.")],
    data: Data = None,
    every_list: Annotated[bool, typer.Option("--every-list", help="Look at the first page of every list, not only of the first.")] = False,
    yes: Yes = False,
) -> None:
    """Take one polite look at a portal: robots.txt and the first page of a list, as a run would ask for them; nothing is kept.

    Where the person who looks says yes, the day goes into the portal's file as verified_on, and runs ask the portal from then on.
    Exit status 1 where something stands against it or the answer is no, 2 where the file is wrong or missing.
    """
    from flows import portal_verify
    from flows.portals import load_portals
    from flows.present import Terminal

    settings = settings_of(data)
    console = Terminal()
    try:
        portal = portal_verify.find(load_portals(settings), host)
        seen = portal_verify.look(settings, portal, every_list)
        portal_verify.show(console, seen)
        if not seen.is_sound:
            raise typer.Exit(1)
        if not yes and not typer.confirm(f"Is that the list of its reports? Write verified_on = {settings.day} into its file?"):
            raise typer.Exit(1)
        console.print(f"verified_on = {settings.day} written to {portal_verify.mark(settings, portal, settings.day)}")
    except (ReferenceFileError, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The address of a page that lists reports, or of the service that fills it.")],
    data: Data = None,
    page: Annotated[Path | None, typer.Option("--page", help="A saved copy of that page: nothing is asked of the portal.")] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="The agency_id of the organ, where the list is one organ's.")] = None,
    reports: Annotated[list[str] | None, typer.Option("--reports", help="Of a sitemap: the form of reports' addresses.")] = None,
    also_host: Annotated[list[str] | None, typer.Option("--also-host", help="Another host on which its documents stand.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="region_code of organs whose names do not say where they are.")] = None,
    add_agencies: Annotated[bool, typer.Option("--add-agencies", help="Add the proposed rows to the roster without asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write the portal's file without asking.")] = False,
    verified: Annotated[bool, typer.Option("--verified", help="I have looked: write verified_on too, so that runs ask it.")] = False,
) -> None:
    """Look at a list of reports once, say of which kind it is and why, and draft the portal's file.

    Shown are the links with organ and year, what is unsure, rows for organs that the roster lacks, and the draft. Files are written to the
    data folder (portals/HOST.toml, agencies.csv) only on yes; an existing portal's file is only added to.

    Example: gongkai portals add https://www.example.gov.cn/zwgk/zfxxgknb/

    The same from a saved page: gongkai portals add https://www.example.gov.cn/zwgk/zfxxgknb/ --page saved.html

    All at once, for one organ's list: gongkai portals add URL --agency 990100-finance --add-agencies --yes --verified

    Then: gongkai run. Exit status 1 where the page is of no known kind, holds no report, cannot be had, or the answer is no; 2 where an
    argument or a file is wrong.
    """
    from flows.portal_seen import NotSeen, Wanted
    from flows.present import Terminal

    wanted = Wanted(url, page, agency, tuple(reports or ()), tuple(also_host or ()))
    try:
        _add(settings_of(data), Terminal(), wanted, region, add_agencies, yes, verified)
    except NotSeen as error:
        say(f"gongkai: {error}")
        raise typer.Exit(1) from error
    except (ReferenceFileError, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error


def _add(settings: "Settings", console: "Console", wanted: "Wanted", region: str | None, organs: bool, yes: bool, verified: bool) -> None:
    from flows import portal_add, portal_organs, portal_show
    from flows.portal_adding import draft
    from flows.roster import load_roster

    roster = load_roster(settings)
    if wanted.agency_id is not None and wanted.agency_id not in roster.by_id:
        raise ReferenceFileError(f"agencies.csv has no organ {wanted.agency_id}")
    seen = portal_add.look(settings, wanted)
    if seen.found is None:
        portal_show.show_unknown(console, seen)
        raise typer.Exit(1)
    offer = draft(settings, console, wanted, seen, roster, region)
    if offer is None or not (yes or typer.confirm(portal_show.question(offer.drafted))):
        raise typer.Exit(1)
    if offer.proposed and (organs or (not yes and typer.confirm(f"Add the {len(offer.proposed)} proposed rows to agencies.csv?"))):
        console.print(f"{len(offer.proposed)} rows added to {portal_organs.add_agencies(settings, offer.proposed)}")
    _write(settings, console, offer.drafted, yes, verified)


def _write(settings: "Settings", console: "Console", drafted: "Draft", yes: bool, verified: bool) -> None:
    from flows import portal_draft, portal_verify
    from flows.portals import read_portal

    path = portal_draft.write(settings, drafted)
    console.print(f"written: {path}")
    if drafted.portal.verified_on is not None:
        return
    if verified or (not yes and typer.confirm(f"Have you seen that this is the list of its reports? Write verified_on = {settings.day}?")):
        marked = portal_verify.mark(settings, read_portal(path), settings.day)
        console.print(f"verified_on = {settings.day} written to {marked}; gongkai run asks the portal from now on")
    else:
        console.print(f"not verified yet: gongkai portals verify {drafted.portal.host} takes a look; until then no run asks it")
