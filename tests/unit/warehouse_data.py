"""A data folder with invented organs, made file by file as runs leave it behind, for the tests of the warehouse."""

import atexit
import csv
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import Mock, patch

import duckdb
import pyarrow.parquet as pq

from extractors.forms import load_forms
from extractors.frames import ReadDocument, nested
from extractors.records import Figure, Report, Source
from flows import check, load, load_panel
from flows.archive import Attempt, AttemptLog
from flows.load_tables import connect
from flows.settings import Settings, forms_folder

HOST = "www.shili.example"
LIST = f"http://{HOST}/nb/"
FINGERPRINT = "readers-1"
FORMS = load_forms(forms_folder())
REGIONS = """region_code,name,name_en,level,kind,parent_code,host_region_code,valid_from,valid_to
990000,示例省,Shili Province,province,division,,,,
990100,示例市,Shili,prefecture,division,990000,,,
990121,示例县,Shili County,county,division,990100,,,
"""
AGENCIES = f"""agency_id,name,short_names,former_names,region_code,level,kind,scope,reports_to,valid_from,valid_to,portal
city,示例市人民政府,示例市政府,,990100,prefecture,government,consolidated,,,,{HOST}
education,示例市教育局,市教育局,,990100,prefecture,department,organ,city,,,{HOST}
finance,示例市财政局,,,990100,prefecture,department,organ,city,,,{HOST}
weather,示例市气象局,,,990100,prefecture,vertical,organ,city,,,{HOST}
county,示例县人民政府,,,990121,county,government,consolidated,city,,,{HOST}
street,示例街道办事处,,,990121,township,street,organ,county,,,{HOST}
gone,示例市档案局,,,990100,prefecture,department,organ,city,,2021-06-30,{HOST}
"""
DEADLINES = """year_from,year_to,kind,region_code,month_day,standing,basis_zh,basis_en
2019,,department,,01-31,statutory,条例第四十九条,article 49
2019,,government,,03-31,statutory,条例第四十九条,article 49
2019,,vertical,,01-31,by_reference,参照条例第四十九条,by reference
2019,,*,,01-31,not_named,条例未列明,not named
"""
PORTAL = f"""host = "{HOST}"
name = "示例市人民政府网"
verified_on = 2024-01-01
kind = "static_list"
scheme = "http"
[[lists]]
url = "{LIST}"
expect_min = 2
"""


def figures(edition: str, values: dict[tuple[str, str], object] | None = None, unit: str | None = None) -> list[Figure]:
    """Every figure of an edition: 0, both engines agreeing, but for ``values``, where None is a blank cell and a text an unreadable one."""
    found = []
    for row, key in enumerate((key for table in FORMS.editions[edition].tables.values() for key in table.addresses()), start=1):
        value = (values or {}).get(key, 0)
        state = "blank" if value is None else "unreadable" if isinstance(value, str) else "reported"
        number = Decimal(value) if state == "reported" else None
        figure = Figure(*key, number, state, str(value or ""), unit, "read", ("one", "two"), "agreed", Source(1, 2, row, 3))
        found.append(figure)
    return found


def report(
    agency: str | None, year: int | None, edition: str = "2021", values: dict[tuple[str, str], object] | None = None, **fields: object
) -> Report:
    """A report read without doubt; ``fields`` override."""
    editions = {"disclosure": edition, "requests": edition, "proceedings": "any"}
    made = Report(f"{agency}{year}年年度报告", agency, year, status="ok", editions=editions, figures=figures(edition, values))
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@lru_cache(maxsize=1)
def frame() -> Path:
    """The file of a warehouse with the form and nothing else in it, for copies."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "frame.duckdb"
    with connect(Settings(data=path.parent), path) as connection:
        load.create_frame(connection, FORMS)
    return path


@dataclass
class World:
    """A data folder under construction. Instants run on by a minute from attempt to attempt, so that order is known. ``at_once``: what is
    read waits for ``write``, since a file for each document takes longer than building."""

    folder: Path
    now: datetime = field(default_factory=lambda: datetime(2025, 1, 10, 2, tzinfo=UTC))
    batches: int = 0
    at_once: bool = False
    read: list[ReadDocument] = field(default_factory=list)
    asked: tuple[object, ...] = ()
    with_panel: bool = False
    checked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.settings = Settings(data=self.folder)
        texts = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "deadlines.csv": DEADLINES, f"portals/{HOST}.toml": PORTAL}
        texts["corrections.csv"] = "document_id,item,measure,value,unit,expect,reason,status\n"
        texts["decisions.csv"] = "kind,subject,decision,value,by,decided_on,note\n"
        (self.folder / "portals").mkdir(parents=True)
        for name, text in texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def line(self, name: str, *row: str) -> None:
        """Add a row to a reference file."""
        with (self.folder / name).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(row)

    def attempt(self, kind: str, url: str | None, outcome: str | None, run_id: str = "run-1", **fields: object) -> None:
        """Log an attempt."""
        self.now += timedelta(minutes=1)
        with AttemptLog(self.settings, run_id) as log:
            log.append(Attempt(run_id, kind, self.now, HOST, url, outcome=outcome, **fields))

    def document(
        self,
        name: str,
        *reports: Report,
        fingerprint: str = FINGERPRINT,
        link: str | None = None,
        log: bool = True,
        place: str | None = None,
        **fields: object,
    ) -> str:
        """Fetch and read a document, at an address of its own or in the ``place`` of another; its id."""
        document_id = name.encode().hex().ljust(64, "0")
        if log:
            self.attempt(
                "document", f"http://{HOST}/{place or name}.html", "new", sha256=document_id, link_text=link, listing_url=LIST, **fields
            )
        self.read.append(ReadDocument(document_id, f"{name}.html", "html", fingerprint, self.now, list(reports)))
        if not self.at_once:
            self.write()
        return document_id

    def write(self) -> None:
        """Write what was read into one file."""
        self.batches += 1
        target = self.settings.readings / self.read[0].fingerprint / f"run-{self.batches:04d}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(nested(self.read), target)
        self.read.clear()

    def lists(self, outcome: str = "new", run_id: str = "run-1", **fields: object) -> None:
        """Ask for the list."""
        self.attempt("listing", LIST, outcome, run_id, listing_url=LIST, **fields)

    def whole_list(self, at: datetime = datetime(2025, 2, 3, tzinfo=UTC)) -> None:
        """Ask for the list, which answers as usual and brings reports of two years."""
        self.now = at
        self.lists()
        self.document("x", report("示例市某局", 2020), link="示例市某局2020年政府信息公开工作年度报告")
        self.document("y", report("示例市某局", 2021), link="示例市某局2021年政府信息公开工作年度报告")

    def status(self, agency: str, as_of: date = date(2025, 4, 2)) -> tuple[object, ...]:
        """What the warehouse says of an organ's report of 2024: its status and whether it was in time."""
        return self.ask(f"SELECT status, timeliness FROM coverage WHERE agency_id = '{agency}' AND year = 2024", as_of)[0]

    def versions(self) -> list[tuple[object, ...]]:
        """The versions in the warehouse: the beginning of the document's id, the number, whether it is current."""
        return self.ask("SELECT left(document_id, 2), version, is_current FROM reports ORDER BY version")

    def build(self, as_of: date = date(2025, 4, 2), name: str = "built") -> Path:
        """Build and check a warehouse."""
        target = self.settings.state / f"{name}.duckdb"
        self.load(target, as_of)
        self.check(target)
        return target

    def load(self, target: Path, as_of: date) -> None:
        """Build a warehouse without findings."""
        load.build(self.settings, target, "run-build", as_of, FINGERPRINT)

    def check(self, target: Path) -> None:
        """Run the checks over a warehouse."""
        with connect(self.settings, target) as connection:
            check.run_checks(connection)

    def ask(self, query: str, as_of: date = date(2025, 4, 2)) -> list[tuple[object, ...]]:
        """Build, unless nothing has changed since the last question, and query; the checks run and the panel is made that it asks for."""
        asked, with_panel = self.settings.state / "asked.duckdb", "panel" in query
        stamp = (as_of, *sorted((str(path), path.stat().st_mtime_ns) for path in self._inputs()))
        if stamp != self.asked or with_panel > self.with_panel:
            self._load_quickly(asked, as_of, with_panel)
            self.asked, self.with_panel, self.checked = stamp, with_panel, set()
        if "findings" in query or "check" in query:
            self._check_for(asked, query)
        with duckdb.connect(str(asked), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def _load_quickly(self, target: Path, as_of: date, with_panel: bool) -> None:
        """As ``load``, which is tested, with the frame from a file and without the panel's comments: half of the cost of a small build."""
        self.settings.state.mkdir(exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copyfile(frame(), target)
        make_panel = load.create_panel if with_panel else Mock()
        with (
            patch.multiple(load, create_frame=Mock(), create_panel=make_panel),
            patch.object(load_panel, "_describe"),
            connect(self.settings, target) as connection,
        ):
            connection.execute("SET threads = 1")  # a few rows are not worth a second one's starting and waiting
            load._fill(connection, self.settings, "run-build", as_of, FINGERPRINT)

    def _check_for(self, target: Path, query: str) -> None:
        """Run the check whose findings alone are asked for, else all of them, each once a build."""
        only = re.search(r"check_id (?:=|LIKE) '[%\w.]*?(\w+)'", query)
        with connect(self.settings, target) as connection:
            connection.execute("SET threads = 1")
            wanted = [one for one in check.read_checks() if one.check_id not in self.checked]
            wanted = [one for one in wanted if only is None or one.check_id.endswith(f".{only[1]}")]
            if any("coverage" in one.offenders for one in wanted):
                # As ``run_checks`` does.
                connection.execute("CREATE TEMP TABLE coverage AS FROM main.coverage")
            for one in wanted:
                check.run_check(connection, one)
                self.checked.add(one.check_id)

    def _inputs(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file() and not path.is_relative_to(self.settings.state)]
