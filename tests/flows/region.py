"""A small sample region in a data folder of its own: the newest reports of the sample portal, three organs on the roster."""

import re
import shutil
from pathlib import Path

from flows.settings import shipped

SAMPLE = shipped("data", "samples", "shili")
ORGANS = ("sample-shili-city,", "sample-shili-education,", "sample-shili-water,")
REFERENCE = ("agencies.csv", "regions.csv")


NEWS = 6
LIST = Path("samples") / "small" / "site" / "zwgk" / "zfxxgk" / "zfxxgknb" / "index.html"


def small_region(data: Path, delay: float = 0.0) -> Path:
    """Make ``data`` a data folder whose only portal lists some thirteen documents. Returns the folder of the portal's site.

    ``delay`` is the pause between requests in seconds. The six newest documents are there and not listed yet: ``add_news`` lists them.
    """
    place = data / "samples" / "small"
    shutil.copytree(SAMPLE / "site", place / "site")
    _cut_list(place / "site" / "zwgk" / "zfxxgk" / "zfxxgknb")
    _portal(place / "portals", delay)
    for name in REFERENCE:
        header, *rows = (SAMPLE / name).read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if name != "agencies.csv" or row.startswith(ORGANS)]
        (place / name).write_text("\n".join([header, *kept, ""]), encoding="utf-8")
        (data / name).write_text(shipped("data", name).read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (data / "portals").mkdir()
    return place / "site"


def _cut_list(folder: Path) -> None:
    """Leave only the first page of the list, without its links to others and without its oldest year, whose summary tells no more."""
    for page in folder.glob("index_*.html"):
        page.unlink()
    first = folder / "index.html"
    text = re.sub(r'<div class="page">.*?</div>', "", first.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"<li>[^\n]*2023年[^\n]*</li>\n", "", text)
    first.write_text(re.sub(r"(<li>.*?</li>)\n", r"<!--\1-->\n", text, count=NEWS), encoding="utf-8")


def add_news(data: Path, delay: float = 0.0) -> None:
    """List the newest documents too, and set another pause between requests."""
    listed = data / LIST
    listed.write_text(listed.read_text(encoding="utf-8").replace("<!--<li>", "<li>").replace("</li>-->", "</li>"), encoding="utf-8")
    portal = data / "samples" / "small" / "portals" / "www.shili.example.toml"
    portal.write_text(re.sub(r"delay_seconds = .*", f"delay_seconds = {delay}", portal.read_text(encoding="utf-8")), encoding="utf-8")


def _portal(folder: Path, delay: float) -> None:
    folder.mkdir(parents=True)
    head, first, *_ = (SAMPLE / "portals" / "www.shili.example.toml").read_text(encoding="utf-8").split("[[lists]]")
    head = re.sub(r"delay_seconds = .*", f"delay_seconds = {delay}", head)
    text = head + "[[lists]]" + re.sub(r"expect_min = \d+", "expect_min = 10", first)
    (folder / "www.shili.example.toml").write_text(text, encoding="utf-8")
