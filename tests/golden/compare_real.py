"""Compare readings of the real reports with the figures typed from them, figure by figure.

Run as ``python -m tests.golden.compare_real [FOLDER]``; the folder holds the reports and ``figures/<report>.json``.
"""

import json
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from extractors.document import Document
from extractors.pipeline import load_knowledge, read_document
from extractors.records import Report
from flows.settings import forms_folder

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


@dataclass
class Comparison:
    """Figures exact, wrong, missing and invented, against the typed ones."""

    name: str
    report: Report
    truth: dict[str, Decimal]
    exact: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def perfect(self) -> bool:
        """Nothing wrong, missing or invented."""
        return not (self.wrong or self.missing or self.invented)


def compare(path: Path, truth: dict[str, Decimal]) -> Comparison:
    """Read one report and compare it."""
    report = read_document(Document(path.read_bytes(), path.name), load_knowledge(forms_folder()))[0]
    found = {"|".join(key): value for key, value in report.values().items()}
    comparison = Comparison(path.name, report, truth)
    for key, value in truth.items():
        if key not in found:
            comparison.missing.append(key)
        elif found[key] != value:
            comparison.wrong.append(f"{key}: {found[key]} for {value}")
        else:
            comparison.exact += 1
    comparison.invented = sorted(set(found) - set(truth))
    return comparison


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """The reports in a folder that have typed figures beside them."""
    reports = sorted(p for p in folder.iterdir() if p.is_file())
    named = ((p, folder / "figures" / f"{p.stem.removesuffix('-glued')}.json") for p in reports)
    return [(report, figures) for report, figures in named if figures.is_file()]


def main() -> int:
    """Print the comparison; 0 where every report is perfect."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL
    print(f"{'report':34}{'figures':>8}{'exact':>7}{'wrong':>7}{'missing':>9}{'invented':>10}  status   agency, year")
    good = True
    for report, figures in pairs(folder):
        c = compare(report, json.loads(figures.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)["figures"])
        numbers = f"{len(c.truth):8}{c.exact:7}{len(c.wrong):7}{len(c.missing):9}{len(c.invented):10}"
        print(f"{c.name:34}{numbers}  {c.report.status:8} {c.report.agency}, {c.report.year}")
        for line in (*c.wrong, *c.missing, *c.invented):
            print(f"    {line}")
        good = good and c.perfect()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
