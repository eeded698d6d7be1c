"""What a person typed for a look at a list: refused before anything is asked, in words that say what to type instead."""

import ipaddress
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from flows.portal_draft import check_scheme, existing
from flows.portal_rows import checked_region
from flows.portal_seen import Wanted
from flows.reference import ReferenceFileError
from flows.regions import load_regions
from flows.roster import Roster
from flows.settings import Settings

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def checked(settings: Settings, wanted: Wanted, roster: Roster, region: str | None) -> Wanted:
    """What was typed, with the address as it is asked. ``ReferenceFileError`` where something of it is wrong."""
    url = checked_address(wanted.url)
    for host in wanted.also_hosts:
        if not _HOST.fullmatch(host):
            raise ReferenceFileError(f"--also-host wants a host such as files.example.gov.cn, without https:// and path: {host}")
    if wanted.agency_id is not None and wanted.agency_id not in roster.by_id:
        raise ReferenceFileError(f"agencies.csv has no organ {wanted.agency_id}; --agency wants an agency_id of it")
    checked_region({one.region_code: one for one in load_regions(settings)}, region)
    if wanted.page is not None:
        _must_be_a_file(wanted.page)
    known = existing(settings, urlsplit(url).hostname or "")
    if known is not None:
        check_scheme(known, urlsplit(url).scheme)
    return replace(wanted, url=url)


def checked_address(url: str) -> str:
    """An address of a portal, a Chinese host in the form in which names are looked up. ``ReferenceFileError`` where it is none."""
    url = url.strip()
    scheme = _SCHEME.match(url)
    if scheme is None:
        raise ReferenceFileError(f"{url} is no address of a portal: write https:// before it (or http://, as the browser shows it)")
    if scheme[1].lower() not in ("http", "https"):
        raise ReferenceFileError(f"{url} is no address of a portal: its scheme is {scheme[1]}, and portals are asked by https or http")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ReferenceFileError(f"{url} is no address: {error}") from error
    if "@" in parts.netloc:
        place = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        raise ReferenceFileError(f"the address carries a user name or a password, with which no portal is asked: give it as {place}")
    host = _host(parts.hostname or "", url)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=f"{host}:{port}" if port is not None else host))


def _host(host: str, url: str) -> str:
    if not host:
        raise ReferenceFileError(f"{url} is no address of a portal: it names no host, such as www.example.gov.cn")
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return _named(host, url)
    if not ip.is_global:
        raise ReferenceFileError(f"{host} is no public address, and only hosts in the open network are asked; give the portal's name there")
    if ip.version == 6:
        raise ReferenceFileError(f"{host} is an IPv6 address, which no portal's file can be named after: give the portal's name")
    return host


def _named(host: str, url: str) -> str:
    if not host.isascii():
        try:
            # 示例.中国 is looked up as xn--…; the file is named so too.
            host = httpx.URL(f"http://{host}/").raw_host.decode()
        except httpx.InvalidURL as error:
            raise ReferenceFileError(f"{url} is no address of a portal: {host} is no name of a host") from error
    if not _HOST.fullmatch(host):
        raise ReferenceFileError(f"{url} is no address of a portal: a host's name has letters, digits, dots and hyphens: {host}")
    return host


def _must_be_a_file(page: Path) -> None:
    if page.is_dir():
        raise ReferenceFileError(f"--page {page} is a folder: give the saved page itself, such as {page / 'list.html'}")
    if not page.exists():
        raise ReferenceFileError(f"--page {page}: there is no such file")
