"""What stands where, after hostile nights: pages that only carry files, lists that name others, copies that catch up."""

from datetime import date
from pathlib import Path

import pytest
from test_versions import COPY, FILE, NEW, PAGE, RECEIVED, Nights, made, page_and_file
from warehouse_data import HOST, report

from flows.load_inputs import inputs_hash
from flows.notes import ATTACHED, UNLISTED

OTHER_FILE = f"http://{HOST}/nb/2.pdf"
ORGAN = "示例市教育局"


@pytest.fixture
def world(tmp_path: Path) -> Nights:
    """An empty data folder with a roster."""
    return Nights(tmp_path / "data")


def bare(world: Nights, name: str, url: str = PAGE, *, is_listed: bool = True) -> None:
    """A page that is no more than a title and a file."""
    note = f"{ATTACHED}1" if is_listed else f"{ATTACHED}1; {UNLISTED}"
    sha256 = name.encode().hex().ljust(64, "0")
    world.attempt("document", url, "not_a_report", f"run-{world.night}", sha256=sha256, role="report", note=note)


def carried(world: Nights, name: str, url: str, value: int | None = None, page: str = PAGE, **fields: object) -> None:
    """A file that a page carries, in words of its own; read the first time with a ``value``."""
    read = made({RECEIVED: value}, text="另一文字") if value is not None else None
    world.stands(name, url, read, "new" if read else "unchanged", **({"role": "attachment", "listing_url": page} | fields))


def test_another_file_on_a_page_that_only_carries_it_is_a_version(world: Nights) -> None:
    bare(world, "bare")
    carried(world, "file", FILE, 3)
    world.next_night()
    bare(world, "bare2")
    carried(world, "file2", OTHER_FILE, 5)
    assert world.versions() == [("file", 1, False), ("file2", 2, True)]
    assert world.disagreeing() == []


def test_a_report_that_makes_way_for_a_file_is_followed_by_it(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    world.next_night()
    bare(world, "bare")
    carried(world, "file", FILE, 5)
    assert world.versions() == [("page", 1, False), ("file", 2, True)]
    assert world.disagreeing() == []
    assert world.ask("SELECT count(*) FROM withdrawals") == [(0,)]


def test_the_file_of_a_page_left_where_it_was_is_no_copy(world: Nights) -> None:
    bare(world, "bare")
    carried(world, "file", FILE, 3)
    world.next_night()
    bare(world, "bare2", NEW)
    carried(world, "file2", OTHER_FILE, 5, NEW)
    bare(world, "bare", is_listed=False)
    carried(world, "file", FILE, note=UNLISTED)
    assert world.versions() == [("file", 1, False), ("file2", 2, True)]
    assert world.disagreeing() == []


def test_what_was_withdrawn_and_then_taken_off_its_list_has_not_returned(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    world.next_night()
    world.withdrawn(PAGE)
    world.next_night()
    note = f"withdrawn: status 404; {UNLISTED}"
    world.attempt("document", PAGE, "unreachable", f"run-{world.night}", status=404, note=note, role="report")
    assert world.ask("SELECT url, withdrawn_on, returned_on FROM withdrawals") == [(PAGE, date(2025, 1, 11), None)]


def test_a_file_that_its_page_had_dropped_is_not_withdrawn_with_the_page(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}))
    world.next_night()
    world.withdrawn(PAGE)
    assert world.ask("SELECT DISTINCT url FROM withdrawals") == [(PAGE,)]


def test_what_the_list_names_goes_before_what_was_left_with_a_later_day(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}, published_on=date(2025, 1, 25), published_on_basis="printed"))
    world.next_night()
    world.stands("two", NEW, made({RECEIVED: 5}, published_on=date(2025, 1, 20), published_on_basis="printed"))
    world.stands("one", PAGE, outcome="unchanged", note=UNLISTED)
    assert world.versions() == [("one", 1, False), ("two", 2, True)]
    world.next_night()
    world.stands("one again", PAGE, made({RECEIVED: 3}, text="别的字"), note=UNLISTED)
    assert [row for row in world.versions() if row[2]] == [("two", 2, True)]


def test_a_page_and_its_file_that_no_list_names_are_still_one_report(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page", PAGE, outcome="unchanged", note=UNLISTED)
    carried(world, "file", FILE, note=UNLISTED)
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}), note=UNLISTED)
    carried(world, "file2", FILE, 5, note=UNLISTED)
    assert world.versions() == [("page", 1, False), ("page2", 2, True)]


@pytest.mark.parametrize("url", [FILE, COPY])
def test_what_catches_up_a_night_later_is_no_version(world: Nights, url: str) -> None:
    as_what = {"role": "attachment", "listing_url": PAGE} if url == FILE else {}
    world.stands("page", PAGE, made({RECEIVED: 3}))
    world.stands("other", url, made({RECEIVED: 3}, text="另一文字"), **as_what)
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}))
    world.stands("other", url, outcome="unchanged", **as_what)
    world.next_night()
    world.stands("page2", PAGE, outcome="unchanged")
    world.stands("other2", url, made({RECEIVED: 5}, text="另一文字"), **as_what)
    assert world.versions() == [("page", 1, False), ("page2", 2, True)]
    assert world.successions() == [(2, 1)]
    assert world.disagreeing() == []


def test_a_copy_that_goes_ahead_waits_for_the_report(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    world.stands("copy", COPY, made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page", PAGE, outcome="unchanged")
    world.stands("copy2", COPY, made({RECEIVED: 5}, text="另一文字"))
    assert world.disagreeing() == [("requests.received", "total", 3, 5)]
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}))
    world.stands("copy2", COPY, outcome="unchanged")
    assert world.versions() == [("page", 1, False), ("page2", 2, True)]
    assert world.disagreeing() == []


def test_what_is_altered_put_back_and_altered_again_followed_each_time(world: Nights) -> None:
    for name, value in (("one", 3), ("two", 5), ("one", None), ("two", None)):
        world.stands(name, PAGE, made({RECEIVED: value}) if value else None)
        world.next_night()
    assert world.successions() == [(2, 1), (1, 2), (2, 1)]
    assert world.versions() == [("one", 1, False), ("two", 2, True)]


def test_the_file_of_a_year_keeps_it_when_the_next_year_takes_its_page(world: Nights) -> None:
    for year, name, url, value in ((2023, "file", FILE, 3), (2024, "file2", OTHER_FILE, 5)):
        world.stands(f"page{year}", PAGE, report(ORGAN, year, figures=[], editions={}, status="partial"))
        world.stands(name, url, report(None, None, values={RECEIVED: value}), role="attachment", listing_url=PAGE)
        world.next_night()
    assert world.ask("SELECT year, requests_received__total FROM panel ORDER BY 1") == [(2023, 3), (2024, 5)]


def test_a_file_without_a_name_on_the_pages_of_two_organs_is_nobodys(world: Nights) -> None:
    carried(world, "file", FILE, agency_id="education")
    world.document("file", report(None, 2024, values={RECEIVED: 3}), log=False)
    carried(world, "file", FILE, page=NEW, agency_id="finance")
    assert world.ask("SELECT agency_basis, is_current FROM reports") == [("none", True)]
    assert world.ask("SELECT DISTINCT status FROM coverage WHERE agency_id IN ('education', 'finance') AND year = 2024") == [("in_review",)]


def test_archives_whose_reports_change_places_keep_one_version_a_reading(world: Nights) -> None:
    inside = ({2022: 1, 2023: 2}, {2022: 1, 2023: 4, 2024: 3}, {2021: 9, 2022: 1, 2023: 5, 2024: 3})
    for night, years in enumerate(inside):
        world.document(f"zip{night}", *(report(ORGAN, year, values={RECEIVED: value}) for year, value in years.items()), log=False)
        world.stands(f"zip{night}", FILE)
        world.next_night()
    assert world.ask("SELECT year, requests_received__total FROM panel ORDER BY 1") == [(2021, 9), (2022, 1), (2023, 5), (2024, 3)]
    assert world.ask("SELECT year, count(*) FROM reports GROUP BY 1 ORDER BY 1") == [(2021, 1), (2022, 1), (2023, 3), (2024, 1)]


def test_the_last_decision_on_a_page_holds_when_it_is_drawn_anew(world: Nights) -> None:
    for name, decision, day in (("one", "rejected", "2025-02-01"), ("again", "accepted", "2025-03-01"), ("once more", None, "")):
        document = world.stands(name, PAGE, made({RECEIVED: 3}))
        if decision:
            world.line("decisions.csv", "document", document, decision, "", "某人", day, "")
        world.next_night()
    assert world.ask("SELECT decision FROM documents ORDER BY first_seen_at") == [("rejected",), ("accepted",), ("accepted",)]
    assert world.versions() == [("one", 1, False), ("again", 2, True)]


def test_what_leaves_its_list_is_news(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    day = date(2025, 4, 2)
    before = inputs_hash(world.settings, day)
    world.next_night()
    world.stands("page", PAGE, outcome="unchanged")
    assert inputs_hash(world.settings, day) == before
    world.next_night()
    world.stands("page", PAGE, outcome="unchanged", note=UNLISTED)
    assert inputs_hash(world.settings, day) != before
