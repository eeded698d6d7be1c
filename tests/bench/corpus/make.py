"""From a seed to a folder of documents with their truth: plan, compose, write, convert in batches, finish."""

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.platypus.doctemplate import LayoutError

from extractors.forms import Edition, load_forms
from tests.bench.corpus import chromium, html, ofd, office, pack, reportlab_pdf, scans, sheet, text, word
from tests.bench.corpus.compose import compose, seeded
from tests.bench.corpus.model import Look, Plan
from tests.bench.corpus.truth import truth

FORMS = Path(__file__).resolve().parents[3] / "data" / "forms"
SHARES = {
    "html": 22,
    "docx": 15,
    "pdf": 30,
    "text": 4,
    "xlsx": 3,
    "xls": 3,
    "doc": 2,
    "rtf": 1.5,
    "odt": 1.5,
    "wps": 1,
    "ofd": 3,
    "mht": 2,
    "zip": 2,
    "scan": 10,
}
PDF_STYLES = [
    f"{kind}-{style}"
    for kind, styles in (("reportlab", reportlab_pdf.STYLES), ("office", word.STYLES), ("chromium", chromium.STYLES))
    for style in styles
]
STYLES: dict[str, tuple[str, ...] | list[str]] = {
    "html": html.STYLES,
    "docx": word.STYLES,
    "pdf": PDF_STYLES,
    "text": text.STYLES,
    "xlsx": sheet.STYLES,
    "xls": sheet.STYLES,
    "doc": word.STYLES,
    "rtf": word.STYLES,
    "odt": word.STYLES,
    "wps": word.STYLES,
    "ofd": word.STYLES,
    "mht": html.STYLES,
    "zip": ("html", "docx", "pdf", "doc"),
    "scan": scans.STYLES,
}
SUFFIX = {"text": "txt", "zip": "zip", "mht": "mht"}


@dataclass(slots=True)
class Work:
    """Where a run writes, and what has still to be converted or finished, in that order."""

    out: Path
    scratch: Path
    office: dict[str, list[tuple[Path, Path]]] = field(default_factory=dict)
    prints: list[tuple[str, Path]] = field(default_factory=list)
    last: list[Callable[[], None]] = field(default_factory=list)


def make(out: Path, count: int, seed: int, formats: Iterable[str] = ()) -> list[Plan]:
    """Write ``count`` documents and ``truth.jsonl`` into a folder."""
    forms = load_forms(FORMS).editions
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        work = Work(out, Path(scratch))
        drawn = (plan_one(number, seed, tuple(formats), forms) for number in range(count))
        plans = [plan for plan in drawn if _is_written(plan, work)]
        for kind, jobs in work.office.items():
            office.convert(jobs, kind)
        chromium.write(work.prints)
        for finish in work.last:
            finish()
    lines = [json.dumps(truth(plan), ensure_ascii=False) for plan in plans]
    (out / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return plans


def _is_written(plan: Plan, work: Work) -> bool:
    """Write a document; one that does not fit its paper is left out, and said."""
    try:
        write_one(plan, work)
    except LayoutError as error:
        print(f"{plan.path} ({plan.style}) does not fit its page and is left out: {str(error)[:80]}")
        return False
    return True


def plan_one(number: int, seed: int, formats: tuple[str, ...], forms: dict[str, Edition]) -> Plan:
    """Draw one document whole: format, style, look, content."""
    rng = seeded(seed, number)
    wanted = formats or tuple(SHARES)
    kind = rng.choices(wanted, [SHARES[f] for f in wanted])[0]
    style = rng.choice(STYLES[kind])
    plan = Plan(number, f"{number:05}.{SUFFIX.get(kind, kind)}", kind, style, rng)
    plan.look = _look(plan)
    if kind == "scan":
        scans.prepare(plan)
    compose(plan, forms, plain=rng.random() < 0.25)
    if plan.look.borders != "solid" and kind not in ("html", "text", "xlsx", "xls", "mht"):
        plan.marked(f"borders_{plan.look.borders}")
    if plan.style == "layout" or plan.style.endswith("-layout"):
        plan.marked("layout_table")
    if kind == "text" and style == "glued":
        plan.marked("glued", sound=False)
    return plan


def _look(plan: Plan) -> Look:
    rng = plan.rng
    rare = 0.02 if plan.format == "scan" else 0.06
    borders = rng.choices(("solid", "hairline", "dotted", "grey", "none"), (0.7, 0.1, 0.07, 0.07, rare))[0]
    landscape = plan.format in ("pdf", "docx", "doc", "odt", "rtf", "xlsx", "html", "scan") and rng.random() < 0.1
    size = 9 if borders == "none" else rng.choice((9, 10.5, 10.5, 12))
    return Look(borders, landscape, rng.random() < 0.5, serif=rng.random() < 0.7, size=size)


def write_one(plan: Plan, work: Work) -> None:
    """Write a document, or note what will write it."""
    target = work.out / plan.path
    if plan.format == "zip":
        inner = work.scratch / f"{plan.number:05}.{plan.style}"
        _write(plan, plan.style, inner, work)
        work.last.append(lambda: pack.zipped(plan, inner, target))
    elif plan.format == "scan":
        inner = work.scratch / f"{plan.number:05}.pdf"
        _write(scans.tables_only(plan) if plan.path.endswith("html") else plan, "pdf", inner, work)
        work.last.append(lambda: scans.scan(plan, inner, work.out))
    elif plan.format == "ofd":
        inner = work.scratch / f"{plan.number:05}.pdf"
        _write(plan, "pdf", inner, work)
        work.last.append(lambda: ofd.from_pdf(inner, target))
    else:
        _write(plan, plan.format, target, work)


def _write(plan: Plan, kind: str, target: Path, work: Work) -> None:
    direct: dict[str, Callable[[Plan], bytes]] = {
        "html": html.page,
        "docx": word.write,
        "text": text.write,
        "xlsx": sheet.write,
        "mht": pack.mht,
    }
    if plan.format == "zip":
        plan.style = {"html": "trs", "docx": "api", "pdf": "office-raw", "doc": "raw"}[kind]
    if kind in direct:
        target.write_bytes(direct[kind](plan))
    elif kind == "pdf":
        _write_pdf(plan, target, work)
    else:
        _by_office(plan, target, kind, work)


def _write_pdf(plan: Plan, target: Path, work: Work) -> None:
    maker, _, style = plan.style.rpartition("-")
    if maker == "chromium":
        work.prints.append((chromium.printable(plan, style), target))
    elif maker == "reportlab":
        plan.style = style
        target.write_bytes(reportlab_pdf.write(plan))
        plan.style = f"reportlab-{style}"
    else:
        _by_office(plan, target, "pdf", work)


def _by_office(plan: Plan, target: Path, kind: str, work: Work) -> None:
    book = kind == "xls"
    source = work.scratch / f"{plan.number:05}.{'xlsx' if book else 'docx'}"
    whole, plan.style = plan.style, plan.style.rpartition("-")[2]
    source.write_bytes(sheet.write(plan) if book else word.write(plan))
    plan.style = whole
    made = "doc" if kind == "wps" else kind
    work.office.setdefault(made, []).append((source, target))
