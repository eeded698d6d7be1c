"""Formats that LibreOffice writes, many files in one call."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

BATCH = 40
FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf", "odt": "odt", "pdf": "pdf:writer_pdf_Export", "xls": "xls:MS Excel 97", "docx": "docx"}


def convert(jobs: Iterable[tuple[Path, Path]], kind: str) -> None:
    """Convert source files to targets of one kind. Raises ``FileNotFoundError`` naming a target that was not written."""
    pairs = list(jobs)
    for start in range(0, len(pairs), BATCH):
        _batch(pairs[start : start + BATCH], kind)


def _batch(pairs: list[tuple[Path, Path]], kind: str) -> None:
    with tempfile.TemporaryDirectory(prefix="corpus-office-") as folder:
        base = Path(folder)
        (base / "in").mkdir()
        inputs = []
        for number, (source, _) in enumerate(pairs):
            inputs.append(base / "in" / f"f{number:04}{source.suffix}")
            shutil.copyfile(source, inputs[-1])
        command = ["soffice", f"-env:UserInstallation=file://{base}/profile", "--headless", "--norestore", "--convert-to", FILTERS[kind]]
        subprocess.run([*command, "--outdir", str(base / "out"), *map(str, inputs)], check=True, capture_output=True, timeout=600)
        for number, (_, target) in enumerate(pairs):
            shutil.move(base / "out" / f"f{number:04}.{kind}", target)
