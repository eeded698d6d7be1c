"""LibreOffice as a program: where it is, its clean profile, and processes of it that are limited and end with the one that started them."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

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
    if program is None or found is None:
        return ""
    # Distributions number their builds anew for every version, so that the number alone does not tell two apart.
    library = program.parent / "libswlo.so"
    return f"{found[1]}/{library.stat().st_size}" if library.is_file() else found[1]


def spawn(command: list[str], folder: Path, memory_mib: int) -> subprocess.Popen[bytes]:
    """Start a command in a folder of its own, with a limit of memory, without network, ended when this process ends."""
    nowhere = "http://127.0.0.1:9"
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")},
        **{"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        **{"http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": ""},
    }
    return subprocess.Popen(
        ["sh", "-c", _GUARD, str(memory_mib * 1024), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )


def call(program: Path, folder: Path) -> list[str]:
    """The command that starts the instance of a folder, or, while that runs, hands it a task."""
    return [str(program), f"-env:UserInstallation={_profile(folder)}", "--headless", "--norestore", "--nologo"]


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all it started. Where it has ended, the closed pipe ends what it left behind."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def forget_socket(folder: Path) -> None:
    """Delete the socket a killed instance leaves in the temporary folder; its name is a hash of the profile's address."""
    digest = hashlib.md5(_profile(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    for place in ("/tmp", "/var/tmp"):  # noqa: S108 - where LibreOffice puts it, whatever TMPDIR says
        (Path(place) / name).unlink(missing_ok=True)


def _profile(folder: Path) -> str:
    return (folder / "profile").as_uri()


def settings() -> str:
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
