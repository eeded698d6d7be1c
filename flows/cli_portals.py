"""``gongkai portals``: the portals' files, looked at by a person before a run asks anything of a portal."""

from typing import Annotated

import typer

from flows.cli_shared import Data, say, settings_of
from flows.reference import ReferenceFileError

app = typer.Typer(help="The portals (网站): look at one before it is asked every night.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps ``verify`` a command of its own name as long as it is the only one."""


@app.command()
def verify(
    host: Annotated[str, typer.Argument(help="A portal's host, as its file is named.")],
    data: Data = None,
    every_list: Annotated[bool, typer.Option("--every-list", help="Look at the first page of every list, not only of the first.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether what was seen is right.")] = False,
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
