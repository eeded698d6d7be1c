"""What a person sees before a portal's file is written: the kind and why, links with organ and year, and everything that is unsure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from extractors.listings.recognise import TESTS, seen
from flows.portal_draft import Draft
from flows.portal_organs import Proposed, Titled
from flows.portal_seen import Seen
from flows.roster_names import normal_name

_SHOWN = 30
_WIDE = 120
"""Columns of a terminal that has room for addresses."""
_UNSURE = 12


def show_unknown(console: Console, looked: Seen) -> None:
    """That nothing knows the page: what was looked for, what is there, and what a person can do."""
    what = "it is a report itself: give the page that lists it" if looked.itself else "of no kind that is known"
    console.print(f"{looked.looked.url}\n  {what}. Looked for:")
    console.print("\n".join(f"    - {what}" for what in TESTS))
    console.print("  Seen:\n" + "\n".join(f"    - {line}" for line in seen(looked.looked)))
    console.print(
        "  What to do:\n"
        "    - Where the list shows in a browser and not here, a script fills it: open the browser's network tools, load the page,\n"
        "      look among the requests (XHR, Fetch) for the one whose answer holds the titles, and give its address to this command.\n"
        "    - Where the reports are linked from another page, give that page's address.\n"
        "    - A few addresses without a list: kind address_list. A portal that refuses programs: kind handed_in.\n"
        "    data/portals/README.md shows every kind."
    )


def show(console: Console, looked: Seen, rows: Sequence[Titled]) -> None:
    """The kind, why, and the links as a table."""
    found = looked.found
    if found is None:
        return
    console.print(f"{looked.looked.url}\n  kind: {found.table['kind']}")
    console.print("\n".join(f"    because {line}" for line in found.why))
    reports = sum(row.is_report is not False for row in rows)
    console.print(f"  links: {len(rows)}, of which {reports} may be reports; further pages: {len(looked.further)}")
    console.print("\n".join(f"    next: {address}" for address in looked.further[:3]) or "    no further page")
    if looked.second:
        console.print(f"    {looked.second}")
    if rows:
        console.print(_table(rows, console.width >= _WIDE))


def _table(rows: Sequence[Titled], wide: bool) -> Table:
    table = Table(show_lines=False)
    heads = ("date", "year", "organ", "title", "address")
    for head in heads if wide else heads[:-1]:
        table.add_column(head, overflow="fold")
    for row in rows[:_SHOWN]:
        path = urlsplit(row.link.url)
        address = path.path + (f"?{path.query}" if path.query else "")
        cells = (str(row.link.date or ""), str(row.year or "?"), _organ(row), row.link.text or path.path, address)
        table.add_row(*(cells if wide else cells[:-1]))
    if len(rows) > _SHOWN:
        table.add_row("", "", "", f"and {len(rows) - _SHOWN} more")
    return table


def _organ(row: Titled) -> str:
    if row.is_report is False:
        return "no title of a report"
    if row.agency is not None:
        return row.agency.agency_id
    return f"not in the roster: {row.printed}" if row.printed else "?"


def unsure(looked: Seen, rows: Sequence[Titled], hosts: frozenset[str]) -> list[str]:
    """Everything that a person should look at before saying yes."""
    lines = [*looked.doubts, *_each(rows)]
    away = Counter(urlsplit(row.link.url).hostname or "" for row in rows)
    lines += [
        f"{times} links lead to {host}, which is not asked without --also-host {host}" for host, times in away.items() if host not in hosts
    ]
    others = sum(row.is_report is False for row in rows)
    lines += (
        [f"{others} links speak of reports without being titled as one (解读, 通知 …); they are asked for and judged"] if others else []
    )
    return lines


def _each(rows: Sequence[Titled]) -> Iterator[str]:
    doubtful = [(row, doubt) for row in rows for doubt in row.doubts if row.link.text]
    for row, doubt in doubtful[:_UNSURE]:
        yield f"{row.link.text}: {doubt}"
    if len(doubtful) > _UNSURE:
        yield f"and {len(doubtful) - _UNSURE} more titles of which something is unsure"
    wordless = sum(not row.link.text for row in rows)
    if wordless:
        yield f"{wordless} addresses have no words: which organ and year they are of is only known when they were read"


def deadline(rows: Sequence[Titled], day: date) -> tuple[str | None, str]:
    """The ``news_by`` that the list's links suggest, None where the usual one is right, and why."""
    years = {row.year for row in rows if row.year is not None}
    if len(rows) > 2 and len(years) == 1 and max(years) < day.year - 2:
        return "", f"every title is of {max(years)}: the column of one year, on which no news need come"
    organs = [row.agency for row in rows if row.is_report]
    if organs and all(one is not None and one.kind in ("department", "vertical") for one in organs):
        return "01-31", "every organ on it is a department, which reports by 31 January"
    return None, ""


def against(looked: Seen, rows: Sequence[Titled]) -> str:
    """What forbids a draft; empty where nothing does."""
    if looked.missing:
        return looked.missing
    if looked.itself and all(row.is_report is False for row in rows):
        return "it is a report itself; give the page that lists it among others, or write it into an address_list"
    if not rows:
        if looked.found is not None and not looked.asked and looked.found.answer is None:
            address = looked.source.address if looked.source is not None else looked.looked.url
            return f"its links come from {address}, whose answer is not there; look without --page, or give that address"
        return "no link on it speaks of a report"
    if all(row.is_report is False for row in rows):
        return f"none of its {len(rows)} links is titled as a report of an organ (解读, news …)"
    return ""


def question(drafted: Draft) -> str:
    """The question before anything is written."""
    if drafted.before is None:
        return f"Write portals/{drafted.portal.host}.toml?"
    asked = "; the portal is verified, so the next run asks the new list" if drafted.portal.verified_on else ""
    return f"Add this list to portals/{drafted.portal.host}.toml{asked}?"


def show_organs(console: Console, proposed: Sequence[Proposed], names: Iterable[str]) -> None:
    """The proposed rows of the roster, and the ``names`` for which there could be none."""
    made = {normal_name(name) for one in proposed for name in (one.agency.name, *one.agency.short_names)}
    without = [name for name in names if name not in made]
    if without:
        console.print(f"  not in the roster, and nothing says where they are (say --region CODE): {'、'.join(without)}")
    if not proposed:
        return
    console.print("  not in the roster; rows that could be added to agencies.csv:")
    for one in proposed:
        agency = one.agency
        values = (agency.agency_id, agency.name, agency.region_code, agency.level, agency.kind, agency.scope, agency.reports_to or "")
        console.print(f"    {','.join(values)}")
        for doubt in one.doubts:
            console.print(f"      ? {doubt}")


def show_draft(console: Console, drafted: Draft, lines: Sequence[str]) -> None:
    """The draft, and what is unsure about it."""
    console.print("  unsure of:" if lines else "  nothing else is unsure")
    for line in lines:
        console.print(f"    ? {line}")
    place = f"portals/{drafted.portal.host}.toml"
    console.print(f"  to be added to {place}:" if drafted.before else f"  {place}:")
    console.print("\n".join(f"    {line}" for line in drafted.added.splitlines()))


def site_name(looked: Seen) -> str:
    """What the site calls itself, by its pages' metadata or title; else its host."""
    page = looked.looked.answer
    meta = re.search(r"<meta[^>]*name=[\"']SiteName[\"'][^>]*content=[\"']([^\"']{2,60})", page, re.IGNORECASE)
    title = re.search(r"<title[^>]*>([^<]{1,200})</title>", page, re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"[_|»>\s]+|[-–—]", title[1].strip())] if title else []
    named = [
        part
        for part in parts
        if re.search(r"政府|管理委员会|管委会|[局厅委办]$|网$|平台$", part) and not re.search("公开.*(年报|报告)", part)
    ]
    return (meta[1] if meta else named[-1] if named else urlsplit(looked.looked.url).hostname) or ""
