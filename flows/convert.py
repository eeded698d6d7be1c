"""Formats no library here reads are converted by LibreOffice: one instance kept warm in a clean profile, limited and watched."""

import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from extractors.archive import members, pack
from extractors.document import Converted, UnreadableDocument, is_encrypted_word
from flows.office import call, converter_version, forget_socket, kill, office, settings, spawn

__all__ = ["BY", "CONVERTIBLE", "Converter", "converter_version", "office"]

CONVERTIBLE: dict[str, str] = {
    **dict.fromkeys(("doc", "wps", "rtf", "odt", "wordml"), "docx"),
    **dict.fromkeys(("ods", "xlsb", "spreadsheetml"), "xlsx"),
}
"""What is made of each format. Each is read by the two engines of what it becomes."""
BY = "libreoffice"
LARGEST = 64 * 1024 * 1024
"""Bytes of a file worth converting, and of what becomes of it."""
CONVERSIONS_PER_INSTANCE = 200
"""An instance is replaced after so many files, so that nothing it leaks grows without bound."""
SECONDS_TO_START = 60
_OUT = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# Without the name of a filter, what is damaged would be read as plain text.
_IN = {
    "doc": "MS Word 97",
    "wps": "MS_Works",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "wordml": "MS Word 2003 XML",
    "ods": "calc8",
    "xlsb": "Calc MS Excel 2007 Binary",
    "spreadsheetml": "MS Excel 2003 XML",
}
_PACKAGES = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}
_KEPT_OPEN = "kept-open.txt"
_LOCK = f".~lock.{_KEPT_OPEN}#"
_START_AGAIN = (79, 81)
"""Exit codes that ask for another start: the first one in a clean profile ends so."""
_NO_START = "LibreOffice does not start on this machine (too little memory?); save the file as DOCX or PDF by hand."


class Converter:
    """Converts documents, one at a time (calls from several threads wait for one another); to be used in a ``with`` statement.

    Nothing is started before the first document. ``seconds`` limits one conversion, ``memory_mib`` LibreOffice's address
    space; its profile lies in a folder of its own in ``scratch``, which stays there if this process is killed.
    """

    def __init__(self, seconds: int = 60, memory_mib: int = 3072, scratch: Path | None = None) -> None:
        self.seconds = seconds
        self.memory_mib = memory_mib
        self._scratch = scratch
        self._turn = threading.Lock()
        self._folder: Path | None = None
        self._instance: subprocess.Popen[bytes] | None = None
        self._converted = 0

    def __enter__(self) -> "Converter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End LibreOffice and delete its profile."""
        with self._turn:
            self._stop()

    def convert(self, content: bytes, format: str) -> Converted:
        """What LibreOffice makes of a document of a format in ``CONVERTIBLE``.

        Raises :class:`UnreadableDocument`: ``converter_missing``, ``encrypted``, ``too_large``, ``out_of_time``, ``conversion_failed``.
        """
        target = CONVERTIBLE[format]
        program = office()
        if format in ("doc", "wps") and is_encrypted_word(content):
            raise UnreadableDocument("encrypted", "The file is protected with a password; ask the agency for a file without one.")
        if program is None:
            raise UnreadableDocument("converter_missing", _missing(format, target))
        if len(content) > LARGEST:
            raise UnreadableDocument("too_large", f"The file is larger than {LARGEST} bytes; hand in the report alone.")
        with self._turn:
            return Converted(self._convert(program, content, format, target), BY)

    def convert_members(self, content: bytes) -> Converted:
        """What LibreOffice makes of an archive's members, in an archive (``extractors.archive.members`` takes it). A member that is not
        converted is left out, as are those whose turn comes when a document's time is over.

        Raises :class:`UnreadableDocument` where the archive cannot be opened.
        """
        until = time.monotonic() + self.seconds
        made: dict[str, bytes] = {}
        for member in members(content).documents:
            if member.format in CONVERTIBLE and time.monotonic() < until:
                with suppress(UnreadableDocument):  # its reader then says that it was not converted
                    made[member.name] = self.convert(member.content, member.format).content
        return Converted(pack(made), BY)

    def _convert(self, program: Path, content: bytes, format: str, target: str) -> bytes:
        """The converted bytes. What an earlier file did to the instance must not cost this one: it gets a second try in a fresh one."""
        made = None
        for _ in range(2):
            folder = self._ready(program)
            fresh = self._converted == 0
            made = self._once(program, folder, content, format, target)
            if made is not None or fresh:
                break
            self._stop()
        if made is None:
            raise UnreadableDocument("conversion_failed", _failed(format, target))
        if made.stat().st_size > LARGEST:
            raise UnreadableDocument("too_large", f"The file becomes larger than {LARGEST} bytes; hand in the report alone.")
        return made.read_bytes()

    def _once(self, program: Path, folder: Path, content: bytes, format: str, target: str) -> Path | None:
        """The file LibreOffice writes, None where it writes none."""
        source, out = folder / f"document.{format}", folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        source.write_bytes(content)
        filters = [f"--infilter={_IN[format]}", "--convert-to", _OUT[target]]
        client = spawn([*call(program, folder), *filters, "--outdir", str(out), str(source)], folder, self.memory_mib)
        try:
            client.wait(self.seconds)
        except subprocess.TimeoutExpired as error:
            self._stop()
            message = f"LibreOffice did not convert the file within {self.seconds} s and was stopped; save it as DOCX or PDF by hand."
            raise UnreadableDocument("out_of_time", message) from error
        finally:
            kill(client)
            source.unlink(missing_ok=True)
        self._converted += 1
        made = out / f"document.{target}"
        return made if made.is_file() else None

    def _ready(self, program: Path) -> Path:
        """The folder of a running instance."""
        ended = self._instance is None or self._instance.poll() is not None
        if ended or self._folder is None or self._converted >= CONVERSIONS_PER_INSTANCE:
            self._stop()
            self._folder = self._start(program)
        return self._folder

    def _start(self, program: Path) -> Path:
        """Start an instance. It ends as soon as no document is open, so one is kept open; it is ready when it has locked that."""
        folder = Path(tempfile.mkdtemp(prefix="gongkai-office-", dir=self._scratch))
        self._folder = folder
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(settings(), encoding="utf-8")
        (folder / _KEPT_OPEN).write_text("", encoding="utf-8")
        self._converted = 0
        until = time.monotonic() + SECONDS_TO_START
        while not (folder / _LOCK).exists():
            ended = None if self._instance is None else self._instance.poll()
            if time.monotonic() > until or ended not in (None, *_START_AGAIN):
                self._stop()
                raise UnreadableDocument("conversion_failed", _NO_START)
            if self._instance is None or ended is not None:
                self._instance = spawn([*call(program, folder), "--writer", str(folder / _KEPT_OPEN)], folder, self.memory_mib)
            time.sleep(0.02)
        return folder

    def _stop(self) -> None:
        instance, folder = self._instance, self._folder
        self._instance = self._folder = None
        if instance is not None:
            kill(instance)
        if folder is not None:
            forget_socket(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _missing(format: str, target: str) -> str:
    return (
        f"Files of format {format} are read through LibreOffice, which is not installed here: install it "
        f"(apt-get install {_PACKAGES[target]}, or from libreoffice.org) and read the file again, or save it as {target.upper()} or PDF."
    )


def _failed(format: str, target: str) -> str:
    return (
        f"LibreOffice could not convert the file (format {format}): it is damaged, protected, or {_PACKAGES[target]} is not installed; "
        f"open it by hand and save it as {target.upper()} or PDF."
    )
