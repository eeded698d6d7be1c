"""A portal's file, drafted from what was recognised, and written so that nothing of an existing one is lost."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from extractors.listings.source import ListSource
from flows.disk import replacing
from flows.portal_verify import own_file, own_folder
from flows.portals import Portal, load_portals, read_portal
from flows.present import plain
from flows.reference import ReferenceFileError
from flows.settings import Settings, shipped

_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_PLACE = re.compile(r"^(?:scheme|kind|name|host)\s*=[^\r\n]*(?![\s\S]*^(?:scheme|kind)\s*=)", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_]+")
_ALSO_HOSTS = re.compile(r"^also_hosts\s*=\s*\[[^\]#]*\]([^\r\n]*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """``added`` is what is to be written: a whole file or, where ``before`` is the portal's file so far, the ``[[lists]]`` for its end,
    empty where it has the list already. ``also_hosts`` are those that an existing file gets."""

    portal: Portal
    added: str
    before: Portal | None = None
    also_hosts: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the file has all of it already."""
        return self.before is not None and not self.added and not self.also_hosts


def existing(settings: Settings, host: str) -> Portal | None:
    """The portal's file in force, else the shipped one, None where there is neither."""
    known = next((portal for portal in load_portals(settings) if portal.host == host), None)
    path = shipped("data", "portals", f"{host}.toml")
    return known or (read_portal(path) if path.is_file() else None)


def check_scheme(portal: Portal, scheme: str) -> None:
    """``ReferenceFileError`` where an address is of another scheme than its portal."""
    if portal.scheme != scheme:
        path = portal.folder / f"{portal.host}.toml"
        raise ReferenceFileError(f"{path} says scheme = {portal.scheme!r}: give the address with {portal.scheme}, or change it there")


def twin(settings: Settings, host: str) -> str | None:
    """The host of a portal's file that differs from ``host`` only by ``www.``, and seems to stand for the same site."""
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return other if existing(settings, other) is not None else None


def draft(settings: Settings, url: str, name: str, table: Mapping[str, object], why: tuple[str, ...], also_hosts: tuple[str, ...]) -> Draft:
    """The file for a list. ``ReferenceFileError`` where the portal's file cannot take it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    before = existing(settings, host)
    table = table if before is None else _further(before, table)
    # What a page or an address says must not end the comment.
    comments = (plain(" ".join(line.split())) for line in ("Drafted by gongkai portals add:", *why))
    lists = "".join(f"# {line}\n" for line in comments) + "[[lists]]\n" + _fields(table)
    if before is None:
        head: dict[str, object] = {"host": host, "name": name, "kind": table["kind"], "scheme": parts.scheme}
        head |= {"port": parts.port} if parts.port else {}
        head |= {"delay_seconds": 2.0} | ({"also_hosts": list(also_hosts)} if also_hosts else {})
        text = "# Not verified: nobody has said yet that this file is right, so no run asks the portal.\n" + _fields(head) + "\n" + lists
        return Draft(_valid(text, host), text)
    path = before.folder / f"{host}.toml"
    check_scheme(before, parts.scheme)
    lists = "" if listed(before, table) is not None else lists
    more = tuple(one for one in dict.fromkeys(also_hosts) if one not in before.hosts)
    return Draft(_valid(_joined(path, lists, more), host), lists, before, more)


def _further(before: Portal, table: Mapping[str, object]) -> Mapping[str, object]:
    """Of addresses given by hand those that the portal's file has not; all where it has all of them, so that the list is there."""
    entries = table.get("entries")
    if not isinstance(entries, list):
        return table
    known = {address for one in before.lists for address in one.addresses()}
    more = [entry for entry in entries if entry["url"] not in known]
    return {**table, "entries": more or entries}


def listed(portal: Portal, table: Mapping[str, object]) -> ListSource | None:
    """The list that a portal's file has already."""
    entries = table.get("entries")
    wanted = {entry["url"] for entry in entries} if isinstance(entries, list) else set()
    same = [one for one in portal.lists if one.url == table["url"] and one.kind == table["kind"]]
    known = {address for one in same for address in one.addresses()}
    return same[0] if same and wanted <= known else None


def write(settings: Settings, drafted: Draft) -> Path:
    """Write the draft into the data folder's ``portals``, where what ships is copied first; its path. What is there is only added to."""
    host = drafted.portal.host
    if drafted.before is not None:
        path = own_file(settings, drafted.before)
        text = _joined(path, drafted.added, drafted.also_hosts)
    else:
        path, text = own_folder(settings) / f"{host}.toml", drafted.added
        if path.exists():
            raise ReferenceFileError(f"{path} is there already")
    _valid(text, host)
    with replacing(path) as file:
        file.write(text.encode())
    return path


def _joined(path: Path, lists: str, also_hosts: tuple[str, ...]) -> str:
    text = path.read_bytes().decode("utf-8")
    text = _with_hosts(path, text, also_hosts) if also_hosts else text
    return f"{text.rstrip()}\n\n{lists}" if lists else text


def _with_hosts(path: Path, text: str, also_hosts: tuple[str, ...]) -> str:
    """The file's text with further ``also_hosts``. ``ReferenceFileError`` where it is written so that only a person can do it."""
    table = _TABLE.search(text)
    head, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    before = tomllib.loads(text)
    line = f"also_hosts = {_toml([*before.get('also_hosts', ()), *also_hosts])}"
    head, times = _ALSO_HOSTS.subn(lambda found: line + found[1], head, count=1)
    if not times:
        head = _PLACE.sub(lambda found: f"{found[0]}\n{line}", head, count=1)
    made = head + rest
    try:
        after = tomllib.loads(made)
    except tomllib.TOMLDecodeError:
        after = {}
    if after != before | {"also_hosts": [*before.get("also_hosts", ()), *also_hosts]}:
        raise ReferenceFileError(f"{path}: write {line} into it above the first list yourself")
    return made


def _valid(text: str, host: str) -> Portal:
    try:
        return Portal.model_validate(tomllib.loads(text))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors())
        raise ReferenceFileError(f"portals/{host}.toml could not take this list: {faults}") from error
    except tomllib.TOMLDecodeError as error:
        raise ReferenceFileError(f"portals/{host}.toml is written so that a list can only be added by hand: {error}") from error


def _fields(values: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{key if _KEY.fullmatch(key) else _toml(key)} = {_toml(one)}" for key, one in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # JSON's strings, numbers and truth values are TOML's, but for one control that it leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
