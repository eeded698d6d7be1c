"""A reform: two departments merged, one renamed, one abolished; who had to report, and what one year hands over to the next."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warehouse_data import HOST, World, report

from flows.settings import shipped
from flows.summarize import write

IN, OUT = ("requests.carried_in", "total"), ("requests.carried_out", "total")
ROSTER = "agency_id,name,region_code,level,kind,scope,reports_to,valid_from,valid_to,portal,successors,credit_code,short_names,former_names"
ORGANS = (
    ("city", "示例市人民政府", "government", "consolidated", "", "", ""),
    ("education", "示例市教育局", "department", "organ", "", "", ""),
    ("land", "示例市国土资源局", "department", "organ", "", "2023-06-30", "resources"),
    ("planning", "示例市规划局", "department", "organ", "", "2023-06-30", "resources"),
    ("resources", "示例市自然资源和规划局", "department", "organ", "2023-07-01", "", ""),
    ("tourism", "示例市旅游发展委员会", "department", "organ", "", "2023-01-20", "culture"),
    ("culture", "示例市文化和旅游局", "department", "organ", "2023-01-21", "", ""),
    ("petitions", "示例市信访局", "department", "organ", "", "2023-01-20", ""),
)
# Printed name, reporting year, carried in, carried out. 旅游发展委员会 handed in its last report after it had become 文化和旅游局.
REPORTS = (
    ("示例市教育局", 2021, 0, 1),
    ("示例市教育局", 2022, 1, 2),
    ("示例市教育局", 2023, 2, 0),
    ("示例市教育局", 2024, 0, 0),
    ("示例市国土资源局", 2021, 0, 6),
    ("示例市国土资源局", 2022, 6, 4),
    ("示例市规划局", 2021, 0, 2),
    ("示例市规划局", 2022, 2, 3),
    ("示例市自然资源和规划局", 2023, 7, 5),
    ("示例市自然资源和规划局", 2024, 5, 0),
    ("示例市旅游发展委员会", 2021, 0, 2),
    ("示例市文化和旅游局", 2022, 2, 8),
    ("示例市文化和旅游局", 2023, 8, 1),
    ("示例市旅游发展委员会", 2024, 1, 0),
    ("示例市信访局", 2021, 0, 9),
)
Said = dict[tuple[str, int], tuple[int, int]]
CARRY_OVER = "check_id = 'continuity.carry_over'"
FOUND = f"SELECT agency_id, year, severity, blame, printed::INTEGER, computed::INTEGER FROM findings WHERE {CARRY_OVER}"
ASSESSED = f"SELECT year, organs_applicable, organs_assessed FROM check_coverage WHERE {CARRY_OVER}"
SUMS = "FROM region_year WHERE item = 'requests.carried_out' AND measure = 'total' ORDER BY year"


def roster(world: World, organs: tuple[tuple[str, ...], ...] = ORGANS) -> None:
    """Write the roster."""
    lines = [
        ",".join((key, name, "990100", "prefecture", kind, scope, "" if key == "city" else "city", begun, ended, HOST, heirs, "", "", ""))
        for key, name, kind, scope, begun, ended, heirs in organs
    ]
    (world.folder / "agencies.csv").write_text("\n".join([ROSTER, *lines, ""]), encoding="utf-8")


def reform(folder: Path, wrong: Said | None = None, without: tuple[tuple[str, int], ...] = ()) -> World:
    """Four years of a city; ``wrong`` replaces what some reports carry in and out, those of ``without`` are not there."""
    world = World(folder, now=datetime(2025, 2, 10, 2, tzinfo=UTC), at_once=True)
    roster(world)
    for number, (name, year, came, went) in enumerate(REPORTS):
        if (name, year) not in without:
            came_in, went_out = (wrong or {}).get((name, year), (came, went))
            world.document(f"d{number}", report(name, year, values={IN: came_in, OUT: went_out}))
    world.write()
    world.at_once = False
    world.lists()
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The reform, with nothing wrong."""
    return reform(tmp_path_factory.mktemp("reform") / "data")


def statuses(world: World) -> dict[tuple[str, int], str]:
    """The status of each organ and year."""
    rows = world.ask("SELECT agency_id, year, status FROM coverage WHERE agency_id <> 'city'")
    return {(str(agency), int(str(year))): str(status) for agency, year, status in rows}


def test_each_organ_owes_the_years_at_whose_end_it_stood(world: World) -> None:
    published = {
        **{("education", year): "published" for year in range(2021, 2025)},
        **{(organ, year): "published" for organ in ("land", "planning") for year in (2021, 2022)},
        **{(organ, year): "published" for organ in ("resources", "culture") for year in (2023, 2024)},
        **{("tourism", year): "published" for year in (2021, 2022)},
    }
    assert statuses(world) == published | {("petitions", 2021): "published", ("petitions", 2022): "not_due"}


def test_what_a_reform_leaves_open_says_why(world: World) -> None:
    [(note,)] = world.ask("SELECT lineage_note FROM coverage WHERE agency_id = 'petitions' AND year = 2022")
    assert note == "机构改革：示例市信访局存续至2023-01-20，应发布日为2023-01-31，无承接机关，不作未见发布认定"
    assert world.ask("SELECT count(*) FROM coverage WHERE lineage_note IS NOT NULL") == [(1,)]


def test_a_name_stands_for_what_the_organ_was_then(world: World) -> None:
    rows = world.ask("SELECT agency_id, year FROM reports WHERE agency_id IN ('tourism', 'culture') ORDER BY year")
    assert rows == [("tourism", 2021), ("tourism", 2022), ("culture", 2023), ("culture", 2024)]


def test_the_warehouse_tells_the_lineage(world: World) -> None:
    rows = world.ask("SELECT agency_id, successor_id, changed_on::VARCHAR, kind FROM agency_lineage ORDER BY ALL")
    ended, renamed = "2023-06-30", "2023-01-20"
    assert rows == [
        ("land", "resources", ended, "merged"),
        ("planning", "resources", ended, "merged"),
        ("tourism", "culture", renamed, "renamed"),
    ]


def test_nothing_is_found_where_each_year_takes_over_what_was_left(world: World) -> None:
    found = world.ask("SELECT agency_id FROM findings JOIN checks USING (check_id) WHERE check_group IN ('continuity', 'coverage')")
    assert [row for row in found if row[0] != "city"] == []
    assert world.ask(f"{ASSESSED} ORDER BY year") == [(2021, 5, 0), (2022, 4, 4), (2023, 3, 3), (2024, 3, 3)]


def test_the_region_counts_nobody_twice(world: World) -> None:
    assert world.ask(f"SELECT year, n_due, n_reported, sum_members::INTEGER {SUMS}") == [
        (2021, 5, 5, 20),
        (2022, 4, 4, 17),
        (2023, 3, 3, 6),
        (2024, 3, 3, 0),
    ]


@pytest.mark.parametrize(
    ("printed", "year", "carried", "found"),
    [
        ("示例市国土资源局", 2022, (5, 4), ("land", 2022, "error", "printed", 5, 6)),
        ("示例市自然资源和规划局", 2023, (6, 5), ("resources", 2023, "warning", "unclear", 6, 7)),
        ("示例市自然资源和规划局", 2023, (4, 5), ("resources", 2023, "warning", "unclear", 4, 7)),
        ("示例市自然资源和规划局", 2024, (4, 0), ("resources", 2024, "error", "printed", 4, 5)),
        ("示例市文化和旅游局", 2023, (7, 1), ("culture", 2023, "error", "printed", 7, 8)),
    ],
)
def test_a_wrong_carry_over_is_found_before_in_and_after_the_reform(
    tmp_path: Path, printed: str, year: int, carried: tuple[int, int], found: tuple[object, ...]
) -> None:
    world = reform(tmp_path / "data", {(printed, year): carried})
    total = [row for row in world.ask(f"{FOUND} AND measure = 'total'") if row[0] != "city"]
    assert total == [found]


def test_a_finding_about_a_merger_names_every_report_compared(tmp_path: Path) -> None:
    world = reform(tmp_path / "data", {("示例市自然资源和规划局", 2023): (6, 5)})
    [(said,)] = world.ask(f"SELECT message_zh FROM findings WHERE {CARRY_OVER} AND measure = 'total'")
    assert said == (
        "“二、上年结转政府信息公开申请数量 / 总计”2023年度报告所印为6；"
        "机构改革前2022年度报告所印结转下年度为示例市国土资源局4、示例市规划局3，合计7，两年衔接不一致，待核实"
    )


def test_a_merger_with_a_report_missing_is_not_assessed(tmp_path: Path) -> None:
    world = reform(tmp_path / "data", {("示例市自然资源和规划局", 2023): (9, 5)}, without=(("示例市规划局", 2022),))
    assert world.ask(f"{FOUND} AND year = 2023") == []
    assert world.ask(f"{ASSESSED} AND year = 2023") == [(2023, 3, 2)]
    # Nobody looked while it stood, so that it is not missed; the department that was not reformed is.
    assert statuses(world)[("planning", 2022)] == "not_due"


def test_who_stood_and_was_looked_for_is_missed_and_who_was_gone_is_not(tmp_path: Path) -> None:
    gone, here = (("示例市信访局", 2021), ("示例市国土资源局", 2022)), (("示例市教育局", 2022), ("示例市自然资源和规划局", 2023))
    world = reform(tmp_path / "data", without=(*gone, *here))
    late = statuses(world)
    assert {late[key] for key in (("petitions", 2021), ("land", 2022))} == {"not_due"}
    assert {late[key] for key in (("education", 2022), ("resources", 2023))} == {"not_found"}
    world.now = datetime(2022, 6, 1, 2, tzinfo=UTC)
    world.lists(run_id="run-0")
    for name in ("a", "b"):
        world.attempt("document", f"http://{HOST}/{name}.html", "unchanged", "run-0", listing_url=f"http://{HOST}/nb/")
    assert statuses(world)[("petitions", 2021)] == "not_found"
    assert world.ask("SELECT looked_on::VARCHAR FROM coverage WHERE agency_id = 'petitions' AND year = 2021") == [("2022-06-01",)]
    # Whoever is gone is not held to it any more.
    held = world.ask("SELECT agency_id FROM findings WHERE check_id = 'coverage.not_seen' AND agency_id <> 'city' ORDER BY 1")
    assert held == [("education",), ("resources",)]


def test_the_list_of_a_predecessor_must_have_answered_too(tmp_path: Path) -> None:
    world = reform(tmp_path / "data", without=(("示例市自然资源和规划局", 2023),))
    portal = world.folder / "portals" / f"{HOST}.toml"
    own = f'[[lists]]\nurl = "http://{HOST}/land/"\nexpect_min = 1\nagency_id = "land"\n'
    portal.write_text(portal.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert statuses(world)[("resources", 2023)] == "not_checked"


def _dated(key: str, place: int, day: str) -> tuple[tuple[str, ...], ...]:
    return tuple((*row[:place], day, *row[place + 1 :]) if row[0] == key else row for row in ORGANS)


@pytest.mark.parametrize(
    ("organs", "without", "organ", "year", "status", "note"),
    [
        # The year of the change only is known: the old organ may have ended before the day due.
        (_dated("tourism", 5, "2022-12-31"), (("示例市文化和旅游局", 2022),), "tourism", 2022, "not_due", "存续至2022-12-31"),
        # The first day of a successor is not known: it may not have been there before.
        (_dated("resources", 4, ""), (), "resources", 2022, "not_due", "设立日期未登记"),
        (_dated("resources", 4, ""), (("示例市自然资源和规划局", 2023),), "resources", 2023, "not_found", None),
    ],
)
def test_what_is_uncertain_accuses_nobody(
    tmp_path: Path,
    organs: tuple[tuple[str, ...], ...],
    without: tuple[tuple[str, int], ...],
    organ: str,
    year: int,
    status: str,
    note: str | None,
) -> None:
    world = reform(tmp_path / "data", without=without)
    roster(world, organs)
    assert statuses(world)[organ, year] == status
    [(said,)] = world.ask(f"SELECT lineage_note FROM coverage WHERE agency_id = '{organ}' AND year = {year}")
    assert said is None if note is None else note in str(said)


def test_reports_of_forebears_and_of_heirs_stand_for_a_year(tmp_path: Path) -> None:
    world = reform(tmp_path / "data", without=(("示例市自然资源和规划局", 2023), ("示例市规划局", 2022), ("示例市国土资源局", 2022)))
    # One of them reported the year of their end itself, and the new organ the year before its beginning.
    world.document("l", report("示例市国土资源局", 2023))
    world.document("r", report("示例市自然资源和规划局", 2022))
    found = statuses(world)
    assert [found[key] for key in (("resources", 2023), ("land", 2022), ("planning", 2022))] == ["not_due"] * 3
    notes = dict(world.ask("SELECT agency_id, lineage_note FROM coverage WHERE lineage_note IS NOT NULL AND agency_id <> 'petitions'"))
    assert notes["resources"] == (
        "机构改革：示例市自然资源和规划局当年由示例市国土资源局、示例市规划局组建，示例市国土资源局已发布该年度报告"
    )
    assert notes["land"] == "机构改革：示例市国土资源局存续至2023-06-30，由示例市自然资源和规划局承接，承接机关已发布该年度报告"
    assert world.ask(f"SELECT year, n_due, n_reported {SUMS}") == [(2021, 5, 5), (2022, 3, 3), (2023, 3, 3), (2024, 3, 3)]


def test_years_compare_under_a_new_name_and_not_across_a_merger(world: World) -> None:
    rows = world.ask(shipped("sql", "queries", "year_over_year.sql").read_text(encoding="utf-8"))
    assert [row[:2] for row in rows if row[0] != "示例市教育局"] == [
        ("示例市国土资源局", 2022),
        ("示例市规划局", 2022),
        ("示例市自然资源和规划局", 2024),
        ("示例市旅游发展委员会", 2022),
        ("示例市文化和旅游局", 2023),
        ("示例市文化和旅游局", 2024),
    ]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of the summaries by year and name, after an organ was abolished that had been looked for in vain while it stood."""
    world = reform(tmp_path_factory.mktemp("pages") / "data", without=(("示例市信访局", 2021),))
    world.now = datetime(2022, 6, 1, 2, tzinfo=UTC)
    world.lists(run_id="run-0")
    for name in ("a", "b"):
        world.attempt("document", f"http://{HOST}/{name}.html", "unchanged", "run-0", listing_url=f"http://{HOST}/nb/")
    shutil.copy(world.build(), world.settings.warehouse)
    made = (path for year in (2021, 2022, 2024) for path in write(world.settings, "990100", year) if path.suffix == ".html")
    return {f"{path.parent.parent.name[-4:]} {path.stem}": path.read_text(encoding="utf-8") for path in made}


def test_a_page_tells_what_the_organ_came_from_and_what_became_of_it(pages: dict[str, str]) -> None:
    assert "前身：示例市国土资源局（合并或并入，存续至2023年6月30日）" in pages["2024 resources"]
    assert "承接机关：示例市自然资源和规划局（合并或并入，本机关存续至2023年6月30日）" in pages["2022 land"]
    assert "本机关存续至2023年1月20日，无承接机关" in pages["2021 petitions"]
    assert "机构沿革" not in pages["2024 education"]


def _charted(page: str) -> list[str]:
    """The years of the chart of an organ's page."""
    [figure] = re.findall(r"<figure.*?历年申请收办情况.*?</figure>", page, re.S)
    return sorted(set(re.findall(r">(20\d\d)<", figure)))


def test_the_chart_of_a_page_follows_a_new_name_and_begins_with_a_merger(pages: dict[str, str]) -> None:
    assert _charted(pages["2024 culture"]) == ["2021", "2022", "2023", "2024"]
    assert _charted(pages["2024 resources"]) == ["2023", "2024"]


def test_an_organ_that_is_gone_is_not_among_those_not_seen(pages: dict[str, str]) -> None:
    assert "机构已撤销，不作未见发布认定" in pages["2021 petitions"]
    assert "截至2022年6月1日未见发布" not in "".join(pages.values())
    assert "2022 petitions" not in pages
