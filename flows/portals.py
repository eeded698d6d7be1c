"""Portal files: where a portal's lists are, of which kind, how politely it is asked, and what to expect of it.

One TOML file a host, named after it. A run asks only portals whose file carries ``verified_on``: the day a person looked at it.
"""

import ipaddress
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractors.listings.handed_in import HandedIn
from extractors.listings.kinds import AnyList, KindName
from extractors.listings.source import ListSource as ListSource
from flows.reference import ReferenceFileError
from flows.settings import Settings

Host = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
TlsException = Literal["certificate", "name", "legacy"]


class Portal(BaseModel):
    """A portal's file. ``folder`` is where the file stands; ``also_hosts`` are other hosts its documents lie on. ``kind`` is that of each
    of its ``lists`` that names none of its own; ``data/portals/README.md`` shows every kind.

    ``requests_per_night`` and ``megabytes_per_night`` are the most that is asked of each of its hosts. ``tls_exceptions`` say what is
    not insisted on in a connection: ``certificate`` that an authority signed the certificate and that it is in date, ``name`` that it
    names the host, ``legacy`` that protocol and ciphers are of this century; every attempt made so says it in the log.

    ``served_from`` is a folder beside the file that the project serves itself, on loopback: for samples and tests, never for real hosts,
    so that such a host must end in ``.example``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Host
    name: str
    kind: KindName
    verified_on: date | None = None
    scheme: Literal["http", "https"] = "https"
    port: int | None = Field(default=None, ge=1, le=65535)
    delay_seconds: float = Field(default=2.0, ge=0, le=600)
    concurrency: int = Field(default=1, ge=1, le=8)
    requests_per_night: int = Field(default=5000, ge=10)
    megabytes_per_night: int = Field(default=2048, ge=1)
    tls_exceptions: frozenset[TlsException] = frozenset()
    also_hosts: tuple[Host, ...] = ()
    lists: tuple[AnyList, ...] = Field(min_length=1)
    served_from: str | None = None
    folder: Path = Field(default=Path(), exclude=True)

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may be asked for this portal."""
        return frozenset((self.host, *self.also_hosts))

    @property
    def ports(self) -> frozenset[int]:
        """The ports that may be asked: those of the two schemes, and the portal's own."""
        return frozenset({80, 443} | ({self.port} if self.port else set()))

    @property
    def due_lists(self) -> tuple[ListSource, ...]:
        """The lists a run takes: all once a person has looked at the portal, before that those for which nothing is asked of it."""
        # What was handed in comes first, since what it brings is not asked for where another list leads to it as well.
        handed: list[ListSource] = [one for one in self.lists if isinstance(one, HandedIn)]
        others: list[ListSource] = [one for one in self.lists if not isinstance(one, HandedIn)]
        return tuple(handed + (others if self.verified_on is not None else []))

    @property
    def site(self) -> Path | None:
        """The folder the project serves for this portal, None for a portal of the open network."""
        return (self.folder / self.served_from).resolve() if self.served_from else None

    @model_validator(mode="before")
    @classmethod
    def _kinds(cls, values: object) -> object:
        """Lists that name no kind are of the portal's."""
        if not isinstance(values, dict) or not isinstance(values.get("lists"), list | tuple):
            return values
        kind = values.get("kind")
        lists = [{"kind": kind, **one} if isinstance(one, dict) and kind else one for one in values["lists"]]
        return {**values, "lists": lists}

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        for address in (address for source in self.lists for address in source.addresses()):
            self._allows(address)
        if self.served_from is not None:
            if not self.host.endswith(".example"):
                raise ValueError("served_from is for hosts that end in .example")
            if self.scheme != "http":
                raise ValueError("served_from is for the scheme http")
            if Path(self.served_from).is_absolute() or self.served_from.count("..") > 1:
                raise ValueError("served_from is a folder beside the file or beside its folder")
        if self.delay_seconds < 1 and not self.host.endswith(".example"):
            raise ValueError("delay_seconds below 1 is for hosts that end in .example, which are never real ones")
        return self

    def _allows(self, address: str) -> None:
        """``ValueError`` for an address that this portal's file would not let anybody ask."""
        parts = urlsplit(address)
        own = (parts.scheme, parts.hostname, parts.port) == (self.scheme, self.host, self.port)
        other = parts.scheme in ("http", "https") and parts.hostname in self.also_hosts and parts.port in (None, *self.ports)
        if not own and not other:
            raise ValueError(f"{address} does not stand on this portal's scheme, host and port, nor on one of its also_hosts")

    @model_validator(mode="after")
    def _named(self) -> Self:
        # A bare address would let a portal's file point at the machine or the office network.
        for host in self.hosts:
            try:
                address = ipaddress.ip_address(host)
            except ValueError:
                continue
            if not address.is_global:
                raise ValueError(f"{host} is no public address")
        return self


def read_portal(path: Path) -> Portal:
    """One portal's file. ``ReferenceFileError`` names the file and the field that is wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        portal = Portal.model_validate({**values, "folder": path.parent})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceFileError(f"{path} is no TOML in UTF-8: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors())
        raise ReferenceFileError(f"{path}: {faults}") from error
    if path.stem != portal.host:
        raise ReferenceFileError(f"{path}: the file of {portal.host} is to be named {portal.host}.toml")
    if portal.site is not None and not portal.site.is_dir():
        raise ReferenceFileError(f"{path}: the folder served_from is not there: {portal.site}")
    return portal


def check_contact(settings: Settings, portals: list[Portal]) -> None:
    """Real hosts are only asked under a name: ``ReferenceFileError`` where one would be asked and no contact is set."""
    real = [portal.host for portal in portals if portal.site is None and any(not isinstance(one, HandedIn) for one in portal.due_lists)]
    if real and not settings.contact:
        message = "set GONGKAI_CONTACT to an address at which the portals' operators can reach you; it is sent with every request"
        raise ReferenceFileError(f"{real[0]} is verified and would be asked: {message}")


def load_portals(settings: Settings) -> list[Portal]:
    """All portals, verified or not, by host. ``ReferenceFileError`` where a file is wrong or two stand for one host."""
    portals: dict[str, Portal] = {}
    for folder in settings.reference("portals"):
        for path in sorted(folder.glob("*.toml")):
            portal = read_portal(path)
            if portal.host in portals:
                raise ReferenceFileError(f"{path}: {portal.host} has a file already, in {portals[portal.host].folder}")
            portals[portal.host] = portal
    return [portals[host] for host in sorted(portals)]
