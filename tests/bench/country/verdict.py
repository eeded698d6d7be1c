"""What a night brought against what the country holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from extractors.vocabulary import load_vocabulary
from flows.archive import Attempt, attempts
from flows.load_log import link_hint
from flows.roster import load_roster
from flows.settings import Settings, forms_folder
from tests.bench.country.pages import LIST, RECORDS, SEARCH
from tests.bench.country.plan import DOCUMENT_FAULTS, FAULTS, LIST_FAULTS, STATUS, Country, Entry, Host

_SAYS_NOTHING = ("wrong_year", "untitled_links")
"""Quirks under which a link's text is no evidence of organ and year: only reading tells."""


@dataclass
class Verdict:
    """Counts on healthy hosts, and every host whose outcome is another than its fault should have."""

    reports: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    wrong_agency: list[str] = field(default_factory=list)
    wrong_year: list[str] = field(default_factory=list)
    sick: int = 0
    wrong_outcome: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)
    wrong_status: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def is_right(self) -> bool:
        """Nothing is missed, false or wrong."""
        lists = (self.missed, self.false, self.wrong_agency, self.wrong_year, self.wrong_outcome, self.false_alarms, self.wrong_status)
        return self.found == self.reports and not any(lists)

    def __str__(self) -> str:
        parts = [f"found {self.found} of {self.reports}"]
        for name in ("missed", "false", "wrong_agency", "wrong_year", "false_alarms"):
            some = getattr(self, name)
            parts.append(f"{name.replace('_', ' ')} {len(some)}" + (f" ({'; '.join(some[:3])})" if some else ""))
        right = self.sick - len(self.wrong_outcome)
        wrong = f" ({'; '.join(self.wrong_outcome[:5])})" if self.wrong_outcome else ""
        lines = [f"healthy hosts: {', '.join(parts)}", f"sick hosts in the right outcome: {right} of {self.sick}{wrong}"]
        if self.statuses:
            said = ", ".join(f"{status} {count}" for status, count in self.statuses.items())
            wrong = f"; wrong {len(self.wrong_status)}: {'; '.join(self.wrong_status[:5])}" if self.wrong_status else ", none wrong"
            lines.append(f"organs and years: {said}{wrong}")
        return "\n".join(lines)


def judge(settings: Settings, made: Country, *, collect_only: bool) -> Verdict:
    """Compare the log, and unless only collecting took place the warehouse, with the country."""
    verdict = Verdict()
    log: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts(settings):
        log[attempt.portal or ""].append(attempt)
    for host in made.hosts:
        if host.fault:
            verdict.sick += 1
            verdict.wrong_outcome += [f"{host.name} {host.fault}: {fault}" for fault in _sick(host, log[host.name])]
        else:
            verdict.false_alarms += [f"{host.name} {one.note}" for one in log[host.name] if one.kind == "alarm"]
    everything = {f"http://{host.name}{entry.place}": (host, entry) for host in made.hosts for entry in host.entries}
    (_by_links if collect_only else _by_reading)(settings, everything, verdict)
    return verdict


def _sick(host: Host, log: list[Attempt]) -> Iterator[str]:
    """What is wrong with the outcomes of a sick host."""
    if host.fault in DOCUMENT_FAULTS:
        found = Counter(one.outcome for one in log if one.kind == "document")
        if found != {FAULTS[host.fault]: len(host.reports)}:
            yield str(dict(found))
        return
    first = [one.outcome for one in log if one.kind == "listing" and one.url == one.listing_url]
    if first != [FAULTS[host.fault]]:
        yield f"the list ended {first}"
    if not any(one.kind == "alarm" and one.severity == "error" for one in log):
        yield "no alarm"


def _by_links(settings: Settings, everything: dict[str, tuple[Host, Entry]], verdict: Verdict) -> None:
    got = {one.url: one for one in attempts(settings) if one.kind == "document" and one.outcome in ("new", "unchanged")}
    roster, vocabulary = load_roster(settings), load_vocabulary(forms_folder())
    for url, (host, entry) in everything.items():
        attempt = got.get(url)
        if host.fault:
            continue
        if entry.thing != "report":
            verdict.false += [url] if attempt is not None and entry.thing == "look_alike" else []
            continue
        agency, year = link_hint(attempt.link_text, attempt.portal, roster, vocabulary) if attempt is not None else (None, None)
        _count(verdict, url, attempt is not None, (attempt.agency_id if attempt is not None else None) or agency, year, entry, host)


def _count(verdict: Verdict, url: str, found: bool, agency: str | None, year: int | None, entry: Entry, host: Host) -> None:
    verdict.reports += 1
    verdict.found += found
    verdict.missed += [] if found else [url]
    if found and host.quirk not in _SAYS_NOTHING:
        verdict.wrong_agency += [f"{url} {agency}"] if agency != entry.agency_id else []
        verdict.wrong_year += [f"{url} {year}"] if year != entry.year else []


def _by_reading(settings: Settings, everything: dict[str, tuple[Host, Entry]], verdict: Verdict) -> None:
    sql = "SELECT DISTINCT r.url, r.agency_id, r.year FROM reports r WHERE is_current AND NOT in_review AND status = 'ok'"
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        read = {url: (agency, year) for url, agency, year in connection.execute(sql).fetchall()}
        _statuses(connection, {host.name: host for host, _ in everything.values()}, verdict)
    for url, (host, entry) in everything.items():
        if entry.thing == "report" and not host.fault:
            verdict.reports += 1
            verdict.found += url in read
            verdict.missed += [] if url in read else [url]
    for url, (agency, year) in read.items():
        _, entry = everything.get(url, (None, None))
        if entry is None or entry.thing != "report":
            verdict.false += [url]
            continue
        verdict.wrong_agency += [f"{url} {agency}"] if agency != entry.agency_id else []
        verdict.wrong_year += [f"{url} {year}"] if year != entry.year else []


def _statuses(connection: duckdb.DuckDBPyConnection, hosts: dict[str, Host], verdict: Verdict) -> None:
    """Every organ and year that is due ends in exactly one status, and in the right one."""
    sql = "SELECT a.portal, c.agency_id, c.year, c.seen FROM coverage c JOIN agencies a USING (agency_id) ORDER BY ALL"
    rows = connection.execute(sql).fetchall()
    verdict.statuses = dict(Counter(status for *_, status in rows).most_common())
    verdict.wrong_status += [f"{key} twice" for key, times in Counter(row[:3] for row in rows).items() if times > 1]
    for portal, agency_id, year, status in rows:
        host = hosts[portal]
        outcome = FAULTS.get(host.fault, "published")
        due = STATUS.get(outcome, outcome) if host.fault in LIST_FAULTS else {"too_large": "published_unread"}.get(outcome, outcome)
        is_listed = any((entry.agency_id, entry.year) == (agency_id, year) for entry in host.listed)
        if is_listed and host.fault in ("", "list_lost"):
            due = "published"
        elif not is_listed and host.fault in DOCUMENT_FAULTS:
            due = "not_found"
        if status != due:
            verdict.wrong_status.append(f"{portal} {host.fault} {year} {status}")


def fewest(host: Host) -> int:
    """The fewest requests with which everything that can be had of a host is had, on the first night: each address once."""
    if host.fault == "list_private_name":
        return 0
    if host.fault.startswith("list_") and host.fault not in ("list_lost",):
        return 1 + 1
    pages = {"jcms_annual": 0, "address_list": 0}.get(host.kind, host.pages)
    # Numbered lists end where a page is absent.
    return 1 + pages + int(host.kind == "numbered") + fewest_documents(host)


def fewest_documents(host: Host) -> int:
    """How many of these requests are for documents."""
    if host.fault == "documents_busy":
        return 1
    asked = [entry for entry in host.listed if entry.thing != "copy"]
    hops = len(asked) if host.quirk == "moved" else int(host.quirk in ("passing_500", "busy_once"))
    return len(asked) + hops + sum(len(entry.carried) for entry in asked)


def is_listing(target: str) -> bool:
    """Whether a target is a page of a list."""
    return target.startswith((LIST.removesuffix(".html"), SEARCH, RECORDS))
