"""Formats no library here reads are converted by LibreOffice: one instance kept warm in a clean profile, limited and watched."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from extractors.document import Converted, UnreadableDocument, is_encrypted_word

CONVERTIBLE: dict[str, str] = {
    **dict.fromkeys(("doc", "wps", "rtf", "odt", "wordml"), "docx"),
    **dict.fromkeys(("xls", "ods", "xlsb", "spreadsheetml"), "xlsx"),
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
    "xls": "MS Excel 97",
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
_SETTINGS = {
    "Common/Security/Scripting": {"DisableMacrosExecution": "true", "MacroSecurityLevel": "3", "BlockUntrustedRefererLinks": "true"},
    "Common/Misc": {"FirstRun": "false"},
    "Common/Save/Document": {"CreateBackup": "false"},
    "Common/Internal": {"CurrentTempURL": ""},
    "Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetNoProxy": "",
        **{f"ooInet{kind}ProxyName": "127.0.0.1" for kind in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{kind}ProxyPort": "9" for kind in ("HTTP", "HTTPS", "FTP")},
    },
}
# The standard input is a pipe whose other end the parent holds: it closes when the parent dies, however it dies, and ends the group.
_GUARD = (
    'exec 3<&0; ulimit -c 0; ulimit -v "$0"; "$@" </dev/null 3<&- & child=$!; '
    "(read _ <&3; kill -9 0) & watch=$!; wait $child; code=$?; kill $watch; exit $code"
)


@lru_cache(maxsize=1)
def office() -> Path | None:
    """LibreOffice's program on this machine, None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    itself = Path(found).resolve().parent / "soffice.bin"
    return itself if itself.is_file() else Path(found)


@lru_cache(maxsize=1)
def converter_version() -> str:
    """The version of LibreOffice, on which a converted reading depends; empty where there is none or it does not say."""
    program = office()
    said = program.parent / "versionrc" if program else None
    text = said.read_text(encoding="utf-8", errors="replace") if said and said.is_file() else ""
    found = re.search(r"^(?:AboutBoxVersion|buildid)=(\S+)", text, re.MULTILINE)
    return found[1] if found else ""


class Converter:
    """Converts documents, one at a time (calls from several threads wait for one another); to be used in a ``with`` statement.

    Nothing is started before the first document. ``seconds`` limits one conversion, ``memory_mib`` LibreOffice's address space.
    """

    def __init__(self, seconds: int = 60, memory_mib: int = 3072) -> None:
        self.seconds = seconds
        self.memory_mib = memory_mib
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
        client = self._spawn([*_call(program, folder), *filters, "--outdir", str(out), str(source)], folder)
        try:
            client.wait(self.seconds)
        except subprocess.TimeoutExpired as error:
            self._stop()
            message = f"LibreOffice did not convert the file within {self.seconds} s and was stopped; save it as DOCX or PDF by hand."
            raise UnreadableDocument("out_of_time", message) from error
        finally:
            _kill(client)
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
        folder = Path(tempfile.mkdtemp(prefix="gongkai-office-"))
        self._folder = folder
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        (folder / _KEPT_OPEN).write_text("", encoding="utf-8")
        self._converted = 0
        until = time.monotonic() + SECONDS_TO_START
        while not (folder / _LOCK).exists():
            ended = None if self._instance is None else self._instance.poll()
            if time.monotonic() > until or ended not in (None, *_START_AGAIN):
                self._stop()
                raise UnreadableDocument("conversion_failed", _NO_START)
            if self._instance is None or ended is not None:
                self._instance = self._spawn([*_call(program, folder), "--writer", str(folder / _KEPT_OPEN)], folder)
            time.sleep(0.02)
        return folder

    def _spawn(self, command: list[str], folder: Path) -> subprocess.Popen[bytes]:
        nowhere = "http://127.0.0.1:9"
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")},
            **{"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
            **{"http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": ""},
        }
        return subprocess.Popen(
            ["sh", "-c", _GUARD, str(self.memory_mib * 1024), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )

    def _stop(self) -> None:
        instance, folder = self._instance, self._folder
        self._instance = self._folder = None
        if instance is not None:
            _kill(instance)
        if folder is not None:
            _forget_socket(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _call(program: Path, folder: Path) -> list[str]:
    return [str(program), f"-env:UserInstallation={_profile(folder)}", "--headless", "--norestore", "--nologo"]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all it started. Where it has ended, the closed pipe ends what it left behind."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _forget_socket(folder: Path) -> None:
    """Delete the socket a killed instance leaves in the temporary folder; its name is a hash of the profile's address."""
    digest = hashlib.md5(_profile(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    for place in ("/tmp", "/var/tmp"):  # noqa: S108 - where LibreOffice puts it, whatever TMPDIR says
        (Path(place) / name).unlink(missing_ok=True)


def _profile(folder: Path) -> str:
    return (folder / "profile").as_uri()


def _settings() -> str:
    """A profile in which no macro runs, nothing linked is fetched, and a proxy that does not answer stands before the network."""
    items = (
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
        if value or name == "ooInetNoProxy"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{"".join(items)}</oor:items>'
    )


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
