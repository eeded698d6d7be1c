"""The commands, with the invented portals of the saved listings standing on loopback: for a walk from an address to collected reports.

``python -m tests.portals.walk folder DATA`` makes a data folder that knows the invented region and no organ; ``python -m
tests.portals.walk sites`` names the lists; everything else is a command of ``gongkai``: ``python -m tests.portals.walk portals add URL``.
"""

import os
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flows import fetch, portal_add, portal_verify
from flows.cli import app
from flows.network import Network
from flows.settings import shipped
from tests.flows.portal_server import Handler, Site, page, serving
from tests.portals.adding import CASES, HERE, Case, folder, path_of, site_of

_SAMPLE = shipped("data", "samples", "shili", "site", "zwgk", "202301", "t20230112_1024.html")


def _report(organ: str, year: int) -> str:
    """A report with its three tables."""
    text = _SAMPLE.read_text(encoding="utf-8").replace("示例市教育局", organ)
    return text.replace("2023", "NEXT").replace("2022", str(year)).replace("NEXT", str(year + 1))


def with_reports(case: Case) -> Site:
    """The portal of a saved listing with what its links lead to; each further page lists one older report."""
    site = site_of(case)
    for path, organ, year in case.rows:
        site.pages.setdefault(path, page(_report(organ or "示例县公安局", year or 2022)))
    organ, year = next((row[1], row[2]) for row in case.rows) if case.further else (None, None)
    for number, path in enumerate(case.further, start=1):
        older = (organ or "示例县公安局", (year or 2022) - number)
        site.pages.setdefault(path, page(_older(case.url, *older)))
        site.pages[path_of(urljoin(case.url, f"older{older[1]}.html"))] = page(_report(*older))
    if case.kind == "postback":
        site.forms[path_of(case.url)] = _turned
    return site


def _older(url: str, organ: str, year: int) -> str:
    link = (
        f'<li><a href="{urljoin(url, f"older{year}.html")}">{organ}{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>'
    )
    call = '<script>createPageHTML(3, 1, "index", "html")</script>' if "ndbg" in url else ""
    return f"<html><body><ul>{link}</ul>{call}</body></html>"


def _turned(handler: Handler, fields: dict[str, str]) -> None:
    number = int(fields["__EVENTARGUMENT"])
    case = CASES["postback"]
    saved = (HERE / case.file).read_text(encoding="utf-8")
    entry = f"<tr><td>{_older(case.url, '示例县农业农村局', 2025 - number)}</td></tr>\n</table>"
    entries = re.sub(r"(?s)<tr><td>SL.*</tr>\n</table>", entry, saved)
    pager = entries if number < 3 else re.sub(r"(?s)<div id=\"AspNetPager1\".*?</div>", "", entries)
    handler.send(200, pager.replace("'2')", f"'{number + 1}')").encode(), {"Content-Type": "text/html; charset=utf-8"})


async def nowhere(host: str, port: int) -> list[str]:
    """The walk's resolver: what does not stand on loopback has no address."""
    raise OSError(f"{host} is none of the walk's hosts, and no name is looked up")


def _no_look_ups(event: str, arguments: tuple[object, ...]) -> None:
    """Should anything else ask the machine's resolver, it gets an error in place of an answer."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyname_ex"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if host not in (None, "", "localhost", "127.0.0.1", "::1"):
            raise OSError(f"the walk looks up no name: {host}")


def main(arguments: list[str]) -> None:
    """Run one command; the servers stand as long as it lasts."""
    sys.addaudithook(_no_look_ups)
    if arguments[:1] == ["folder"]:
        folder(Path(arguments[1]), organs=())
        return
    if arguments[:1] == ["sites"]:
        print("\n".join(f"{name}: {case.url}" for name, case in CASES.items()))
        return
    os.environ.setdefault("GONGKAI_CONTACT", "https://operator.example/")
    sites: dict[str, Site] = {}
    for case in CASES.values():
        host = urlsplit(case.url).hostname or ""
        made = with_reports(case)
        known = sites.setdefault(host, made)
        known.pages |= made.pages
        known.forms |= made.forms
    with ExitStack() as stack:
        local = {host: stack.enter_context(serving(site)).address for host, site in sites.items()}
        network = Network(resolve=nowhere, local=local)
        for module in (fetch, portal_add, portal_verify):
            vars(module)["Network"] = lambda: network
        app(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
