"""Documents of one organ and year as versions: what stands side by side, what follows what, which document stands for a version."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from warehouse_data import HOST, World, report

from extractors.records import Report, Section
from flows import notes
from flows.archive import Outcome

PAGE, FILE = f"http://{HOST}/nb/1.html", f"http://{HOST}/nb/1.pdf"
COPY = "http://jyj.shili.example/nb/1.html"
NEW = f"http://{HOST}/nb/2.html"
RECEIVED, LICENSES = ("requests.received", "total"), ("disclosure.licenses", "decisions")


class Nights(World):
    """A world in which documents stand at addresses, night by night."""

    night: int = 1

    def next_night(self) -> None:
        """Let a day pass."""
        self.night += 1
        self.now += timedelta(days=1)

    def stands(self, name: str, url: str, made: Report | None = None, outcome: Outcome = "new", **fields: object) -> str:
        """A document is got at an address tonight, read the first time as ``made``; its id."""
        if made is not None:
            self.document(name, made, log=False)
        document_id = name.encode().hex().ljust(64, "0")
        self.attempt("document", url, outcome, f"run-{self.night}", sha256=document_id, **({"role": "report"} | fields))
        return document_id

    def withdrawn(self, url: str) -> None:
        """An address that gave a report gives none tonight."""
        self.attempt("document", url, "unreachable", f"run-{self.night}", status=404, note="withdrawn: status 404", role="report")

    def versions(self) -> list[tuple[object, ...]]:
        """Every version, by its document, and whether it is current."""
        return [
            (bytes.fromhex(str(document)).decode().strip("\0"), *row)
            for document, *row in self.ask("SELECT document_id, version, is_current FROM reports ORDER BY version")
        ]

    def documents(self) -> list[tuple[object, ...]]:
        """The documents of the current version with role, address and whether they agree."""
        rows = self.ask("""SELECT d.document_id, d.role, d.url, d.agrees FROM report_documents AS d JOIN reports AS r USING (report_id)
            WHERE r.is_current ORDER BY d.role <> 'report', d.first_seen_at, d.document_id, d.url""")
        return [(bytes.fromhex(str(document)).decode().strip("\0"), *row) for document, *row in rows]

    def disagreeing(self) -> list[tuple[object, ...]]:
        """The findings on copies that disagree."""
        return self.ask(
            "SELECT item, measure, printed::INTEGER, computed::INTEGER FROM findings WHERE check_id LIKE '%copies_disagree' ORDER BY 1"
        )

    def successions(self) -> list[tuple[object, ...]]:
        """Which version followed which."""
        return self.ask("""SELECT n.version, o.version FROM successions AS s JOIN reports AS n USING (report_id)
            JOIN reports AS o ON o.report_id = s.earlier_report_id ORDER BY s.seen_at""")


@pytest.fixture
def world(tmp_path: Path) -> Nights:
    """An empty data folder with a roster."""
    return Nights(tmp_path / "data")


def made(values: Mapping[tuple[str, str], object] | None = None, text: str = "认真贯彻落实条例。", **fields: object) -> Report:
    """The education bureau's report of 2024."""
    return report("示例市教育局", 2024, values=dict(values or {}), **({"sections": [Section(1, "总体情况", text)]} | fields))


def page_and_file(world: Nights, page: Report, file: Report) -> None:
    """A page that carries a file."""
    world.stands("page", PAGE, page)
    world.stands("file", FILE, file, role="attachment", listing_url=PAGE)


def test_a_page_and_its_file_are_one_report(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="认真贯彻 落实条例"))
    assert world.versions() == [("page", 1, True)]
    assert world.documents() == [("page", "report", PAGE, True), ("file", "attachment", FILE, True)]
    assert world.disagreeing() == []
    assert world.ask("SELECT count(*) FROM panel") == [(1,)]
    assert world.ask("SELECT DISTINCT report_id FROM figures") == world.ask("SELECT report_id FROM reports")
    assert world.ask("SELECT count(*) FROM sections") == [(1,)]
    row = world.ask("SELECT applicable, assessed, broken FROM check_coverage WHERE check_id LIKE '%copies_disagree'")
    assert row == [(1, 1, 0)]


def test_the_file_of_a_bare_page_stands_for_the_report(world: Nights) -> None:
    bare = made(figures=[], editions={}, status="partial", published_on=date(2025, 1, 20), published_on_basis="printed")
    page_and_file(world, bare, made({RECEIVED: 3}))
    assert world.versions() == [("file", 1, True)]
    assert world.documents() == [("file", "report", FILE, True), ("page", "page", PAGE, None)]
    assert world.ask("SELECT published_on, published_on_basis, url FROM reports") == [(date(2025, 1, 20), "printed", FILE)]
    assert world.ask("SELECT status FROM coverage WHERE agency_id = 'education' AND year = 2024") == [("published",)]


def test_a_file_that_says_neither_whose_nor_when_is_what_its_page_says(world: Nights) -> None:
    page_and_file(world, made(figures=[], editions={}, status="partial"), report(None, None, values={RECEIVED: 3}))
    assert world.versions() == [("file", 1, True)]
    assert world.ask("SELECT agency_id, year, agency_basis FROM reports") == [("education", 2024, "page")]


def test_a_file_that_disagrees_with_its_page_is_a_finding(world: Nights) -> None:
    # A blank beside a nought is none, and neither is what is in doubt in one of them.
    doubted = made({RECEIVED: 4, LICENSES: None, ("requests.granted", "total"): 9})
    next(figure for figure in doubted.figures if figure.key == ("requests.granted", "total")).how = "repaired"
    page_and_file(world, made({RECEIVED: 3}), doubted)
    assert world.versions() == [("page", 1, True)]
    assert world.documents() == [("page", "report", PAGE, True), ("file", "attachment", FILE, False)]
    assert world.disagreeing() == [("requests.received", "total", 3, 4)]
    said = world.ask("SELECT message_zh, blame, severity, verified FROM findings WHERE check_id LIKE '%copies_disagree'")[0]
    assert PAGE in str(said[0])
    assert FILE in str(said[0])
    assert said[1:] == ("unclear", "warning", False)


def test_a_person_who_corrects_a_copy_settles_the_disagreement(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 4}))
    world.line("corrections.csv", b"file".hex().ljust(64, "0"), *RECEIVED, "3", "", "4", "misread", "")
    assert world.disagreeing() == []


def test_a_copy_on_another_host_is_the_same_report(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    world.stands("page", COPY)
    world.stands("copy", "http://wap.shili.example/1.html", made({RECEIVED: 3}, text="认真 贯彻落实条例。\n"))
    assert world.versions() == [("page", 1, True)]
    assert world.documents() == [
        ("page", "report", PAGE, True),
        ("page", "copy", COPY, True),
        ("copy", "copy", "http://wap.shili.example/1.html", True),
    ]


def test_another_frame_around_the_same_report_is_no_version(world: Nights) -> None:
    world.stands("before", PAGE, made({RECEIVED: 3}, text="认真贯彻落实条例。"))
    world.next_night()
    world.stands("after", PAGE, made({RECEIVED: 3}, text="认真贯彻　落实条例。 "))
    assert world.versions() == [("before", 1, True)]
    assert world.documents() == [("before", "report", PAGE, True), ("after", "same", PAGE, True)]
    assert world.ask("SELECT count(*) FROM successions") == [(0,)]
    assert world.ask("SELECT withdrawn_on FROM reports") == [(None,)]


def test_what_is_altered_at_its_address_is_a_version_and_the_copy_left_behind_is_named(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.stands("one", COPY)
    world.next_night()
    world.stands("two", PAGE, made({RECEIVED: 5}))
    world.stands("one", COPY, outcome="unchanged")
    assert world.versions() == [("one", 1, False), ("two", 2, True)]
    assert world.documents() == [("two", "report", PAGE, True), ("one", "copy", COPY, False)]
    assert world.disagreeing() == [("requests.received", "total", 5, 3)]
    assert world.successions() == [(2, 1)]
    world.next_night()
    world.stands("two", PAGE, outcome="unchanged")
    world.stands("two", COPY)
    assert world.versions() == [("one", 1, False), ("two", 2, True)]
    assert world.disagreeing() == []
    assert world.ask("SELECT count(*) FROM successions") == [(1,)]


def test_what_is_altered_and_put_back_is_current_again(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.next_night()
    world.stands("two", PAGE, made({RECEIVED: 5}))
    world.next_night()
    world.stands("one", PAGE)
    assert world.versions() == [("one", 1, True), ("two", 2, False)]
    assert world.successions() == [(2, 1), (1, 2)]


def test_a_page_and_its_file_altered_together_are_one_new_version(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}))
    world.stands("file2", f"http://{HOST}/nb/2.pdf", made({RECEIVED: 5}, text="另一文字"), role="attachment", listing_url=PAGE)
    assert world.versions() == [("page", 1, False), ("page2", 2, True)]
    assert [row[0] for row in world.documents()] == ["page2", "file2"]
    assert world.disagreeing() == []


def test_a_page_altered_above_a_file_left_as_it_was(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page2", PAGE, made({RECEIVED: 5}))
    world.stands("file", FILE, outcome="unchanged", role="attachment", listing_url=PAGE)
    assert world.versions() == [("page", 1, False), ("page2", 2, True)]
    assert world.disagreeing() == [("requests.received", "total", 5, 3)]


def test_a_file_altered_below_its_page_is_named_and_no_version(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.next_night()
    world.stands("page", PAGE, outcome="unchanged")
    world.stands("file2", FILE, made({RECEIVED: 5}, text="另一文字"), role="attachment", listing_url=PAGE)
    assert world.versions() == [("page", 1, True)]
    assert world.disagreeing() == [("requests.received", "total", 3, 5)]


def test_another_file_under_a_bare_page_is_a_version(world: Nights) -> None:
    page_and_file(world, made(figures=[], editions={}, status="partial"), made({RECEIVED: 3}))
    world.next_night()
    # The page names another file now; the old one is still on the server, and asked for since it gave a report.
    world.stands("page2", PAGE, made(figures=[], editions={}, status="partial"))
    world.stands("file2", f"http://{HOST}/nb/2.pdf", made({RECEIVED: 5}), role="attachment", listing_url=PAGE)
    world.stands("file", FILE, outcome="unchanged", role="attachment", listing_url=PAGE, note="no longer on its list")
    assert world.versions() == [("file", 1, False), ("file2", 2, True)]
    assert world.disagreeing() == []


def test_a_report_at_a_new_address_after_the_old_one_went_is_a_version(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.next_night()
    world.withdrawn(PAGE)
    world.stands("two", NEW, made({RECEIVED: 5}))
    assert world.versions() == [("one", 1, False), ("two", 2, True)]
    assert world.disagreeing() == []
    assert world.ask("SELECT version, withdrawn_on FROM reports ORDER BY 1") == [(1, date(2025, 1, 11)), (2, None)]


@pytest.mark.parametrize(("days", "versions"), [(30, [("one", 1, False), ("two", 2, True)]), (3, [("one", 1, True)])])
def test_a_report_put_up_once_more_with_a_later_day_is_a_version(world: Nights, days: int, versions: list[tuple[object, ...]]) -> None:
    day = date(2025, 1, 20)
    world.stands("one", PAGE, made({RECEIVED: 3}, published_on=day, published_on_basis="printed"))
    world.stands("two", NEW, made({RECEIVED: 5}, published_on=day + timedelta(days), published_on_basis="printed"))
    assert world.versions() == versions
    assert world.disagreeing() == ([] if len(versions) == 2 else [("requests.received", "total", 3, 5)])


def test_a_copy_that_another_portal_took_over_later_is_compared(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}, published_on=date(2025, 1, 20), published_on_basis="printed"))
    world.stands("two", COPY, made({RECEIVED: 5}, published_on=date(2025, 2, 20), published_on_basis="printed"))
    assert world.versions() == [("one", 1, True)]
    assert world.disagreeing() == [("requests.received", "total", 3, 5)]


def test_files_handed_in_are_versions_where_they_differ(world: Nights) -> None:
    for name, value in (("a", 3), ("b", 3), ("c", 5)):
        world.document(name, made({RECEIVED: value}), log=False)
        world.attempt("ingest", f"ingest:{name}.html", "new", f"run-{name}", sha256=name.encode().hex().ljust(64, "0"))
    assert world.versions() == [("a", 1, False), ("c", 2, True)]
    assert world.disagreeing() == []
    assert world.ask("SELECT role, count(*) FROM report_documents GROUP BY 1 ORDER BY 1") == [("report", 2), ("same", 1)]


def test_where_a_person_rejected_the_preferred_document_the_next_stands_in(world: Nights) -> None:
    page_and_file(world, made({RECEIVED: 3}), made({RECEIVED: 3}, text="另一文字"))
    world.line("decisions.csv", "document", b"page".hex().ljust(64, "0"), "rejected", "", "某人", "2025-02-01", "")
    assert world.versions() == [("page", 1, False), ("file", 2, True)]
    assert world.ask("SELECT requests_received__total FROM panel") == [(3,)]


def test_a_scan_beside_a_page_that_was_read_well_is_no_version(world: Nights) -> None:
    scan = made({RECEIVED: "3?", LICENSES: 8}, status="partial")
    world.stands("scan", FILE, scan, role="attachment", listing_url=PAGE)
    world.stands("page", PAGE, made({RECEIVED: 3}))
    assert world.versions() == [("page", 1, True)]
    assert world.disagreeing() == [("disclosure.licenses", "decisions", 0, 8)]


def test_a_document_that_could_not_be_read_beside_one_that_was(world: Nights) -> None:
    world.stands("page", PAGE, made({RECEIVED: 3}))
    failed = report(None, None, status="failed", figures=[], editions={}, sections=[])
    link = "示例市教育局2024年政府信息公开工作年度报告"
    world.stands("file", FILE, failed, role="attachment", listing_url=PAGE, link_text=link)
    assert ("page", 1, True) in world.versions()
    assert world.ask("SELECT status FROM coverage WHERE agency_id = 'education' AND year = 2024") == [("published",)]


def test_a_copy_read_better_and_found_later_is_no_version(world: Nights) -> None:
    world.stands("scan", PAGE, made({RECEIVED: "3?"}, status="partial"))
    world.next_night()
    world.stands("scan", PAGE, outcome="unchanged")
    world.stands("copy", COPY, made({RECEIVED: 3}))
    assert world.versions() == [("copy", 1, True)]
    assert world.ask("SELECT count(*) FROM successions") == [(0,)]
    assert world.ask("SELECT CAST(first_seen_at AS DATE) FROM reports") == [(date(2025, 1, 10),)]


def test_a_report_that_was_withdrawn_stays_and_is_marked(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.next_night()
    world.withdrawn(PAGE)
    assert world.ask("SELECT is_current, withdrawn_on FROM reports") == [(True, date(2025, 1, 11))]
    assert world.ask("SELECT status FROM coverage WHERE agency_id = 'education' AND year = 2024") == [("published",)]
    world.next_night()
    world.withdrawn(PAGE)
    world.next_night()
    world.stands("one", PAGE)
    assert world.ask("SELECT is_current, withdrawn_on FROM reports") == [(True, None)]
    assert world.ask("SELECT url, withdrawn_on, returned_on FROM withdrawals") == [(PAGE, date(2025, 1, 11), date(2025, 1, 13))]


def test_a_report_that_went_from_one_of_its_addresses_is_not_withdrawn(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.stands("one", COPY)
    world.next_night()
    world.withdrawn(PAGE)
    world.stands("one", COPY, outcome="unchanged")
    assert world.ask("SELECT withdrawn_on, url FROM reports") == [(None, COPY)]
    assert world.ask("SELECT url FROM withdrawals") == [(PAGE,)]


def test_what_a_person_decided_on_a_page_holds_when_it_is_drawn_anew(world: Nights) -> None:
    document = world.stands("one", PAGE, made({RECEIVED: 3}))
    world.line("decisions.csv", "document", document, "rejected", "", "某人", "2025-02-01", "")
    world.next_night()
    world.stands("same", PAGE, made({RECEIVED: 3}))
    assert [row[2] for row in world.versions()] == [False, False]
    world.next_night()
    world.stands("other", PAGE, made({RECEIVED: 5}))
    assert world.versions()[-1] == ("other", 3, True)


def test_copies_read_by_different_readers_are_not_compared(world: Nights) -> None:
    world.stands("one", PAGE, made({RECEIVED: 3}))
    world.document("two", made({RECEIVED: 4}), log=False, fingerprint="readers-0")
    world.stands("two", COPY)
    assert world.disagreeing() == []


def test_the_warehouse_knows_the_words_of_notes(world: World) -> None:
    said = [f"{notes.WITHDRAWN}HTTP 404", f"200; {notes.UNLISTED}", f"{notes.ATTACHED}1", "200"]
    rows = world.ask(f"SELECT says_withdrawn(n), says_unlisted(n), says_attached(n) FROM (SELECT unnest({said!r}) AS n)")
    assert rows == [(True, False, False), (False, True, False), (False, False, True), (False, False, False)]
    assert world.ask("SELECT says_withdrawn(NULL), says_unlisted(NULL), says_attached(NULL)") == [(False, False, False)]
