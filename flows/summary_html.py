"""The pages of a summary: templates filled with what ``summary_data`` and ``summary_trends`` gathered. All is escaped but our charts."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from extractors.forms import Forms
from flows.settings import SHANGHAI
from flows.summary_data import Record, Region, Tally, place, wording
from flows.summary_layout import Slot, lay_out
from flows.summary_ranking import RANKED_FROM
from flows.summary_trends import Consolidated, Outcomes, Trend, agency_chart

_ORDINALS = "〇一二三四五六七八九十"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: autoescape for every template, undefined names are errors."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2", "parts.j2"), default=False, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=number, percent=percent, day=day, moment=moment, ordinal=ordinal, spans=spans, link=link)
    made.globals.update(held=held, organ_share=organ_share, tally_rate=tally_rate)
    made.globals["words"] = wording()
    return made


def number(value: Decimal | int | None) -> str:
    """An exact figure as officials write it: no trailing zeros, a dash where there is none."""
    if value is None:
        return "—"
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """``part`` of ``whole`` in per cent with one decimal, rounded half up; a dash where there is no whole."""
    if not whole:
        return "—"
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def held(n: int, pending: int, unit: str = "") -> str:
    """A number of organs something is held against, with how many of them no person has confirmed yet."""
    return f"{n}{unit}{wording()['held'].format(n=pending)}" if pending else f"{n}{unit}"


def organ_share(part: int, whole: int) -> str:
    """``part`` of ``whole`` organs in per cent; below ten organs the word that says why there is none."""
    return percent(part, whole) if whole >= RANKED_FROM or not whole else str(wording()["rate"]["few"])


def tally_rate(tally: Tally) -> str:
    """按时率 of a line: only of ten assessed organs or more, and only while nothing in the line is pending."""
    return str(wording()["rate"]["pending"]) if tally.pending else organ_share(tally.on_time, tally.assessed)


def day(value: date) -> str:
    """A legal day as 2026年1月31日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """An instant, stored in UTC without a zone, as minutes in Beijing time; a dash where there is none."""
    return value.replace(tzinfo=UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else "—"


def ordinal(value: int) -> str:
    """1 to 10 as 一 to 十."""
    return _ORDINALS[value]


def spans(slot: Slot) -> Markup:
    """The span attributes of a table cell."""
    parts = {"rowspan": slot.rowspan, "colspan": slot.colspan}
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in parts.items() if value > 1)


def link(url: str) -> str:
    """An address that may stand in href: http and https only, anything else leads nowhere."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._") if url.startswith(("http://", "https://")) else "#"


def show_organs(region: Region) -> None:
    """Add to each organ what may be said of its publication in public parts: ``shown_date`` and ``evidence``.

    That a report is late or was not seen is said of an organ only once a person has confirmed it; until then it is 待核实, and beside the
    day due no day of publication stands. What a person rejected is not said either.
    """
    for organ in region.organs:
        organ["shown_date"], organ["evidence"] = _publication(organ, wording())


def _publication(organ: Record, words: dict[str, Any]) -> tuple[str, str]:
    evidence = words["evidence"]
    if organ["verdict"] in ("pending", "rejected"):
        return evidence[organ["verdict"]], evidence[f"{organ['verdict']}_note"]
    if organ["timeliness"] == "not_seen":
        looked = day(organ["looked_on"])
        return evidence["not_seen"].format(day=looked), evidence["listed"].format(day=looked)
    if organ["published_on"] is not None and organ["published_on_basis"] in words["basis"]:
        text = f"：{organ['date_text']}" if organ["date_text"] else ""
        return str(organ["published_on"]), f"{words['basis'][organ['published_on_basis']]}{text}"
    if organ["too_early_on"] is not None:
        return evidence["too_early"], evidence["too_early_note"].format(day=day(organ["too_early_on"]))
    if organ["first_seen_on"] is not None:
        return evidence["undated"], evidence["undated_note"].format(day=organ["first_seen_on"])
    return "—", words["reason"][organ["reason"]]


def reasons(region: Region) -> list[Record]:
    """Why organs could not be assessed, with the number of each reason, in the order of ``wording.toml``."""
    words = wording()["reason"]
    counted = {key: sum(o["timeliness"] == "not_verified" and o["reason"] == key for o in region.organs) for key in words}
    return [{"label": words[key], "n": n} for key, n in counted.items() if n]


def deadlines(region: Region) -> list[Record]:
    """The days due and their legal basis as they apply to these organs, with the number of organs, earliest first."""
    found: dict[tuple[Any, Any], int] = {}
    for organ in region.organs:
        key = (organ["due_on"], organ["due_basis"])
        found[key] = found.get(key, 0) + 1
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0] or date.max, -pair[1]))
    return [{"due_on": due_on, "due_basis": basis, "n": n} for (due_on, basis), n in ordered]


def context(region: Region) -> dict[str, Any]:
    """What every page of a summary is given."""
    return {"region": region.region, "year": region.year, "build": region.build, "government_name": region.government_name}


def notice(year: int) -> str:
    """The notice that sets the form of a reporting year, the newest that is not younger; the former regulations before 2019."""
    editions = wording()["notice"]
    found = [edition for edition in sorted(editions) if edition <= str(year)]
    return str(editions[found[-1]]) if found else str(wording()["former_law"])


def index_page(
    made: Environment, region: Region, tables: list[Consolidated], shares: Outcomes, charts: dict[str, str], trends: dict[str, Trend]
) -> str:
    """The page of a region-year."""
    problems = region.problems
    counts = region.ask("consolidated")
    return made.get_template("index.html.j2").render(
        **context(region),
        notice=notice(region.year),
        organs=region.organs,
        tally=region.tally,
        total=region.total,
        unverified_reasons=reasons(region),
        deadlines=deadlines(region),
        n_members=max((row["n_due"] for row in counts), default=0),
        n_reported=max((row["n_reported"] for row in counts), default=0),
        consolidated=tables,
        outcomes=shares,
        charts={name: _safe(svg) for name, svg in charts.items()},
        trends=trends,
        problems=problems,
        rankings=region.rankings,
        verified=region.verified,
        notes=wording()["notes"],
    )


def internal_page(made: Environment, region: Region) -> str:
    """The internal list of findings nobody has confirmed yet."""
    return made.get_template("internal.html.j2").render(**context(region), waiting=region.waiting)


def agency_page(made: Environment, region: Region, organ: Record, forms: Forms) -> str:
    """The page of one organ in one year."""
    # A renamed organ's report may stand under its other name.
    own, key = {"agency_id": organ["agency_id"]}, {"agency_id": organ["reported_by"] or organ["agency_id"]}
    found = region.ask("agency_report", **key)
    report = found[0] if found else None
    figures = region.ask("agency_figures", **key) if report else []
    chart = agency_chart(region.ask("own_totals", **own), region.year) if report else None
    return made.get_template("agency.html.j2").render(
        **context(region),
        organ=organ,
        lineage=lineage(region.ask("agency_lineage", **own), organ),
        report=report,
        editions=_editions(report, forms) if report else {},
        layouts=_layouts(report, forms) if report else [],
        figures={(f["item"], f["measure"]): f for f in figures},
        provenance=[{**f, "place": place({**f, "label_zh": None})} for f in figures],
        chart=_safe(chart) if chart else None,
        sections=region.ask("agency_sections", **key) if report else [],
        findings=[f for f in region.verified if f["agency_id"] == organ["agency_id"]],
        documents=region.ask("agency_documents", **key) if report else [],
        versions=region.ask("agency_versions", **own),
        attempts=region.ask("agency_attempts", **key),
    )


def lineage(rows: list[Record], organ: Record) -> list[str]:
    """What an organ came from and what became of it, one line each; none for an organ that no reform has touched."""
    said = wording()["lineage"]
    lines = [said[row["side"]].format(name=row["name"], kind=said[row["kind"]], day=day(row["changed_on"])) for row in rows]
    is_alone = organ["valid_to"] is not None and all(row["side"] == "before" for row in rows)
    return [*lines, said["ended"].format(day=day(organ["valid_to"]))] if is_alone else lines


def _safe(svg: str) -> Markup:
    """A chart of ours as markup: it was rendered by vl-convert, which escapes every text in it."""
    return Markup(svg)  # noqa: S704 - the only markup that does not come out of a template


def _editions(report: Record, forms: Forms) -> dict[str, str | None]:
    return {name: report[f"edition_{name}"] for name in next(iter(forms.editions.values())).tables}


def _layouts(report: Record, forms: Forms) -> list[Any]:
    """The official layout of each table in the report's own edition; the newest where they do not differ; none for a missing one."""
    newest = list(forms.editions)[-1]
    chosen = {name: newest if edition == "any" else edition for name, edition in _editions(report, forms).items()}
    return [lay_out(forms.editions[edition].tables[name]) for name, edition in chosen.items() if edition in forms.editions]
