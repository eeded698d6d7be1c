"""``gongkai roster``: the organ list, checked, given out to be edited, and taken back."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_shared import Data, data_folder, say
from flows.reference import ReferenceFileError

app = typer.Typer(help="The roster (单位名录): check it, export it for editing, import what was edited.", no_args_is_help=True)
Workbook = Annotated[Path, typer.Argument(help="An XLSX workbook.")]


def _refuse(message: str) -> typer.Exit:
    say(f"gongkai: {message}")
    return typer.Exit(2)


@app.command()
def check(data: Data = None, everything: Annotated[bool, typer.Option("--all", help="List every problem.")] = False) -> None:
    """Find duplicates, unknown regions, sums that lead nowhere, dates that do not fit, and organs without a portal.

    Exit status 1 where something must be mended, 0 where there are hints at most.
    """
    from flows.portals import load_portals
    from flows.present import Terminal
    from flows.roster import read_roster
    from flows.roster_check import check as look
    from flows.roster_check import show

    settings = data_folder(data, needed=False)
    try:
        roster = read_roster(settings)
        problems = look(settings, roster, load_portals(settings))
    except ReferenceFileError as error:
        raise _refuse(str(error)) from error
    raise typer.Exit(show(Terminal(), roster, problems, everything=everything))


@app.command()
def export(file: Workbook, data: Data = None) -> None:
    """Write the roster as a workbook for officials to edit."""
    from flows.disk import replacing
    from flows.present import Terminal
    from flows.roster_xlsx import export as book
    from flows.roster_xlsx import own_agencies

    settings = data_folder(data, needed=False)
    try:
        made = book(settings, own_agencies(settings))
        with replacing(file) as target:
            target.write(made)
    except (ReferenceFileError, OSError) as error:
        raise _refuse(str(error)) from error
    Terminal().print(f"{file}")


@app.command("import")
def import_(
    file: Workbook,
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
) -> None:
    """Take in an edited workbook: every fault is named by row and column, nothing is written unless there is none.

    Exit status 1 where the workbook has faults, 2 where it cannot be read.
    """
    from flows.intake import Unusable, content
    from flows.present import Terminal
    from flows.roster_xlsx import compare, own_agencies, save, take_in
    from flows.workbook import WorkbookFaults, words

    settings, console, said = data_folder(data), Terminal(), words()["import"]
    try:
        before, after = own_agencies(settings), take_in(settings, content(file))
    except WorkbookFaults as error:
        console.print(said["refused"].format(count=len(error.faults)))
        console.print("\n".join(f"  {fault}" for fault in error.faults))
        raise typer.Exit(1) from error
    except (ReferenceFileError, Unusable) as error:
        raise _refuse(error.message if isinstance(error, Unusable) else str(error)) from error
    changes = compare(before, after)
    if not changes and before == after:
        console.print(said["unchanged"])
        return
    console.print("\n".join(changes.lines()))
    path = "" if dry_run else save(settings, after)
    counts = {"added": len(changes.added), "removed": len(changes.removed), "changed": len(changes.changed)}
    console.print(said["preview" if dry_run else "written"].format(path=path, **counts))
