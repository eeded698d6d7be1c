"""``gongkai portals``: the portals' files, drafted from a look at a list, and looked at by a person before a run asks anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_asking import Questions
from flows.cli_shared import Data, data_folder, say
from flows.reference import ReferenceFileError

if TYPE_CHECKING:
    from rich.console import Console

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
    questions = Questions("--yes", yes)
    try:
        with questions.interruptible():
            _verify(data_folder(data), host, every_list, questions)
    except (ReferenceFileError, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error


def _verify(settings: "Settings", host: str, every_list: bool, questions: Questions) -> None:
    from flows import portal_verify
    from flows.portals import load_portals
    from flows.present import Terminal

    console = Terminal()
    portal = portal_verify.find(load_portals(settings), host)
    seen = portal_verify.look(settings, portal, every_list)
    portal_verify.show(console, seen)
    if not seen.is_sound:
        raise typer.Exit(1)
    if first := portal_verify.copied_first(settings):
        console.print(f"  {first}")
    if not questions.confirm(f"Is that the list of its reports? Write verified_on = {settings.day} into its file?"):
        raise typer.Exit(1)
    console.print(f"verified_on = {settings.day} written to {portal_verify.mark(settings, portal, settings.day)}")


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
    data folder (portals/HOST.toml, agencies.csv) only on yes; an existing portal's file is only added to, and rows are proposed for a list
    that it has already too.

    Example: gongkai portals add https://www.example.gov.cn/zwgk/zfxxgknb/

    The same from a saved page: gongkai portals add https://www.example.gov.cn/zwgk/zfxxgknb/ --page saved.html

    All at once, for one organ's list: gongkai portals add URL --agency 990100-finance --add-agencies --yes --verified

    Then: gongkai run. Exit status 1 where the page is of no known kind, holds no report, cannot be had, or the answer is no; 2 where an
    argument or a file is wrong.
    """
    from flows.portal_seen import NotSeen, Wanted
    from flows.present import Terminal

    wanted = Wanted(url, page, agency, tuple(reports or ()), tuple(also_host or ()))
    questions = Questions("--yes, --add-agencies and --verified", yes)
    try:
        with questions.interruptible():
            _add(data_folder(data), Terminal(), wanted, region, add_agencies, verified, questions)
    except NotSeen as error:
        say(f"gongkai: {error}")
        raise typer.Exit(1) from error
    except (ReferenceFileError, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error


def _add(
    settings: "Settings", console: "Console", wanted: "Wanted", region: str | None, organs: bool, verified: bool, questions: Questions
) -> None:
    from flows import portal_add, portal_show
    from flows.portal_adding import draft
    from flows.portal_address import checked
    from flows.portal_writing import before_asking, take_organs, take_portal, verify_it
    from flows.roster import load_roster

    roster = load_roster(settings)
    wanted = checked(settings, wanted, roster, region)
    seen = portal_add.look(settings, wanted)
    if seen.found is None:
        portal_show.show_unknown(console, seen)
        raise typer.Exit(1)
    offer = draft(settings, console, wanted, seen, roster, region)
    if offer is None:
        raise typer.Exit(1)
    before_asking(settings, console, offer, wanted)
    if not offer.drafted.is_there and not questions.confirm(portal_show.question(offer.drafted)):
        raise typer.Exit(1)
    took = take_organs(settings, console, offer, organs, questions)
    take_portal(settings, console, offer.drafted if took else offer.without, questions)
    verify_it(settings, console, offer.drafted, verified, questions)
    if questions.refused and not questions.written:
        raise typer.Exit(1)
