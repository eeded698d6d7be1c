"""``gongkai review``: what a person must judge, as a workbook, and the workbook filled in."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_shared import Data, say, settings_of
from flows.reference import ReferenceFileError
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.present import Terminal
    from flows.review import Case

_SHOWN = 20


def review(
    file: Annotated[Path, typer.Argument(help="Where to write the workbook.")] = Path("review.xlsx"),
    filled: Annotated[Path | None, typer.Option("--import", help="Take in a workbook that was filled in.", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Write what awaits a person's judgement as a workbook (is it a report, whose, of which year), or take in one that was filled in.

    What a workbook decides goes to decisions.csv and holds from the next run on. Exit status 1 where a filled-in workbook has faults,
    2 where there is no warehouse yet or a file cannot be used.
    """
    from flows.intake import Unusable
    from flows.present import Terminal
    from flows.query import NoWarehouse

    settings = settings_of(data)
    try:
        if filled is not None:
            _take_in(settings, filled, Terminal())
        else:
            _give_out(settings, file, Terminal())
    except (NoWarehouse, ReferenceFileError, Unusable, OSError) as error:
        say(f"gongkai: {error.message if isinstance(error, Unusable) else error}")
        raise typer.Exit(2) from error


def _give_out(settings: Settings, file: Path, console: "Terminal") -> None:
    from flows.disk import replacing
    from flows.review import awaiting
    from flows.review_xlsx import export
    from flows.roster import load_roster
    from flows.workbook import words

    cases, said = awaiting(settings, load_roster(settings)), words()["review"]
    if not cases:
        console.print(said["none"])
        return
    _show(console, cases)
    with replacing(file) as target:
        target.write(export(cases))
    console.print(said["wrote"].format(path=file))


def _show(console: "Terminal", cases: "list[Case]") -> None:
    from rich.table import Table

    from flows.workbook import words

    said, why = words()["review"], words()["reason"]
    table = Table()
    for key in ("reasons", "name", "agencies", "years", "url"):
        table.add_column(said[key], overflow="fold")
    for case in cases[:_SHOWN]:
        reasons = "、".join(why[reason] for reason in case.reasons)
        agencies = "\n".join(map(str, case.agencies[:2])) or case.printed
        name = case.title or case.link_text or case.file_name
        table.add_row(reasons, name, agencies, "\n".join(map(str, case.years[:2])), case.url or case.file_name)
    console.print(table)
    if len(cases) > _SHOWN:
        console.print(said["more"].format(count=len(cases) - _SHOWN))
    counts = Counter(reason for case in cases for reason in case.reasons)
    reasons = "；".join(f"{why[reason]} {counts[reason]} 份" for reason in why if counts[reason])
    console.print(said["count"].format(count=len(cases), reasons=reasons))


def _take_in(settings: Settings, file: Path, console: "Terminal") -> None:
    from flows.decisions import read_decisions
    from flows.intake import content
    from flows.review_xlsx import append, take_in
    from flows.roster import load_roster
    from flows.workbook import WorkbookFaults, words

    said, roster = words()["review"], load_roster(settings)
    try:
        taken = take_in(settings, roster, content(file), read_decisions(settings, roster))
    except WorkbookFaults as error:
        console.print(said["refused"].format(count=len(error.faults)))
        console.print("\n".join(f"  {fault}" for fault in error.faults))
        raise typer.Exit(1) from error
    if not taken.rows:
        console.print(said["nothing"])
        return
    path = append(settings, taken.rows)
    console.print(said["recorded"].format(path=path, cases=taken.cases, rows=len(taken.rows)))
