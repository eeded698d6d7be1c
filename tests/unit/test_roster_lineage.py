"""The lineage of organs in the roster: what a name stands for in which year, what is wrong with successors and codes, and their columns."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from test_roster import REGIONS

from flows.reference import ReferenceFileError
from flows.roster import Context, Roster, load_roster, read_roster
from flows.roster_check import check
from flows.roster_lineage_check import is_credit_code
from flows.roster_xlsx import export, own_agencies, take_in
from flows.settings import Settings
from flows.workbook import WorkbookFaults, words

HEADER = "agency_id,name,former_names,valid_from,valid_to,successors,credit_code,region_code,level,kind,scope,short_names,reports_to,portal"
ORGANS = """land,示例市国土资源局,,,2019-03-20,resources,
planning,示例市规划局,,,2018-12-31,resources,
resources,示例市自然资源和规划局,示例市规划局,2019-03-21,,,
health-old,示例市卫生和计划生育委员会,,,2019-02-10,health,
health,示例市卫生健康委员会,,2019-02-11,,,91110000600037341L
culture,示例市文化广电新闻出版局,,2005-01-01,2019-03-20,tourism；press,
tourism,示例市文化和旅游局,,2019-03-21,,,
press,示例市新闻出版局,,2019-03-21,,,
farming,示例市农业农村局,,2019-03-21,,,
poverty,示例市乡村振兴局,示例市扶贫开发办公室,2021-05-01,2024-01-31,farming,
data-old,示例市大数据管理局,,2019-01-01,2024-02-29,data,
data,示例市数据局,,2024-03-01,,,
petitions,示例市信访局,,,2024-02-29,,
local-tax,示例市地方税务局,,,2018-07-04,tax,
state-tax,示例市国家税务局,,,2018-07-04,tax,
tax,国家税务总局示例市税务局,,2018-07-05,,,
"""


def written(folder: Path, organs: str = ORGANS) -> Settings:
    """A data folder with a roster of these organs."""
    (folder / "regions.csv").write_text(REGIONS, encoding="utf-8")
    lines = [f"{line},990100,prefecture,department,organ,,," for line in organs.splitlines()]
    (folder / "agencies.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return Settings(data=folder)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    """The roster of a city after the reforms of 2018, 2019 and 2024."""
    return load_roster(written(tmp_path_factory.mktemp("lineage")))


@pytest.mark.parametrize(
    ("printed", "year", "agency_id"),
    [
        # Merged: of its own time, in the year of its end too, and what it became afterwards.
        ("示例市国土资源局", 2017, "land"),
        ("示例市国土资源局", 2018, "land"),
        ("示例市国土资源局", 2019, "land"),
        ("示例市国土资源局", 2020, "resources"),
        ("原示例市国土资源局", 2018, "land"),
        ("示例市原国土资源局", 2018, "land"),
        ("原示例市国土资源局", 2021, "resources"),
        # A former name of the new organ that was the name of an old one; of that only the year of its end is known.
        ("示例市规划局", 2018, "planning"),
        ("示例市规划局", 2020, "resources"),
        # The successor of several is nobody's other name: what it publishes for the year before its beginning stays its own.
        ("示例市自然资源和规划局", 2018, "resources"),
        # Renamed: one organ under two names, whichever is printed, and whoever publishes it.
        ("示例市卫生健康委员会", 2018, "health-old"),
        ("示例市卫生和计划生育委员会", 2018, "health-old"),
        ("示例市卫生和计划生育委员会", 2019, "health"),
        ("示例市卫生和计划生育委员会", 2021, "health"),
        ("示例市大数据管理局", 2023, "data-old"),
        ("示例市数据局", 2023, "data-old"),
        ("示例市大数据管理局", 2024, "data"),
        # Split: after its end nobody can say which of them is meant.
        ("示例市文化广电新闻出版局", 2018, "culture"),
        ("示例市文化广电新闻出版局", 2020, None),
        # Taken up by an organ that was there before.
        ("示例市乡村振兴局", 2023, "poverty"),
        ("示例市扶贫开发办公室", 2020, "poverty"),
        ("示例市乡村振兴局", 2024, "poverty"),
        ("示例市乡村振兴局", 2025, "farming"),
        ("示例市农业农村局", 2023, "farming"),
        # Abolished: nobody took it up.
        ("示例市信访局", 2025, "petitions"),
        ("示例市地方税务局", 2017, "local-tax"),
        ("示例市地方税务局", 2019, "tax"),
        ("示例市国土资源局", None, "land"),
    ],
)
def test_a_name_stands_for_the_organ_of_that_time(roster: Roster, printed: str, year: int | None, agency_id: str | None) -> None:
    assert roster.resolve(printed, year) == agency_id


def test_the_list_of_an_organ_that_is_gone_serves_its_successor(roster: Roster) -> None:
    assert roster.identify(None, 2018, Context(hint="land")) == ("land", "listing")
    assert roster.identify(None, 2020, Context(hint="land")) == ("resources", "listing")
    assert roster.identify("国土资源局", 2020, Context(hint="land")) == ("resources", "printed")
    assert roster.identify("示例市文化广电新闻出版局", 2020, Context(hint="press")) == ("press", "printed")
    assert roster.of_time("culture", 2020) == "culture"
    assert (roster.of_time("land", None), roster.of_time("nobody", 2020), roster.of_time(None, 2020)) == ("land", None, None)


def test_every_change_has_its_kind(roster: Roster) -> None:
    kinds = {(change.agency_id, change.successor_id): change.kind for change in roster.lineage.changes}
    assert kinds == {
        ("land", "resources"): "merged",
        ("planning", "resources"): "merged",
        ("health-old", "health"): "renamed",
        ("culture", "tourism"): "split",
        ("culture", "press"): "split",
        ("poverty", "farming"): "merged",
        ("data-old", "data"): "renamed",
        ("local-tax", "tax"): "merged",
        ("state-tax", "tax"): "merged",
    }


def test_a_former_name_goes_before_an_organ_that_was_gone(tmp_path: Path) -> None:
    organs = "old,示例市规划局,,,2018-12-31,,\nnew,示例市自然资源局,示例市规划局,2019-01-01,,,\n"
    roster = load_roster(written(tmp_path, organs))
    assert [roster.resolve("示例市规划局", year) for year in (2018, 2021, None)] == ["old", "new", "old"]


def test_names_change_more_than_once(tmp_path: Path) -> None:
    organs = "a,示例市经贸局,,,2009-12-31,b,\nb,示例市经信局,,2010-01-01,2018-12-31,c,\nc,示例市工信局,,2019-01-01,,,\n"
    roster = load_roster(written(tmp_path, organs))
    assert [roster.resolve("示例市经贸局", year) for year in (2009, 2012, 2020)] == ["a", "b", "c"]
    assert [roster.resolve("示例市工信局", year) for year in (2009, 2012, 2020)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("91110000600037341L", True),
        ("914403001922038216", True),
        ("91110000802100433B", True),
        ("91110000600037342L", False),
        ("91110000600037341I", False),
        ("9111000060003734L", False),
        ("", False),
    ],
)
def test_the_check_sign_of_a_credit_code_follows_from_the_others(code: str, is_one: bool) -> None:
    assert is_credit_code(code) is is_one


def test_a_sound_lineage_has_nothing_to_mend(tmp_path: Path) -> None:
    settings = written(tmp_path)
    assert {one.code for one in check(settings, read_roster(settings), None)} == set()


@pytest.mark.parametrize(
    ("line", "organ", "code"),
    [
        ("x,示例市甲局,,,2020-01-01,nobody,", "x", "unknown_successor"),
        ("x,示例市甲局,,,,tourism,", "x", "successor_no_end"),
        ("x,示例市甲局,,,2018-12-31,land,", "land", "successor_no_begin"),
        ("x,示例市甲局,,,2019-12-31,land,", "x", "successor_ended"),
        ("x,示例市甲局,,,2019-01-15,tourism,", "x", "successor_gap"),
        ("x,示例市甲局,,2001-01-01,2019-03-20,y,\ny,示例市乙局,,2001-01-01,2019-03-20,x,", "x", "successor_circle"),
        ("x,示例市甲局,,,,,91110000600037342L", "x", "credit_code_wrong"),
        ("x,示例市甲局,,,,,91110000600037341L", "x", "duplicate_credit_code"),
        ("x,示例市数据局,,,,,", "x", "duplicate_name"),
    ],
)
def test_what_is_wrong_with_a_lineage_is_found(tmp_path: Path, line: str, organ: str, code: str) -> None:
    settings = written(tmp_path, ORGANS + line)
    assert (organ, code) in {(one.agency_id, one.code) for one in check(settings, read_roster(settings), None)}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        # Only the year of the change is known: there is no gap. A new name keeps its code. A name comes back.
        ("x,示例市甲局,,,2018-12-31,tourism,", "successor_gap"),
        ("x,示例市甲局,,,2019-02-10,health,91110000600037341L", "duplicate_credit_code"),
        ("x,示例市数据局,,2010-01-01,2012-12-31,,", "duplicate_name"),
    ],
)
def test_what_is_well_raises_nothing(tmp_path: Path, line: str, code: str) -> None:
    settings = written(tmp_path, ORGANS + line)
    assert code not in {one.code for one in check(settings, read_roster(settings), None)}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x,示例市甲局,,,2020-01-01,nobody,", "successor that is not there: nobody"),
        ("x,示例市甲局,,,,tourism,", "x has successors but no valid_to"),
        ("x,示例市甲局,,2001-01-01,2019-03-20,y,\ny,示例市乙局,,2001-01-01,2019-03-20,x,", "x is its own successor"),
    ],
)
def test_a_lineage_that_leads_nowhere_is_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ReferenceFileError, match=message):
        load_roster(written(tmp_path, ORGANS + line))


def _cut(content: bytes, *columns: str) -> bytes:
    """A workbook as earlier versions made it, without some columns."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book[words()["roster"]["sheet"]]
    for key in columns:
        sheet.delete_cols(next(cell.column for cell in sheet[3] if cell.value == words()["roster"][key]))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_has_the_lineage_and_one_without_it_leaves_it_be(tmp_path: Path) -> None:
    settings = written(tmp_path)
    agencies = own_agencies(settings)
    content = export(settings, agencies)
    assert take_in(settings, content) == agencies
    assert take_in(settings, _cut(content, "successors", "credit_code")) == agencies
    with pytest.raises(WorkbookFaults, match="表头缺少"):
        take_in(settings, _cut(content, "valid_to"))


def test_a_workbook_s_wrong_successors_are_named_by_row_and_column(tmp_path: Path) -> None:
    settings = written(tmp_path)
    book = openpyxl.load_workbook(BytesIO(export(settings, own_agencies(settings))))
    sheet = book[words()["roster"]["sheet"]]
    columns = {str(cell.value): cell.column for cell in sheet[3]}
    sheet.cell(4, columns["承接单位（单位标识）"]).value = "nobody; tourism"
    sheet.cell(6, columns["统一社会信用代码"]).value = "123"
    file = BytesIO()
    book.save(file)
    with pytest.raises(WorkbookFaults) as raised:
        take_in(settings, file.getvalue())
    assert [str(one) for one in raised.value.faults] == [
        "第 4 行“承接单位（单位标识）”列：承接单位不在名录中（nobody）",
        "第 6 行“统一社会信用代码”列：统一社会信用代码不是18位或校验位不符（123）",
    ]
