"""Six nights at one portal, with planted changes: ``gongkai changes`` shows exactly these, and nothing that only our readers changed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from fetching import HOST, LIMITS, ROOT, listing, resolve
from portal_server import Site, page, serving, status
from typer.testing import CliRunner

from extractors.document import Document
from extractors.forms import load_forms
from extractors.frames import ReadDocument
from extractors.knowledge import load_knowledge
from extractors.pipeline import read_document
from extractors.records import Key
from flows import extract, load, run, runs
from flows.archive import AttemptLog
from flows.check import run_checks
from flows.cli import app
from flows.fetch import collect
from flows.jobs import Job, result
from flows.load_tables import connect
from flows.network import Network
from flows.portals import load_portals
from flows.publish import warehouse_hash
from flows.query import ask, ask_named
from flows.settings import Settings, forms_folder
from tests.bench.corpus import compose, html
from tests.bench.corpus.draw import draw
from tests.bench.corpus.model import Plan, Printed, Report
from tests.unit.warehouse_data import AGENCIES, DEADLINES, PORTAL, REGIONS

FIRST = datetime(2025, 2, 1, 4, tzinfo=UTC)
LICENSES: Key = ("disclosure.licenses", "decisions")
ORGANS = {
    "figure": "示例市教育局",
    "section": "示例市财政局",
    "date": "示例市气象局",
    "frame": "示例街道办事处",
    "returns": "示例县人民政府",
    "withdrawn": "示例市人民政府",
}
FORMS, KNOWLEDGE = load_forms(forms_folder()), load_knowledge(forms_folder())
EDITIONS = {"disclosure": "2021", "requests": "2021", "proceedings": "any"}


@dataclass
class Nights:
    """A data folder, and a portal that is asked night after night. ``reader`` stands for the readers in force: their fingerprint, and what
    they make of a reading."""

    settings: Settings
    site: Site
    fingerprint: list[str]
    number: int = 0
    built: int = 0
    reader: Callable[[ReadDocument], ReadDocument] = field(default=lambda read: read)

    def on(self, number: int) -> date:
        """The day of a night."""
        return (FIRST + timedelta(days=number - 1)).date()

    def night(self, **altered: str | None) -> None:
        """A night. ``altered`` says for an organ what its page is from now on, None where it is gone."""
        self.number += 1
        for organ, content in altered.items():
            self.site.pages[f"/nb/{organ}.html"] = status(404) if content is None else page(content)
        run_id = f"night-{self.number}"
        with AttemptLog(self.settings, run_id) as log:
            runs.start(self.settings, log, self.on(self.number))
        network = Network(replace(LIMITS, max_bytes=1_000_000), resolve, {HOST: self.site.address})
        collect(self.settings, run_id, load_portals(self.settings), network=network)
        read = [self.reader(self._read(job)) for job in run.jobs(self.settings)]
        if read:
            extract.write_batch(self.settings, f"{run_id}-0001", read)
        with AttemptLog(self.settings, run_id) as log:
            runs.finish(log, self.on(self.number), {})
        self._shift(run_id)

    def _read(self, job: Job) -> ReadDocument:
        return result(job, job.document_id or "", "html", read_document(Document(job.path.read_bytes(), job.name, job.url), KNOWLEDGE))

    def _shift(self, run_id: str) -> None:
        """Put a night's lines on its day."""
        path = self.settings.log / f"{run_id}.jsonl"
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        begun = datetime.fromisoformat(lines[0]["at"])
        for line in lines:
            line["at"] = (FIRST + timedelta(days=self.number - 1) + (datetime.fromisoformat(line["at"]) - begun)).isoformat()
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")

    def publish(self) -> None:
        """Build and publish what the nights so far brought; the warehouse knows nothing of the one before it."""
        if self.built < self.number:
            run.put_in_place(self.settings, run.build(self.settings, f"night-{self.number}"))
            self.built = self.number

    def changes(self, since: date = date(2025, 1, 1)) -> list[tuple[object, ...]]:
        """What ``gongkai changes`` lists: organ, version, day, what, item, before, after."""
        self.publish()
        answer = ask_named(self.settings, "changes", {"since": since})
        return answer.only("agency_name", "version", "changed_on", "what", "item", "before", "after").rows

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The published warehouse's answer."""
        self.publish()
        return ask(self.settings, query).rows


def report(organ: str, frame: int = 1, *, more_licenses: int = 0, day: int = 20, words: str = "") -> str:
    """An organ's report, in the frame of a night."""
    random = Random(organ)  # noqa: S311 - a plan, no secret
    name = ORGANS[organ]
    figures = draw(random, "office", EDITIONS, FORMS.editions)
    value = (figures[LICENSES].value or Decimal(0)) + more_licenses
    figures[LICENSES] = Printed(f"{value:f}", "reported", value)
    plan = Plan(2024, "", "html", "trs", random)
    plan.reports.append(Report(name, 2024, f"{name}2024年政府信息公开工作年度报告", (2025, 1, day), EDITIONS, figures))
    plan.blocks += compose.blocks(plan, plan.reports[0], FORMS.editions, plain=True)
    content, heading = html.page(plan).decode(), "总体情况</strong></p>"
    assert heading in content
    content = content.replace(heading, f"{heading}<p>坚持以公开为常态、不公开为例外{words}，稳步推进各项任务。</p>")
    above = f"<div>今天是2025年2月{frame}日</div><p>浏览次数：{frame * 37}</p>"
    below = f"<p>上一篇：第{frame}篇</p><h4>相关链接</h4><ul><li><a href='/{frame}'>示例市第{frame}次会议</a>2025-02-0{frame}</li></ul>"
    return content.replace('<div class="nav">', f'{above}<div class="nav">').replace('<div class="footer">', f'{below}<div class="footer">')


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """The portal with a report of each organ, asked for one night."""
    texts = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "deadlines.csv": DEADLINES}
    texts[f"portals/{HOST}.toml"] = f"delay_seconds = 0\n{PORTAL}"
    texts["corrections.csv"] = "document_id,item,measure,value,unit,expect,reason,status\n"
    texts["decisions.csv"] = "kind,subject,decision,value,by,decided_on,note\n"
    (tmp_path / "portals").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    fingerprint = ["readers-1"]
    monkeypatch.setattr(extract, "reading_fingerprint", lambda: fingerprint[0])
    links = [(f"{organ}.html", f"{name}2024年政府信息公开工作年度报告") for organ, name in ORGANS.items()]
    pages = {"/nb/": page(listing(*links))} | {f"/nb/{organ}.html": page(report(organ)) for organ in ORGANS}
    settings = Settings(data=tmp_path, contact="https://operator.example/", as_of=date(2025, 2, 28), reread_per_run=0)
    with serving(Site(pages)) as site:
        made = Nights(settings, site, fingerprint)
        made.night()
        yield made


def _six_nights(nights: Nights) -> list[tuple[object, ...]]:
    """The nights from the second to the fifth; what is planted in them."""
    nights.night(figure=report("figure", more_licenses=7), frame=report("frame", 2))
    nights.night(section=report("section", words="，并有所前进"), frame=report("frame", 3), returns=None)
    nights.night(date=report("date", day=23), withdrawn=None, frame=report("frame", 4))
    nights.night(returns=report("returns"), frame=report("frame", 5))
    [(before,)] = nights.ask("""SELECT value FROM figures JOIN reports USING (report_id)
        WHERE agency_id = 'education' AND version = 1 AND item = 'disclosure.licenses' AND measure = 'decisions'""")
    assert isinstance(before, Decimal)
    return [
        (ORGANS["figure"], 2, nights.on(2), "figure", LICENSES[0], f"{before:.0f}", f"{before + 7:.0f}"),
        (ORGANS["returns"], 1, nights.on(3), "withdrawn", None, f"{ROOT}/nb/returns.html", None),
        (ORGANS["section"], 2, nights.on(3), "section", "section.1", None, None),
        (ORGANS["withdrawn"], 1, nights.on(4), "withdrawn", None, f"{ROOT}/nb/withdrawn.html", None),
        (ORGANS["date"], 2, date(2025, 1, 23), "date", None, "2025-01-20", "2025-01-23"),
        (ORGANS["returns"], 1, nights.on(5), "returned", None, None, f"{ROOT}/nb/returns.html"),
    ]


def _shown(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Lines as they are compared: the words of a section are looked at apart."""
    return sorted(((*row[:5], None, None) if row[3] == "section" else row for row in rows), key=str)


def test_exactly_the_planted_changes_are_shown(nights: Nights) -> None:
    planted = _six_nights(nights)
    assert _shown(nights.changes()) == _shown(planted)
    [section] = [row for row in nights.changes() if row[3] == "section"]
    assert "例外，稳步" in str(section[5])
    assert "例外，并有所前进" in str(section[6])
    # A day that was put later counts from the night that saw it.
    since = [row for row in planted if row[3] == "date" or str(row[2]) >= str(nights.on(4))]
    assert _shown(nights.changes(nights.on(4))) == _shown(since)
    versions = nights.ask("SELECT agency_id, count(*), count(*) FILTER (is_current) FROM reports GROUP BY 1 ORDER BY 1")
    assert versions == [("city", 1, 1), ("county", 1, 1), ("education", 2, 1), ("finance", 2, 1), ("street", 1, 1), ("weather", 2, 1)]
    assert nights.ask("SELECT agency_id, withdrawn_on FROM reports WHERE withdrawn_on IS NOT NULL") == [("city", nights.on(4))]
    assert nights.ask("SELECT status FROM coverage WHERE agency_id = 'city' AND year = 2024") == [("published",)]
    assert nights.ask("SELECT count(*) FROM findings WHERE check_id LIKE '%copies_disagree'") == [(0,)]


@pytest.mark.parametrize("reread", [0, 100])
def test_a_changed_reader_between_two_nights_shows_nothing(nights: Nights, reread: int) -> None:
    planted = _six_nights(nights)

    def reads_otherwise(read: ReadDocument) -> ReadDocument:
        for one in read.reports:
            one.title = f"{one.title}（全文）"
            one.sections = [replace(section, text=f"{section.text}。") for section in one.sections]
            one.figures = [
                replace(figure, value=figure.value + 1) if figure.key == LICENSES and figure.value is not None else figure
                for figure in one.figures
            ]
        return read

    nights.fingerprint[0], nights.reader = "readers-2", reads_otherwise
    nights.settings = nights.settings.model_copy(update={"reread_per_run": reread})
    # Every page is drawn anew in this night, so that there is a new document at every address.
    nights.night(
        figure=report("figure", 6, more_licenses=7),
        section=report("section", 6, words="，并有所前进"),
        date=report("date", 6, day=23),
        frame=report("frame", 6),
        returns=report("returns", 6),
    )
    kinds = [row[:4] for row in _shown(nights.changes())]
    assert kinds == [row[:4] for row in _shown(planted)]
    assert nights.ask("SELECT count(*) FROM findings WHERE check_id LIKE '%copies_disagree'") == [(0,)]


def test_a_warehouse_built_anew_has_the_same_rows(nights: Nights, tmp_path: Path) -> None:
    _six_nights(nights)
    nights.publish()
    again = tmp_path / "again.duckdb"
    load.build(nights.settings, again, "night-5", nights.settings.day, extract.reading_fingerprint())
    with connect(nights.settings, again) as connection:
        run_checks(connection)
    assert warehouse_hash(again) == warehouse_hash(nights.settings.warehouse)


def test_the_command_says_what_was_altered(nights: Nights) -> None:
    nights.night(figure=report("figure", more_licenses=7))
    nights.publish()
    said = CliRunner().invoke(app, ["changes", "--data", str(nights.settings.data), "--csv"])
    assert said.exit_code == 0
    assert said.output.splitlines()[0].startswith("agency_name,year,version,changed_on,item,measure,state_before,value_before")
    assert len(said.output.splitlines()) == 2
    table = CliRunner().invoke(app, ["changes", "--data", str(nights.settings.data)])
    assert ORGANS["figure"] in table.output
    assert "figure" in table.output
