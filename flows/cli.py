"""The command line. Every command works on one data folder (``--data`` or ``GONGKAI_DATA``); none asks for more than it needs."""

import io
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_portals import app as portals_app
from flows.cli_review import review
from flows.cli_roster import app as roster_app
from flows.cli_shared import Data, clear_errors, clear_reading_errors, say, settings_of

app = typer.Typer(
    help="Gongkai (公开) collects, reads and checks the annual disclosure reports of Chinese agencies.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(roster_app, name="roster")
app.command()(review)
app.add_typer(portals_app, name="portals")
FIRST_DAY = datetime(2008, 5, 1)  # noqa: DTZ001 - a legal day: the first 条例 came into force
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The run's day; default: today in Beijing.", show_default=False)
]
Paths = Annotated[list[str], typer.Argument(help="Report files.")]


@app.callback()
def _prepare() -> None:
    """What a terminal's encoding cannot show is shown as a question mark and ends nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _existing(paths: list[str]) -> list[str]:
    """The paths as given if at least one of them is there; each that is not is a failure of its own."""
    if not any(map(os.path.exists, paths)):
        say("".join(f"gongkai: {path} does not exist\n" for path in paths).rstrip("\n"))
        raise typer.Exit(2)
    # Ended in good order, so that the folder of temporary files goes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return paths


def _be_ready(documents: int) -> None:
    """Have the reading processes load their libraries while this process loads its own."""
    from flows import server

    server.prepared(documents)


@app.command()
def extract(
    paths: Paths,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line an input.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Read PDF with the quicker engine alone where the form's sums prove it.")] = False,
) -> None:
    """Read report files: print every issue, or all figures as JSON. Touches neither warehouse nor network.

    Exit status 0 where every file is ok, 1 where one is partial or failed.
    """
    settings, paths = settings_of(), _existing(paths)
    with clear_reading_errors():
        _be_ready(len(paths))
        from flows.files import read_files
        from flows.present import Terminal, reading_json, show_reading
        from flows.progress import counted

        worst, console = 0, Terminal()
        for path, read in counted(read_files(settings, paths, fast=fast), len(paths), hidden=json and sys.stdout.isatty()):
            if json:
                # Bytes, since JSON is UTF-8 whatever the terminal's encoding.
                sys.stdout.buffer.write(reading_json(path, read).encode(errors="replace") + b"\n")
                sys.stdout.buffer.flush()
            else:
                show_reading(console, path, read)
            worst = max(worst, *(int(report.status != "ok") for report in read.reports))
    raise typer.Exit(worst)


@app.command()
def precheck(files: Paths) -> None:
    """预审: all single-report checks on drafts before they are published, in Chinese. Changes nothing."""
    settings, files = settings_of(), _existing(files)
    with clear_reading_errors():
        _be_ready(len(files))
        from flows.files import read_files
        from flows.precheck import show
        from flows.present import Terminal

        console, worst = Terminal(), 0
        for path, read in read_files(settings, files):
            worst = max(worst, show(console, path.replace("\n", " "), read))
    raise typer.Exit(worst)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Make a data folder of your own: the reference files to edit, and a note on what goes where."""
    from flows.files import FolderInUse, make_data_folder

    try:
        made = make_data_folder(folder)
    except (FolderInUse, OSError) as error:
        say(f"gongkai: {error}")
        raise typer.Exit(2) from error
    say("\n".join(f"wrote {path}" for path in made))


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Report files, or folders of them.")],
    data: Data = None,
    as_of: AsOf = None,
    publish: Annotated[bool, typer.Option(help="Build and publish the warehouse afterwards.")] = True,
) -> None:
    """Take in report files that you already have: archive, read, load, check, publish."""
    from flows import ingest as stage
    from flows.present import Terminal, show_run

    settings = settings_of(data, as_of)
    with clear_errors():
        report = stage.ingest(settings, list(stage.files(map(Path, _existing(paths)))), publish=publish)
    show_run(Terminal(), report, str(settings.warehouse))
    raise typer.Exit(int(not report.is_clean()))


@app.command()
def run(data: Data = None, as_of: AsOf = None) -> None:
    """Run once what runs every night: collect, read, build, check, publish, summarise.

    Exit status 1 where a portal failed or a document could not be read without doubt, 3 where another run is under way.
    """
    from flows.orchestration import run_nightly
    from flows.present import Terminal, show_run

    settings = settings_of(data, as_of)
    with clear_errors():
        report = run_nightly(settings)
    show_run(Terminal(), report, str(settings.warehouse))
    raise typer.Exit(int(not report.is_clean()))


@app.command()
def serve(
    data: Data = None,
    as_of: AsOf = None,
    cron: Annotated[str, typer.Option(help="When to run, in cron's notation, Beijing time.")] = "30 1 * * *",
) -> None:
    """Run every night until interrupted."""
    from flows.orchestration import serve_nightly

    with clear_errors():
        serve_nightly(settings_of(data, as_of), cron)


@app.command()
def check(data: Data = None) -> None:
    """Show what the checks found in the published warehouse, with what they could assess."""
    _show_query("checks", data, {})


@app.command()
def summary(region: str, year: int, data: Data = None) -> None:
    """Write the summary of a region and reporting year from the published warehouse: HTML, XLSX and the draft circular (DOCX)."""
    from flows import summarize

    with clear_errors():
        for path in summarize.write(settings_of(data), region, year):
            typer.echo(path)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL over the published warehouse, or - to read it from standard input.")],
    data: Data = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
) -> None:
    """Ask the published warehouse, read-only. Never waits for a run."""
    from flows.query import ask, show

    with clear_errors():
        show(ask(settings_of(data), sys.stdin.read() if sql == "-" else sql), csv)


@app.command()
def changes(
    since: Annotated[datetime, typer.Option("--since", formats=["%Y-%m-%d"], help="First day to look at.")] = FIRST_DAY,
    data: Data = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV with every column of sql/queries/changes.sql instead of a table.")] = False,
) -> None:
    """List what agencies altered after publication, one line each, with what it was before and after.

    Altered are figures, sections (how many characters, and the words from where they differ), the printed day of publication and the
    title; a report that was withdrawn, or returned, has a line of its own. Two versions are compared only where the same readers read both,
    so that nothing that a newer reader reads otherwise is ever shown as altered by an agency; a version not yet read anew is left out until
    it is. A page redrawn around an unaltered report is no version. Look at every line in the documents before you ask anybody about it.
    """
    from flows.query import ask_named, show

    with clear_errors():
        answer = ask_named(settings_of(data), "changes", {"since": since.date()})
        names = ("changed_on", "agency_name", "year", "version", "what", "item", "measure", "before", "after")
        show(answer if csv else answer.only(*names), csv)


@app.command()
def doctor(
    host: Annotated[str, typer.Argument(help="One portal: what was seen there, and what to do.")] = "",
    data: Data = None,
    every: Annotated[bool, typer.Option("--all", help="All portals, however many.")] = False,
) -> None:
    """Show the health of every portal, the sick first, or all that was seen at one. Exit status 1 where something is sick."""
    from flows import doctor as portals

    with clear_errors():
        sick = portals.show_one(settings_of(data), host) if host else portals.show_all(settings_of(data), every=every)
    raise typer.Exit(int(bool(sick)))


def _show_query(name: str, data: Path | None, parameters: dict[str, object]) -> None:
    from flows.query import ask_named, show

    with clear_errors():
        show(ask_named(settings_of(data), name, parameters), as_csv=False)
