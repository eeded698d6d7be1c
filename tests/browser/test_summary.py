"""The pages in a real browser: no sideways scrolling on a phone, no request to anywhere, nothing that fails, a page that prints."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import summary_world
from playwright.sync_api import Browser, sync_playwright

from flows.summarize import write

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
PAGES = ("index.html", "agencies/shili-police.html", "agencies/shili-water.html", "待核实清单（内部）.html")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = summary_world.settings_for(tmp_path_factory.mktemp("data"))
    write(settings, summary_world.REGION, 2024)
    return settings.summaries / f"{summary_world.REGION}-2024"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no system Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_fits_its_window_and_asks_for_nothing(browser: Browser, folder: Path, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    requests: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto((folder / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in requests if not url.startswith("file:")] == []
    assert len(requests) == 1
    assert failures == []
    page.close()


def test_on_a_phone_the_counts_fit_and_wider_tables_say_that_they_slide(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto((folder / "index.html").as_uri())
    overflow = "boxes => boxes.map(box => box.scrollWidth - box.clientWidth)"
    assert page.eval_on_selector_all(".box:has(table.fit)", overflow) == [0, 0]
    hints = page.eval_on_selector_all(
        ".box:not(:has(table.fit))",
        "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => getComputedStyle(box, '::before').content)",
    )
    assert hints
    assert {"左右滑动" in hint for hint in hints} == {True}
    captions = page.eval_on_selector_all("caption span", "spans => spans.map(span => span.getBoundingClientRect().right)")
    assert captions
    assert max(captions) <= 390
    page.close()


def test_the_index_shows_seven_sections_and_its_charts_as_text(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    headings = page.locator("h2").all_inner_texts()
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert page.locator("figure svg text", has_text="按时").count() >= 1
    assert page.locator("script").count() == 0
    page.close()


def test_every_link_within_the_summary_leads_to_a_file(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    inner = [link for link in links if not link.startswith(("http", "#"))]
    assert inner
    assert [link for link in inner if not (folder / link).exists()] == []
    page.close()


def test_the_index_prints_on_a4(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("nav").is_visible() is False
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
