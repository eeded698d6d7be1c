"""Files that are no reports, or broken: each a clear issue, exit status 1, the other files read all the same."""

import io
import json
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from flows.settings import shipped
from tests.flows.processes import GONGKAI

SITE = shipped("data", "samples", "shili", "site")
BUDGET = """<h1>示例市财政局2025年部门预算</h1>
<table><tr><td>项目</td><td>金额</td></tr><tr><td>基本支出</td><td>120</td></tr></table>"""
RC4_PASSWORD_PDF = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
startxref
0
%%%%EOF
""" % (b"11" * 32, b"22" * 32)


@pytest.fixture(scope="module")
def good() -> Path:
    return next(iter(sorted(SITE.rglob("t2*.html"))))


@pytest.fixture
def bad(tmp_path) -> dict[str, Path]:
    whole = next(iter(sorted(SITE.rglob("P*.pdf")))).read_bytes()
    pypdfium2.PdfDocument(io.BytesIO(whole)).close()
    contents = {
        "truncated.pdf": whole[: len(whole) // 3],
        "error-page.pdf": b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
        "empty.pdf": b"",
        "budget.html": BUDGET.encode(),
        "encrypted.pdf": RC4_PASSWORD_PDF,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def test_each_bad_file_costs_itself_only(bad, good):
    paths = [str(path) for pair in zip(bad.values(), [good] * len(bad), strict=True) for path in pair]
    done = subprocess.run([GONGKAI, "extract", "--json", *paths], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert [line["path"] for line in lines] == paths
    for line in lines[1::2]:
        assert (line["status"], line["issues"]) == ("ok", [])
    for line in lines[::2]:
        assert (line["status"], line["figures"]) == ("failed", [])
        assert [i for i in line["issues"] if i["severity"] == "error" and len(i["message"]) > 30], line["path"]
    codes = {Path(line["path"]).name: {i["code"] for i in line["issues"]} for line in lines[::2]}
    assert "encrypted" in codes["encrypted.pdf"]
    assert codes["truncated.pdf"] & {"truncated", "broken"}
    assert "unsupported_format" in codes["empty.pdf"]
    assert "no_tables" in codes["budget.html"]
    assert "no_tables" in codes["error-page.pdf"]
    assert {Path(line["path"]).name: line["format"] for line in lines[::2]}["error-page.pdf"] == "html"


def test_a_file_that_is_not_there_costs_itself_only_and_alone_is_an_unusable_argument(tmp_path, good):
    gone = str(tmp_path / "none.pdf")
    alone = subprocess.run([GONGKAI, "extract", gone], capture_output=True, text=True, check=False)
    assert alone.returncode == 2
    assert "none.pdf" in alone.stderr
    done = subprocess.run([GONGKAI, "extract", "--json", gone, str(good)], capture_output=True, text=True, check=False)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1, done.stderr
    assert (first["path"], first["status"], [i["code"] for i in first["issues"]]) == (gone, "failed", ["not_found"])
    assert (second["path"], second["status"]) == (str(good), "ok")


def test_precheck_speaks_chinese_and_changes_nothing(tmp_path):
    draft = tmp_path / "draft.html"
    page = next(p for p in sorted(SITE.rglob("t20260127_1062.html")))
    draft.write_bytes(page.read_bytes())
    done = subprocess.run([GONGKAI, "precheck", str(draft)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "合计与分项之和不一致" in done.stdout
    assert "行政复议" in done.stdout
    assert not any(word in done.stdout for word in ("违反", "错误", "应为"))
    assert [p.name for p in tmp_path.iterdir()] == ["draft.html"]


def test_init_makes_a_folder_and_never_overwrites_one(tmp_path):
    made = subprocess.run([GONGKAI, "init", str(tmp_path / "mine")], capture_output=True, text=True, check=False)
    assert made.returncode == 0
    assert {p.name for p in (tmp_path / "mine").iterdir()} >= {"agencies.csv", "regions.csv", "deadlines.csv", "portals", "README.txt"}
    again = subprocess.run([GONGKAI, "init", str(tmp_path / "mine")], capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "not an empty folder" in again.stderr
