"""Lists whose pages are sent for: what the portal is asked, what the log says, and what a portal that does not answer the form does."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.archive import AttemptLog, attempts
from flows.fetch import CollectResult, collect
from flows.manners import Limits
from flows.network import Network
from flows.portals import Portal
from flows.runs import finish, start
from flows.settings import Settings
from tests.flows.portal_server import Handler, Site, page, serving, status
from tests.portals.adding import report

DAY = date(2025, 2, 3)
HOST = "www.shili.example"
LIST = f"http://{HOST}/List.aspx?lm=nb"
LIMITS = Limits(connect_seconds=2, read_seconds=2, total_seconds=4, tries=1, backoff_seconds=0.01)


def listing(number: int, last: int) -> str:
    """A page with one report, and the call for the next page where there is one."""
    link = f'<a href="{number}.aspx">示例市财政局{2020 + number}年政府信息公开工作年度报告</a>'
    pager = f"<a href=\"javascript:__doPostBack('P','{number + 1}')\">{number + 1}</a>" if number < last else ""
    state = f'<input type="hidden" name="__VIEWSTATE" value="/w{number}"><input type="hidden" name="__EVENTVALIDATION" value="/v{number}">'
    return f'<html><body><form method="post">{state}<ul><li>{link}</li></ul>{pager}</form></body></html>'


def turn(handler: Handler, fields: dict[str, str]) -> None:
    """The page that the form asks for; each form is that of the page before."""
    number = int(fields["__EVENTARGUMENT"])
    assert (fields["__VIEWSTATE"], fields["__EVENTVALIDATION"]) == (f"/w{number - 1}", f"/v{number - 1}")
    handler.send(200, listing(number, 3).encode(), {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{number}"'})


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {"/List.aspx?lm=nb": page(listing(1, 3))} | {f"/{n}.aspx": page(report("示例市财政局", 2020 + n)) for n in (1, 2, 3)}
    with serving(Site(pages, forms={"/List.aspx?lm=nb": turn})) as served:
        yield served


@pytest.fixture
def night(tmp_path: Path, site: Site) -> Callable[[str], CollectResult]:
    portal = Portal.model_validate({
        "host": HOST, "name": "示例市", "kind": "postback", "scheme": "http", "delay_seconds": 0, "verified_on": date(2025, 1, 1),
        "lists": [{"url": LIST}],
    })  # fmt: skip
    settings = Settings(data=tmp_path, contact="https://operator.example/")

    def run(run_id: str) -> CollectResult:
        with AttemptLog(settings, run_id) as log:
            start(settings, log, DAY)
        result = collect(settings, run_id, [portal], network=Network(LIMITS, local={HOST: site.address}))
        with AttemptLog(settings, run_id) as log:
            finish(log, DAY, {})
        return result

    return run


def test_every_page_is_sent_for_with_the_form_of_the_one_before(night: Callable[[str], CollectResult], site: Site, tmp_path: Path) -> None:
    result = night("r1")
    assert ([alarm.message for alarm in result.alarms], result.found) == ([], 3)
    listed = [path for path in site.paths() if path.startswith("/List")]
    assert listed == ["/List.aspx?lm=nb", "/List.aspx?lm=nb#2", "/List.aspx?lm=nb#3"]
    logged = [one.url for one in attempts(Settings(data=tmp_path)) if one.kind == "listing"]
    assert logged == [LIST, f"{LIST}#page=2", f"{LIST}#page=3"]


def test_forms_are_sent_unconditionally_the_next_night_too(night: Callable[[str], CollectResult], site: Site) -> None:
    night("r1")
    site.asked.clear()
    assert night("r2").alarms == []
    assert {asked.path: asked.conditional for asked in site.asked if "List" in asked.path} == {
        "/List.aspx?lm=nb": True,
        "/List.aspx?lm=nb#2": False,
        "/List.aspx?lm=nb#3": False,
    }


def test_rules_for_robots_hold_for_forms(night: Callable[[str], CollectResult], site: Site) -> None:
    site.pages["/robots.txt"] = page("User-agent: *\nDisallow: /List.aspx\n", "text/plain")
    result = night("r1")
    assert [path for path in site.paths() if "List" in path] == []
    assert "robots.txt forbids it" in result.alarms[0].message


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda handler, _: status(500)(handler), "HTTP 500"),
        (lambda handler, _: page(listing(1, 3))(handler), "gives again what an earlier one gave"),
        (lambda handler, _: status(302, Location="/List.aspx?lm=nb")(handler), "gives again what an earlier one gave"),
    ],
)
def test_a_portal_that_does_not_answer_the_form_is_an_alarm(
    night: Callable[[str], CollectResult], site: Site, answer: Callable[[Handler, dict[str, str]], None], word: str
) -> None:
    site.forms["/List.aspx?lm=nb"] = answer
    assert any(word in alarm.message for alarm in night("r1").alarms)
