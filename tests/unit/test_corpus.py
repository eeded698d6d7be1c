"""The corpus generator and the scoring: what is made is sound, what is scored is counted as it should be."""

import zipfile
from decimal import Decimal
from io import BytesIO

import pytest

from extractors.forms import load_forms
from tests.bench.corpus import html, ofd, pack, reportlab_pdf, scans, sheet, text, word
from tests.bench.corpus.compose import compose, seeded
from tests.bench.corpus.make import FORMS, plan_one
from tests.bench.corpus.model import Break, Grid, Plan, Side
from tests.bench.corpus.quirks_tables import cut_row, split
from tests.bench.corpus.tables import tables
from tests.bench.corpus.truth import truth
from tests.bench.score import Sum, grouped, outcome, paired, score

EDITIONS = load_forms(FORMS).editions


def plans(kind: str, count: int, seed: int = 3) -> list[Plan]:
    return [plan_one(number, seed, (kind,), EDITIONS) for number in range(count)]


def grids(plan: Plan) -> list[Grid]:
    found = [block.grids if isinstance(block, Side) else [block] for block in plan.blocks if isinstance(block, Grid | Side)]
    return [grid for group in found for grid in group]


def covers_exactly(grid: Grid) -> bool:
    taken = [(r + i, c + j) for r, c, cell in grid.places() for i in range(cell.rowspan) for j in range(cell.colspan)]
    whole = {(r, c) for r in range(len(grid.rows)) for c in range(len(grid.widths))}
    return len(taken) == len(set(taken)) and set(taken) == whole


def test_every_table_of_every_quirk_fills_its_rectangle():
    for plan in plans("pdf", 300):
        assert all(covers_exactly(grid) for grid in grids(plan)), plan.quirks


def test_every_figure_of_the_truth_is_printed_once_and_no_other():
    for plan in plans("html", 200):
        printed = sorted(cell.key for grid in grids(plan) for cell in grid.cells() if cell.key)
        assert printed == sorted(key for report in plan.reports for key in report.figures), plan.quirks


def test_sound_documents_obey_every_relation():
    for plan in (p for p in plans("docx", 200) if p.sound):
        for report in plan.reports:
            for name, edition in report.editions.items():
                for relation in EDITIONS["2021" if edition == "any" else edition].tables[name].relations:
                    values = [(t.coefficient, report.figures[t.key].value or Decimal(0)) for t in relation.terms if t.key in report.figures]
                    assert sum(c * v for c, v in values) == 0, (plan.quirks, relation.relation_id)


def test_a_seed_gives_the_same_truth_whatever_the_count():
    assert [truth(p) for p in plans("pdf", 20)] == [truth(p) for p in plans("pdf", 25)][:20]


def test_split_keeps_every_cell_and_repeats_labels_when_asked():
    plan = Plan(0, "", "pdf", "", seeded(1, 0))
    compose(plan, EDITIONS, plain=True)
    grid = tables(plan.reports[0], EDITIONS)["requests"]
    for at in range(4, len(grid.rows)):
        upper, lower = split(grid, at, "repeat")
        assert covers_exactly(upper)
        assert covers_exactly(lower)
        assert sum(1 for part in (upper, lower) for cell in part.cells() if cell.key) == sum(1 for cell in grid.cells() if cell.key)


def test_a_cut_row_has_half_its_label_on_either_side():
    plan = Plan(0, "", "pdf", "", seeded(1, 0))
    compose(plan, EDITIONS, plain=True)
    grid = tables(plan.reports[0], EDITIONS)["requests"]
    cut = cut_row(grid, 9)
    assert cut is not None
    label = next(cell.text for cell in grid.rows[9] if cell.item)
    halves = [next(cell.text for cell in row if cell.kind == "label" and cell.item) for row in (cut[0].rows[-1], cut[1].rows[0])]
    assert "".join(halves) == label
    assert all(map(covers_exactly, cut))


@pytest.mark.parametrize("style", html.STYLES)
def test_html_styles_close_what_they_open(style):
    plan = plans("html", 1)[0]
    plan.style = style
    page = html.page(plan).decode("gb18030" if style in ("old", "word") else "utf-8").lower()
    assert page.count("<table") == page.count("</table>")
    assert page.count("<div") == page.count("</div>")


def test_direct_writers_write():
    writers = {"docx": (word.write, b"PK"), "xlsx": (sheet.write, b"PK"), "text": (text.write, b""), "mht": (pack.mht, b"Content-Type")}
    for kind, (writer, magic) in writers.items():
        for plan in plans(kind, 12):
            written = writer(plan)
            assert written.startswith(magic)
            assert len(written) > 800


def test_reportlab_and_ofd_and_zip(tmp_path):
    plan = next(p for p in plans("pdf", 60) if p.style.startswith("reportlab"))
    plan.style = plan.style.rpartition("-")[2]
    source = tmp_path / "a.pdf"
    source.write_bytes(reportlab_pdf.write(plan))
    ofd.from_pdf(source, tmp_path / "a.ofd")
    pack.zipped(plan, source, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.ofd") as package:
        pages = [package.read(name).decode() for name in package.namelist() if name.endswith("Content.xml")]
        assert sum("<ofd:TextObject" in page for page in pages) == len(pages) > 0
    with zipfile.ZipFile(BytesIO((tmp_path / "a.zip").read_bytes())) as package:
        assert package.namelist()[0].endswith(".pdf")


@pytest.mark.parametrize("condition", scans.CONDITIONS)
def test_scans_keep_their_size_and_stay_light(condition):
    page = scans.np.full((400, 300, 3), 255, scans.np.uint8)
    made = scans.degrade(page, condition, seeded(1, 1))
    assert made.shape == page.shape
    assert made.mean() > 200


def test_pictures_of_tables_have_one_table_a_page():
    plan = next(p for p in plans("scan", 80) if p.path.endswith("html") and len(grids(p)) > 1)
    only = scans.tables_only(plan).blocks
    assert [type(block) for block in only[:3]] == [Grid, Break, Grid]


def figure(state: str, value: int | None = None, **more: object) -> dict:
    return {"item": "requests.received", "measure": "total", "state": state, "value": value, "unit": None, "how": "read", **more}


@pytest.mark.parametrize(
    ("true", "read", "kind"),
    [
        (("reported", "3"), ("reported", 3), "exact"),
        (("reported", "3"), ("reported", 4), "wrong"),
        (("reported", "3"), ("blank", None), "missing"),
        (("reported", "3"), ("unreadable", None), "missing"),
        (("blank", None), ("blank", None), "exact"),
        (("blank", None), ("reported", 0), "invented"),
        (("blank", None), ("marked_empty", None), "wrong"),
        (("marked_empty", None), ("absent", None), "missing"),
        (("absent", None), ("reported", 0), "invented"),
        (("absent", None), ("absent", None), ""),
        (("absent", None), ("unreadable", None), ""),
    ],
)
def test_outcomes(true, read, kind):
    wanted = {"state": true[0], "value": true[1], "unit": None}
    assert outcome(wanted, {"state": read[0], "value": read[1], "unit": None}) == kind


def judged(read_figure: dict, issues: list[dict], status: str = "partial", sound: bool = True):
    wanted = {"requests.received|total": {"state": "reported", "value": "3", "unit": None}}
    report = {"agency": "甲", "year": 2023, "title": "", "published_on": None, "editions": {}, "figures": wanted}
    document = {"path": "a", "format": "pdf", "style": "x", "quirks": [], "sound": sound, "condition": None, "reports": [report]}
    return score(document, {"status": status, "figures": [read_figure], "issues": issues})


def issue(item: str | None, measure: str | None, severity: str = "warning") -> dict:
    return {"code": "c", "severity": severity, "message": "m", "item": item, "measure": measure}


@pytest.mark.parametrize(
    ("issues", "unflagged"),
    [
        ([], 1),
        ([issue("requests.received", "total")], 0),
        ([issue("requests.received", None)], 0),
        ([issue("requests", "total")], 0),
        ([issue("requests", None)], 1),
        ([issue(None, None)], 1),
        ([issue("requests.received", "company")], 1),
        ([issue("requests.received", "total", "info")], 1),
    ],
)
def test_only_what_names_the_row_the_column_or_the_cell_excuses(issues, unflagged):
    assert len(judged(figure("reported", 4), issues).unflagged) == unflagged


def test_a_table_left_unread_is_excused_by_an_issue_about_it():
    assert not judged(figure("blank"), [issue("requests", None)]).unflagged
    assert judged(figure("blank"), []).unflagged


def test_unreadable_is_its_own_flag_and_repaired_is_counted():
    assert not judged(figure("unreadable"), []).unflagged
    assert judged(figure("reported", 3, how="repaired"), [], "ok").counts == {"exact": 1, "repaired": 1}


def test_false_alarms_are_of_sound_documents_read_exactly():
    good = figure("reported", 3)
    assert not judged(good, [], "ok").false_alarm
    assert judged(good, [], "partial").false_alarm
    assert judged(good, [issue(None, None)], "ok").false_alarm
    assert not judged(good, [issue(None, None)], "ok", sound=False).false_alarm
    assert not judged(good, [issue(None, None, "info")], "ok").false_alarm
    assert not judged(figure("reported", 4), [issue(None, None)], "ok").false_alarm


def test_reports_of_a_file_are_paired_by_year_and_agency():
    wanted = [{"year": 2022, "agency": "甲"}, {"year": 2023, "agency": "甲"}]
    got = [{"year": 2023, "agency": "甲"}, {"year": 2022, "agency": "甲"}]
    assert paired(wanted, got) == [got[1], got[0]]
    assert paired(wanted, got[:1]) == [got[0], None]


def test_sums_by_group():
    sums = grouped([judged(figure("reported", 3), [], "ok"), judged(figure("reported", 4), [])])
    both = sums["format"]["pdf"]
    assert (both.documents, both.exact_documents, both.unflagged, both.share) == (2, 1, 1, 50.0)
    assert Sum().share == 100.0
