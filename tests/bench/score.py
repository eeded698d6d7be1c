"""What was read, held against the truth: figures right, wrong, missing and invented; errors nobody was told of; alarms without cause.

Knows the JSON of ``gongkai extract`` and the lines of a corpus's ``truth.jsonl``, nothing else of the program.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
TABLES = ("disclosure", "requests", "proceedings")
KINDS = ("exact", "wrong", "missing", "invented")
EMPTY = ("blank", "marked_empty")
LOUD = ("error", "warning")


@dataclass(slots=True)
class Miss:
    """A figure read otherwise than it stands in the document; ``flagged`` where an issue or its state says so."""

    report: int
    figure: str
    kind: str
    truth: str
    read: str
    flagged: bool


@dataclass(slots=True)
class Score:
    """The score of one document. ``counts`` has the kinds of outcome and ``repaired``."""

    truth: Json
    counts: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    status: str = "failed"
    alarms: list[str] = field(default_factory=list)
    identity: Counter[str] = field(default_factory=Counter)

    @property
    def exact(self) -> bool:
        """Whether every figure was read as it stands."""
        return not self.misses

    @property
    def unflagged(self) -> list[Miss]:
        """The errors nobody was told of."""
        return [miss for miss in self.misses if not miss.flagged]

    @property
    def judged(self) -> bool:
        """Whether the document counts for false alarms: sound in itself and read exactly."""
        return bool(self.truth["sound"]) and self.exact

    @property
    def false_alarm(self) -> bool:
        """A sound document, read exactly, that was not simply ``ok``."""
        return self.judged and (self.status != "ok" or bool(self.alarms))


def score(truth: Json, read: Json) -> Score:
    """Hold one document's reading against its truth."""
    result = Score(truth, status=read.get("status", "failed"))
    reports = [read, *read.get("more", ())]
    order = paired(truth["reports"], reports)
    for number, wanted in enumerate(truth["reports"]):
        got = order[number] or ({} if any(report.get("figures") for report in reports) else read)
        _figures(result, number, wanted["figures"], got)
        _identity(result, wanted, got)
    for extra in reports:
        if not any(extra is taken for taken in order):
            _figures(result, len(order), {}, extra)
    statuses = [report.get("status", "failed") for report in reports]
    result.status = next((s for s in ("failed", "partial") if s in statuses), "ok")
    result.alarms = [f"{i['code']}: {i['message']}"[:200] for r in reports for i in r.get("issues", ()) if i["severity"] in LOUD]
    return result


def paired(wanted: list[Json], got: list[Json]) -> list[Json | None]:
    """For each true report the one that was read: by year and agency where several were, else in order."""
    if len(wanted) == 1 or len(got) < len(wanted):
        return [got[n] if n < len(got) else None for n in range(len(wanted))]
    left, found = list(got), []
    for report in wanted:
        best = max(left, key=lambda r: ((r.get("year") == report["year"]) + (r.get("agency") == report["agency"]), -got.index(r)))
        left.remove(best)
        found.append(best)
    return list(found)


def _figures(result: Score, number: int, wanted: Json, got: Json) -> None:
    read = {f"{f['item']}|{f['measure']}": f for f in got.get("figures", ())}
    left_unread = {table for table in TABLES if not any(k.startswith(table) and f["state"] == "reported" for k, f in read.items())}
    issues = [issue for issue in got.get("issues", ()) if issue["severity"] in LOUD]
    for name in {**wanted, **read}:
        true, figure = wanted.get(name, {"state": "absent"}), read.get(name, {"state": "absent"})
        kind = outcome(true, figure)
        if not kind:
            continue
        result.counts[kind] += 1
        result.counts["repaired"] += figure.get("how") in ("repaired", "corrected") and kind == "exact"
        if kind != "exact":
            flagged = figure["state"] == "unreadable" or named(name, issues, left_unread)
            result.misses.append(Miss(number, name, kind, shown(true), shown(figure), flagged))


def outcome(true: Json, read: Json) -> str:
    """The outcome for a figure, empty where there was nothing to read and nothing was read."""
    wanted, got = true["state"], read["state"]
    if wanted == "absent":
        return "" if got in ("absent", "unreadable") else "invented" if got == "reported" else "wrong"
    if wanted == "reported":
        if got != "reported":
            return "missing"
        return "exact" if _same(true, read) else "wrong"
    if got == wanted:
        return "exact"
    return "invented" if got == "reported" else "wrong" if got in EMPTY else "missing"


def _same(true: Json, read: Json) -> bool:
    try:
        return Decimal(str(read["value"])) == Decimal(true["value"]) and read.get("unit") == true["unit"]
    except (InvalidOperation, TypeError):
        return False


def named(name: str, issues: Iterable[Json], left_unread: set[str]) -> bool:
    """Whether an issue names a figure's cell, row or column, or its whole table (or the document) where that was left unread."""
    item, measure = name.split("|")
    table = item.split(".")[0]
    for issue in issues:
        about, which = issue.get("item"), issue.get("measure")
        if about == item and which in (None, measure):
            return True
        if about == table and which == measure:
            return True
        if about in (table, None) and which is None and table in left_unread:
            return True
    return False


def shown(figure: Json) -> str:
    """A figure in a word or two."""
    value = f"{figure.get('value')} {figure.get('unit') or ''}".strip()
    raw = f" ({figure['raw']!r})" if figure.get("raw") is not None else ""
    return (value if figure["state"] == "reported" else figure["state"]) + raw


def _identity(result: Score, wanted: Json, got: Json) -> None:
    for name in ("agency", "year", "published_on"):
        if wanted[name] is not None:
            result.identity[f"{name}_asked"] += 1
            result.identity[name] += got.get(name) == wanted[name]
    read = got.get("editions", {})
    result.identity["editions_asked"] += 1
    result.identity["editions"] += all(read.get(table) == edition for table, edition in wanted["editions"].items())


@dataclass(slots=True)
class Sum:
    """The scores of a group of documents added up."""

    documents: int = 0
    exact_documents: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    unflagged: int = 0
    judged: int = 0
    false_alarms: int = 0

    def add(self, one: Score) -> None:
        """Take in a document."""
        self.documents += 1
        self.exact_documents += one.exact
        self.counts += one.counts
        self.unflagged += len(one.unflagged)
        self.judged += one.judged
        self.false_alarms += one.false_alarm

    @property
    def share(self) -> float:
        """Exact figures of all, in percent."""
        every = sum(self.counts[kind] for kind in KINDS)
        return 100 * self.counts["exact"] / every if every else 100.0

    @property
    def alarm_share(self) -> float:
        """False alarms of the sound documents read exactly, in percent."""
        return 100 * self.false_alarms / self.judged if self.judged else 0.0


def grouped(scores: Iterable[Score]) -> dict[str, dict[str, Sum]]:
    """Sums by format, scan condition, style and quirk."""
    groups: dict[str, dict[str, Sum]] = {"format": {}, "condition": {}, "style": {}, "quirk": {}}
    for one in scores:
        keys = {
            "format": [format_of(one.truth)],
            "condition": [one.truth["condition"]] if one.truth["condition"] else [],
            "style": [f"{one.truth['format']}:{one.truth['style']}"],
            "quirk": one.truth["quirks"] or ["(none)"],
        }
        for group, names in keys.items():
            for name in names:
                groups[group].setdefault(name, Sum()).add(one)
    return groups


def format_of(truth: Json) -> str:
    """The format a document is counted under; glued text, which no reader can settle wholly, stands by itself."""
    return "text-glued" if "glued" in truth["quirks"] else str(truth["format"])
