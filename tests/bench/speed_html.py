"""How long pages take to become grids, beside ``pandas.read_html`` with lxml and beside each engine's parser alone: ratios within one run.

Run as ``python -m tests.bench.speed_html [PAGE ...]``. Absolute times are this machine's; the ratios carry. Without pages it takes one
of the sample region, the same as a word processor would export it, and the same in the frame of a portal.
"""

import io
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from extractors.document import Document
from extractors.encoding import decode
from extractors.readers.html import read_lxml
from extractors.readers.html_selectolax import read_selectolax
from flows.settings import shipped

TURNS, COLD, ROUNDS = 4, 2, 7
SAMPLE = shipped("data", "samples", "shili", "site") / "zwgk" / "202501" / "t20250124_1051.html"
_CELL = (
    "<td{0} width=57 style='width:42.5pt;border-top:none;border-left:none;border-bottom:solid windowtext 1.0pt;border-right:solid "
    "windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt;height:14.2pt'>\n"
    "  <p class=MsoNormal align=center style='text-align:center;line-height:15.0pt;mso-line-height-rule:exactly'><span lang=EN-US "
    "style='font-size:10.5pt;mso-bidi-font-family:宋体;color:black;mso-font-kerning:0pt'>{1}<o:p></o:p></span></p>\n  </td>"
)
_EXCEPTION = '<w:LsdException Locked="false" Priority="69" SemiHidden="false" Name="Medium Grid 3 Accent 2"/>\n'
_RULE = "p.Mso{0}, li.Mso{0}, div.Mso{0}\n\t{{mso-style-unhide:no;margin:0cm;text-align:justify;font-size:10.5pt;text-decoration:none;}}\n"
_HEAD = "<html><head><meta charset=utf-8><!--[if gte mso 9]><xml>{0}</xml><![endif]--><style><!--\n{1}--></style></head><body>"
_LINK = '<li class="n{0}"><a href="/zwgk/{1}/index.html" title="栏目{1}" target="_blank">栏目名称{1}</a></li>\n'


def exported(page: str) -> str:
    """A page's report in some 300 KB of a word processor's markup."""
    body = page[page.index('<div class="article">') : page.rindex("</table>") + 8]
    body = re.sub(r"<td([^>]*)>([^<]*)</td>", lambda cell: _CELL.format(re.sub(r'class="[^"]*"', "", cell[1]), cell[2]), body)
    return _HEAD.format(_EXCEPTION * 370, "".join(map(_RULE.format, range(200)))) + body + "</body></html>"


def framed(page: str) -> str:
    """A page among nine hundred links."""
    links = "".join(_LINK.format(n % 5, n) for n in range(900))
    return page.replace("<body>", f"<body><div><ul>{links}</ul></div>")


def works(text: str) -> dict[str, Callable[[], object]]:
    """What is measured, by name; pandas first."""
    document = Document(text.encode(), "page.html")
    return {
        "pandas": lambda: pd.read_html(io.StringIO(text), flavor="lxml"),
        "lxml engine": lambda: read_lxml(document),
        "selectolax engine": lambda: read_selectolax(document),
        "lxml parser": lambda: etree.fromstring(text, etree.HTMLParser()),
        "lexbor parser": lambda: LexborHTMLParser(text),
    }


def medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of processor time, the median of warm rounds. The works take turns, so that what else runs slows all alike; the first
    rounds of a turn, in caches that another work has filled, do not count."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            taken[name] += [_timed(work) for _ in range(COLD + ROUNDS)][COLD:]
    return {name: statistics.median(times) for name, times in taken.items()}


def _timed(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return 1000 * (time.thread_time() - begun)


def main(paths: list[str]) -> None:
    """Print a table: a line each page, milliseconds and how many times faster than pandas."""
    warnings.simplefilter("ignore")
    sample = SAMPLE.read_text(encoding="utf-8")
    pages = {path: decode(Path(path).read_bytes()) for path in paths}
    for name, text in (pages or {"sample": sample, "exported": exported(sample), "framed": framed(sample)}).items():
        found = medians(works(text))
        print(
            f"{name} ({len(text.encode()) // 1024} KB): "
            + ", ".join(f"{k} {v:.2f} ms ({found['pandas'] / v:.1f}x)" for k, v in found.items())
        )


if __name__ == "__main__":
    main(sys.argv[1:])
