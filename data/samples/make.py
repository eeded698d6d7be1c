"""Makes the sample region: figures from the plan's seed, documents from the figures, and the portal around them.

``python data/samples/make.py`` writes ``shili/`` anew; the same plan always gives the same bytes.
"""

import argparse
import shutil
from pathlib import Path

import render_docx
import render_html
import render_pdf
import render_portal
from plan import load_plan
from reports import SampleReport, all_reports

from extractors.forms import load_forms

HERE = Path(__file__).resolve().parent
REGION = HERE / "shili"
MADE = ("agencies.csv", "regions.csv", "portals", "figures", "site")
_RENDERERS = {"html": render_html.render, "pdf": render_pdf.render, "docx": render_docx.render}


def sample_files() -> dict[str, bytes]:
    """Every file of the sample region that is made, by its path below the region's folder."""
    plan = load_plan(REGION / "plan.toml")
    reports = all_reports(plan, load_forms(HERE.parent / "forms"))
    files = render_portal.reference_files(plan, reports)
    files |= {f"figures/{report.file_name}.json": report.figures_json().encode() for report in reports}
    files |= {f"site/{report.path}": document(report) for report in reports}
    files |= {f"site/{path}": content for path, content in render_portal.site(reports).items()}
    return files


def document(report: SampleReport) -> bytes:
    """A report's file in the format of its style."""
    return _RENDERERS[report.style.split("-")[0]](report)


def main() -> None:
    """Write the region, into another folder if one is named."""
    parser = argparse.ArgumentParser(description="Make the sample region 示例市.")
    parser.add_argument("--into", type=Path, default=REGION, help="folder to write to (default: data/samples/shili)")
    target: Path = parser.parse_args().into
    files = sample_files()
    for name in MADE:
        made = target / name
        if made.is_dir():
            shutil.rmtree(made)
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(files)} files, {sum(map(len, files.values())) / 1024:.0f} KiB, in {target}")


if __name__ == "__main__":
    main()
