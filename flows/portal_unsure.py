"""What a person should look at before saying yes to a draft, and what forbids one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from extractors.listings.jcms_annual import JcmsAnnual
from extractors.listings.source import ListSource
from flows.portal_draft import Draft, listed
from flows.portal_organs import Titled, year_lists
from flows.portal_seen import Seen

_UNSURE = 12
_OFTEN = 2
"""So often a doubt is said title by title."""
_FEW_ORGANS, _FEW_YEARS = 2, 1
_COLUMN = re.compile(r"(?:19|20)\d{2}年?(?:度)?|.{0,12}(?:年度报告|年报)")


def counted(number: int, what: str) -> str:
    """``1 link``, ``2 links``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def unsure(looked: Seen, rows: Sequence[Titled], hosts: frozenset[str]) -> list[str]:
    """Everything that a person should look at before saying yes."""
    lines = [*looked.doubts, *_each(rows)]
    lists = [row.link.url for row in rows if row.is_report is False and row.link in year_lists(one.link for one in rows)]
    lines += [f"links that say only a year lead to further lists, to be added one by one: {'、'.join(lists[:6])}"] * bool(lists)
    away = Counter(urlsplit(row.link.url).hostname or "" for row in rows)
    lines += [
        f"{counted(times, 'link')} lead{'s' * (times == 1)} to {host}, which is not asked without --also-host {host}"
        for host, times in away.items()
        if host not in hosts
    ]
    others = sum(row.is_report is False for row in rows)
    if others:
        speak, they = ("speaks", "it is") if others == 1 else ("speak", "they are")
        lines.append(f"{counted(others, 'link')} {speak} of a report without being titled as one (解读, 通知 …): {they} asked for, judged")
    return lines


def _each(rows: Sequence[Titled]) -> Iterator[str]:
    doubtful = [(row.link.text, doubt) for row in rows for doubt in row.doubts if row.link.text]
    times = Counter(doubt for _, doubt in doubtful)
    often = [doubt for doubt, number in times.items() if number > _OFTEN]
    for doubt in often:
        texts = list(dict.fromkeys(text for text, said in doubtful if said == doubt))
        yield f"{doubt}: {counted(times[doubt], 'link')} ({'、'.join(texts[:2])}{' …' if len(texts) > 2 else ''})"
    single = [(text, doubt) for text, doubt in doubtful if doubt not in often]
    for text, doubt in single[:_UNSURE]:
        yield f"{text}: {doubt}"
    if len(single) > _UNSURE:
        yield f"and {counted(len(single) - _UNSURE, 'more title')} of which something is unsure"
    wordless = sum(not row.link.text for row in rows)
    if wordless:
        have, are = ("address has", "it is") if wordless == 1 else ("addresses have", "they are")
        yield f"{wordless} {have} no words: which organ and year {are} of is only known when read"


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
        if lists := year_lists(row.link for row in rows):
            return (
                f"its links are lists of a year each: give each of them to this command, such as {lists[0].url}; where they are the "
                "reports of one organ, say which with --agency"
            )
        return f"none of its {counted(len(rows), 'link')} is titled as a report of an organ (解读, news …)"
    return ""


def of_several_columns(looked: Seen, rows: Sequence[Titled]) -> list[str]:
    """What is unknown of a short list that is one of several columns of its page."""
    named = (row.agency.name if row.agency is not None else row.printed for row in rows if row.is_report)
    organs = list(dict.fromkeys(filter(None, named)))
    years = {row.year for row in rows if row.year is not None}
    itself = looked.looked.url.partition("#")[0]
    others = {itself, *looked.further, *(row.link.url for row in rows if row.is_report)}
    columns = {address for text, address in looked.looked.anchors if _COLUMN.fullmatch(text)} - others
    if not columns or not years or looked.further or (len(organs) > _FEW_ORGANS and len(years) > _FEW_YEARS):
        return []
    whose = f"{organs[0]}'s reports" if len(organs) == 1 else "the organs' reports"
    return [
        f"is this the whole list of {whose}, and from which year? first year seen here: {min(years)}; the page leads to "
        f"{counted(len(columns), 'other column')}, such as {sorted(columns)[0]}"
    ]


def of_file(drafted: Draft, table: Mapping[str, object], agency_id: str | None) -> list[str]:
    """What an existing file says otherwise than the look."""
    before = drafted.before
    if before is None:
        return []
    there = listed(before, table)
    if there is not None:
        own = there.agency_id or (agency_id if agency_id in there.organs() else None)
        differs = agency_id is not None and own != agency_id
        say = f'its list there names {own or "no organ"}: to change that, write agency_id = "{agency_id}" into its table yourself'
        return ([say] if differs else []) + _codes(there, drafted.portal.host, table)
    return [
        f"the file has this address already, as {one.kind}" for one in before.lists if one.url == table["url"] and one.kind != table["kind"]
    ]


def _codes(there: ListSource, host: str, table: Mapping[str, object]) -> list[str]:
    """What a person must write where codes of a list that is there have no organ yet, and now have one."""
    seen = table.get("areas")
    if not isinstance(there, JcmsAnnual) or not isinstance(seen, dict):
        return []
    found = ", ".join(f'"{code}" = "{agency}"' for code, agency in seen.items() if agency and not there.areas.get(code))
    return (
        [f"the list in portals/{host}.toml has no organ for codes that now have one: write {found} into its areas yourself"]
        if found
        else []
    )
