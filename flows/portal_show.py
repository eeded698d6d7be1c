"""What a person sees before a portal's file is written: the kind and why, links with organ and year, and everything that is unsure."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from extractors.listings.recognise import TESTS, seen
from flows.portal_draft import Draft
from flows.portal_kin import Proposals
from flows.portal_organs import Titled
from flows.portal_rows import Proposed
from flows.portal_seen import Seen
from flows.portal_unsure import counted

_SHOWN = 30
_WIDE = 120
"""Columns of a terminal that has room for addresses."""


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


def question(drafted: Draft) -> str:
    """The question before the portal's file is written."""
    host, asked = drafted.portal.host, "; the portal is verified, so the next run asks the new list" if drafted.portal.verified_on else ""
    if drafted.before is None:
        return f"Write portals/{host}.toml?"
    if not drafted.added:
        return f"Add also_hosts {'、'.join(drafted.also_hosts)} to portals/{host}.toml?"
    return f"Add this list to portals/{host}.toml{asked}?"


def show_organs(console: Console, offered: Proposals) -> None:
    """The proposed rows of the roster, and the names for which there could be none."""
    for one in offered.unsure:
        names = "、".join(one.names)
        if one.agency is not None:
            agency = one.agency
            console.print(
                f"  ? {names}: may be {agency.agency_id} ({agency.name}), which the roster has; no row is proposed. If it is, write the "
                "name into its short_names or former_names in agencies.csv; if not, add a row there (gongkai roster export, import)"
            )
        else:
            console.print(
                f"  ? {names}: may be one organ; no row is proposed. Add one row to agencies.csv yourself (gongkai roster export, import), "
                "with the other names in its short_names or former_names, or a row each where they are several organs"
            )
    if not offered.rows:
        return
    console.print("  not in the roster; rows that could be added to agencies.csv:")
    for row in offered.rows:
        _show_row(console, row)


def _show_row(console: Console, row: Proposed) -> None:
    agency = row.agency
    values = (agency.agency_id, agency.name, agency.region_code, agency.level, agency.kind, agency.scope, agency.reports_to or "")
    console.print(f"    {','.join(values)}")
    for what, names in (("short_names", agency.short_names), ("former_names", agency.former_names)):
        if names:
            console.print(f"      {what}: {'；'.join(names)}")
    for doubt in row.doubts:
        console.print(f"      ? {doubt}")


def show_draft(console: Console, drafted: Draft, lines: Sequence[str]) -> None:
    """The draft, and what is unsure about it."""
    console.print("  unsure of:" if lines else "  nothing else is unsure")
    for line in lines:
        console.print(f"    ? {line}")
    place = f"portals/{drafted.portal.host}.toml"
    if drafted.before is not None and not drafted.added:
        console.print(f"  {place} has this list already; it is not written again")
        return
    console.print(f"  to be added to {place}:" if drafted.before else f"  {place}:")
    console.print("\n".join(f"    {line}" for line in drafted.added.splitlines()))


def show_before_asking(console: Console, placeless: Sequence[str], copied: Sequence[str], again: str) -> None:
    """What must be known before the first question: what else is written, and which organs stay out and how they do not."""
    for line in copied:
        console.print(f"  {line}")
    if placeless:
        number = counted(len(placeless), "organ")
        console.print(
            f"  {number} not in the roster, and nothing says where (say --region CODE): {'、'.join(placeless)}\n"
            f"    without a row, their reports are collected under no organ; to propose rows for them, now or later: {again} --region CODE"
        )


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
