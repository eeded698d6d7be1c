"""The health of the portals as a person sees it: all of them on one screen, or one of them with what was seen there and what to do."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from flows.archive import object_path
from flows.present import Terminal
from flows.query import Answer, NoWarehouse, ask, ask_named
from flows.settings import SHANGHAI, Settings, shipped

SHOWN = 30
"""Portals shown without ``--all``: the sick come first, and a screen holds no more."""
_WIDE = 110
"""Columns of a screen on which everything has its place in one table."""
Row = dict[str, Any]
_LOST = ("refused", "unreachable", "off_site", "too_large", "no_reports", "postponed")
_ADVICE = {
    "refused": "The portal does not want programs: a script that tests for a browser, HTTP 403, 412, 521 or 429, or its robots.txt. Nothing"
    " is done against that. Ask its operator, or hand the files in with their addresses (kind handed_in).",
    "unreachable": "The portal did not answer, or not to the end. If that goes on for days, look at the address in a browser: it may have"
    " moved; then mend the portal's file.",
    "off_site": "The address leads off the portal. If the other host is the portal's own, add it to also_hosts in the portal's file; if it"
    " is a stranger's or a private address, tell the portal's operator.",
    "too_large": "More came than any report or list has. Look at the address in a browser; if it is a report, hand the file in.",
    "not_a_report": "What came is no report. Look at the address: an error page under HTTP 200, or a link that leads elsewhere.",
    "not asked": "The night's budget was used up, and the next nights go on. If it never ends, raise requests_per_night or"
    " megabytes_per_night in the portal's file.",
}
_ALARM_ADVICE = {
    "expected": "Compare the list in a browser with the links found. If all of them are there, lower expect_min in the portal's file; else"
    " the list has another kind, or more pages than were seen.",
    "are gone": "The list lost links that it had. Compare the two samples; reports that were collected stay.",
    "shape": "The list looks otherwise than it did. Compare the two samples, and see whether every report is still found.",
    "understood": "The list no longer has the form of its kind. Look at the sample and choose the kind anew.",
    "gives again": "The pages of the list repeat each other: the portal takes the number of the page otherwise than the file says."
    " Look at the addresses of its pages in a browser.",
    "builds the pager": 'The list has more pages than its first one links to: set kind = "trs_pager" in the portal\'s file.',
    "may hold more": "What the portal says of the number of entries and what it gives differ. Compare the list in a browser with the links"
    " found; the portal may give fewer at once than page_size or batch asks for.",
    "not taken in": "Mend the row in index.csv, or add one for the file.",
    "no report of": "The legal day has passed. If the portal shows such reports elsewhere, add that list to its file.",
    "was withdrawn": "The portal took a report away. The archived one stays, marked as withdrawn; the address is asked again every night.",
    "taken for withdrawn": "So much is gone at once that the portal must be sick or rebuilt. Open some of the addresses in a browser; where"
    " the portal was rebuilt, name its new lists in its file.",
    "none now": "A report was replaced by something else. The archived one stays; look at the address.",
    "TLS": "The certificate is not in order. Once a person has looked, tls_exceptions in the portal's file may allow it.",
}


def show_all(settings: Settings, *, every: bool) -> int:
    """Print the health of every portal; the number of sick ones."""
    rows = _rows(ask_named(settings, "doctor", {}))
    console = Terminal()
    health = Counter(row["health"] for row in rows)
    shown = rows if every else rows[:SHOWN]
    if shown:
        _overview(console, shown)
    hidden = Counter(row["health"] for row in rows[len(shown) :])
    if hidden:
        console.print(f"not shown: {_counts(hidden)}; --all shows them")
    built = f", as of the warehouse built {_instant(rows[0]['built_at'])}" if rows else ""
    console.print(f"{len(rows)} portals: {_counts(health) or 'none'}{built} (Beijing time)")
    waiting = _waiting(settings)
    if waiting:
        most = ", ".join(f"{host} {count}" for host, count in waiting.most_common(3)) + " …" * (len(waiting) > 3)
        console.print(f"{waiting.total()} reports of no known organ or year wait for a person ({most}): gongkai review")
    if health["sick"] + health["ailing"]:
        console.print("gongkai doctor HOST says what was seen at a portal and what to do")
    return health["sick"]


def _overview(console: Terminal, rows: list[Row]) -> None:
    """A line a portal. On a narrow screen what happened stands below the table, where it can be read."""
    cells = [_cells(row) for row in rows]
    narrow = console.width < _WIDE
    names = [name for name in cells[0] if not (narrow and name in ("lists", "TLS", "what happened"))]
    table = Table()
    for name in names:
        right = name in ("lists", "links", "got")
        table.add_column(name, justify="right" if right else "left", no_wrap=name in ("host", "last asked", "health"), overflow="fold")
    for one in cells:
        table.add_row(*(one[name] for name in names))
    console.print(table)
    for one in cells if narrow else []:
        if one["what happened"]:
            console.print(f"{one['host']}: {one['what happened']}")


def _waiting(settings: Settings) -> Counter[str]:
    """How many reports of each portal a person must judge, whatever its health."""
    rows = _rows(ask(settings, shipped("sql", "review", "awaiting.sql").read_text(encoding="utf-8")))
    return Counter(row["portal"] or "handed in" for row in rows)


def _cells(row: Row) -> dict[str, str]:
    alarm, more = row["first_alarm"] or "", row["errors"] + row["warnings"] - 1
    return {
        "host": row["host"],
        "health": row["health"],
        "last asked": _instant(row["last_asked_at"]),
        "lists": f"{row['lists']}" + (f", {row['lists_failed']} failed" if row["lists_failed"] else ""),
        "links": str(row["links"]),
        "got": str(row["documents"]),
        "lost": _counts({name: row[name] for name in _LOST if row[name]}),
        "TLS": row["tls_exceptions"] or "",
        "what happened": (alarm if len(alarm) <= 70 else alarm[:69] + "…") + (f" (and {more} more)" if more > 0 else ""),
    }


def show_one(settings: Settings, host: str) -> int:
    """Print what was seen at one portal and what to do; 1 where it is sick. ``NoWarehouse`` where the warehouse knows no such portal."""
    found = [row for row in _rows(ask_named(settings, "doctor", {})) if row["host"] == host]
    if not found:
        raise NoWarehouse(f"no portal {host} in the warehouse: gongkai doctor lists them; a new portal is there after the next build")
    [portal], console = found, Terminal()
    verified = f"verified on {portal['verified_on']}" if portal["verified_on"] else "not verified: no run asks it"
    tls = f"; TLS exceptions: {portal['tls_exceptions']}" if portal["tls_exceptions"] else ""
    console.print(f"{host}  {portal['name']}  kind {portal['kind']}, {verified}{tls}")
    console.print(f"health: {portal['health']}, last asked {_instant(portal['last_asked_at']) or 'never'} (Beijing time)")
    lists, outcomes, alarms, runs = (_asked(settings, name, host) for name in ("lists", "outcomes", "alarms", "runs"))
    _print(console, "lists", lists, ("list_url", "expect_min", "outcome", "links", "in_shape", "answered_at", "last_whole_at"))
    _print(console, "the last night", outcomes, ("kind", "outcome", "http_status", "addresses", "note", "example"))
    _print(console, "nights", runs, ("began_at", "attempts", "new", "unchanged", "others", "alarms"))
    _print(console, "alarms", alarms, ("severity", "last_at", "message", "url"))
    for alarm in alarms:
        for what, sha256 in (("before", alarm["before_sha256"]), ("now", alarm["sha256"])):
            if sha256:
                console.print(f"sample {what}: {object_path(settings, sha256)}  ({alarm['message'][:60]})")
    if waiting := _waiting(settings)[host]:
        console.print(f"{waiting} of its reports wait for a person, who says whose they are or of which year: gongkai review")
    _advise(console, portal, outcomes, [alarm for alarm in alarms if alarm["last_at"] >= runs[0]["began_at"]] if runs else [])
    return int(portal["health"] == "sick")


def _advise(console: Terminal, portal: Row, outcomes: list[Row], alarms: list[Row]) -> None:
    advice = list(dict.fromkeys(_advice(portal, outcomes, alarms)))
    console.print("what to do:" if advice else "nothing to do")
    for line in advice:
        console.print(f"- {line}")


def _advice(portal: Row, outcomes: list[Row], alarms: list[Row]) -> Iterator[str]:
    if portal["verified_on"] is None:
        yield f"Look at the portal once: gongkai portals verify {portal['host']} asks it politely and sets verified_on."
    if portal["health"] == "well":
        return
    for row in outcomes:
        is_usual = row["kind"] == "robots" or (row["kind"] == "document" and row["outcome"] == "not_a_report" and not alarms)
        if row["outcome"] in _ADVICE and not is_usual:
            yield _ADVICE[row["outcome"]]
    for alarm in alarms:
        yield from (text for words, text in _ALARM_ADVICE.items() if words in alarm["message"])


def _asked(settings: Settings, name: str, host: str) -> list[Row]:
    return _rows(ask(settings, shipped("sql", "doctor", f"{name}.sql").read_text(encoding="utf-8"), {"host": host}))


def _rows(answer: Answer) -> list[Row]:
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def _print(console: Terminal, title: str, rows: list[Row], names: tuple[str, ...]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for name in names:
        table.add_column(name.removesuffix("_at").replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_text(row[name]) for name in names))
    console.print(table)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _instant(at: datetime | None) -> str:
    return f"{at.replace(tzinfo=UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at is not None else ""


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
