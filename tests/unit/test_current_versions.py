"""Which version of a report is current."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from warehouse_data import World, report

RECEIVED = ("requests.received", "total")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty data folder with a roster."""
    return World(tmp_path / "data")


def test_the_later_version_is_current(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.document("b", report("示例市教育局", 2024, values={RECEIVED: 1}), place="a")
    assert world.versions() == [("61", 1, False), ("62", 2, True)]
    assert world.ask("SELECT count(*) FROM panel") == [(1,)]


def test_a_later_printed_date_outweighs_the_order_of_retrieval(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, published_on=date(2025, 3, 1), published_on_basis="printed"))
    earlier = report("示例市教育局", 2024, values={RECEIVED: 1}, published_on=date(2025, 1, 9), published_on_basis="text")
    world.document("b", earlier)
    assert world.versions() == [("61", 1, True), ("62", 2, False)]


def test_a_date_of_the_page_s_data_does_not(world: World) -> None:
    # Handed in, since of two that stand at two addresses neither would be a version of the other.
    for name, on, basis in (("a", date(2025, 3, 1), "meta"), ("b", date(2025, 1, 9), "printed")):
        world.document(name, report("示例市教育局", 2024, published_on=on, published_on_basis=basis), log=False)
        world.attempt("ingest", f"ingest:{name}.html", "new", sha256=name.encode().hex().ljust(64, "0"))
    assert world.versions() == [("61", 1, False), ("62", 2, True)]


def test_a_document_that_could_not_be_read_displaces_none(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    world.document("b", report("示例市教育局", 2024, status="failed", figures=[]), place="a")
    assert world.versions() == [("61", 1, True), ("62", 2, False)]


def test_a_rejected_document_is_never_current(world: World) -> None:
    world.document("a", report("示例市教育局", 2024))
    rejected = world.document("b", report("示例市教育局", 2024))
    world.line("decisions.csv", "document", rejected, "rejected", "", "某人", "2025-02-01", "重复")
    assert world.versions() == [("61", 1, True), ("62", 2, False)]


def test_a_report_of_unknown_year_is_never_current(world: World) -> None:
    world.document("a", report("示例市教育局", None))
    assert world.ask("SELECT year, is_current FROM reports") == [(None, False)]
    assert world.ask("SELECT count(*) FROM panel") == [(0,)]


def test_the_readers_in_force_go_before_others(world: World) -> None:
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 1}))
    world.document("a", report("示例市教育局", 2024, values={RECEIVED: 2}), fingerprint="readers-0", log=False)
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 3}), fingerprint="readers-0")
    world.now = datetime(2025, 2, 1, tzinfo=UTC)
    world.document("b", report("示例市财政局", 2024, values={RECEIVED: 4}), fingerprint="readers-00", log=False)
    assert world.ask("SELECT agency_id, requests_received__total FROM panel ORDER BY 1") == [("education", 1), ("finance", 4)]
    assert world.ask("SELECT count(*) FROM reports") == [(2,)]
