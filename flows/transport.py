"""Which addresses may be asked, checked on the address that is really connected to.

A name is resolved once, its addresses are checked, and the connection goes to a checked one, with the name kept for the Host header and
for TLS: a name that resolves otherwise a moment later changes nothing.
"""

import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import anyio
import httpx

from flows.portals import Portal, TlsException

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""``(host, port) -> addresses``; raises ``OSError`` where the name has none."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OffLimits(Exception):
    """An address that may not be asked; the message says why."""


def check_url(url: str, hosts: frozenset[str], ports: frozenset[int]) -> None:
    """``OffLimits`` unless the address has a web scheme, an allowed host and port, and no user name in it."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError as error:
        raise OffLimits(f"no usable address: {url[:200]} ({error})") from error
    if parts.scheme not in ("http", "https"):
        raise OffLimits(f"the scheme {parts.scheme or '(none)'} is not asked")
    if parts.username is not None or parts.password is not None:
        raise OffLimits("an address with a user name in it is not asked")
    if parts.hostname not in hosts:
        raise OffLimits(f"{parts.hostname or '(no host)'} is not one of the portal's hosts")
    if port not in ports:
        raise OffLimits(f"port {port} is not one of the portal's ports")


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open network, an IPv4 address carried inside an IPv6 one included."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            carried.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(str(inner)) for inner in carried):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The addresses the machine's resolver gives for a name."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def tls_context(exceptions: frozenset[TlsException] = frozenset()) -> ssl.SSLContext:
    """What is insisted on in a TLS connection: everything, but for the exceptions a portal's file declares."""
    context = httpx.create_ssl_context(trust_env=False)
    if exceptions & {"certificate", "name"}:
        context.check_hostname = False
    if "certificate" in exceptions:
        context.verify_mode = ssl.CERT_NONE
    if "legacy" in exceptions:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def exceptions_of(portals: Iterable[Portal]) -> dict[str, frozenset[TlsException]]:
    """The TLS exceptions of every host; where several portals ask one, only those that all of their files declare."""
    found: dict[str, frozenset[TlsException]] = {}
    for portal in portals:
        for host in portal.hosts:
            found[host] = found.get(host, portal.tls_exceptions) & portal.tls_exceptions
    return found


class GuardedTransport(httpx.AsyncBaseTransport):
    """A transport that connects only to public addresses.

    ``local`` names the hosts the project serves itself, with the loopback address and port they are served on: the one exception.
    ``exceptions`` are what is not insisted on in TLS, by host. Raises ``OffLimits`` where a name has an address that is not public,
    ``httpx.ConnectError`` where it has none.
    """

    def __init__(
        self,
        local: Mapping[str, tuple[str, int]] | None = None,
        resolve: Resolver = resolve_by_system,
        exceptions: Mapping[str, frozenset[TlsException]] | None = None,
    ) -> None:
        self._local = dict(local or {})
        self._resolve = resolve
        self._exceptions = dict(exceptions or {})
        # Reading the authorities takes a hundredth of a second and a megabyte: once, not once a host, and not between two requests.
        declared: set[frozenset[TlsException]] = {frozenset(), *self._exceptions.values()}
        self._contexts = {some: tls_context(some) for some in declared}
        # One pool a host: connections are kept by address, and two names on one address must not share a TLS connection.
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to a checked address of its host, the next one where a connection fails."""
        host = request.url.host
        failure: Exception | None = None
        for address, port in await self._targets(request.url):
            try:
                return await self._pool(host).handle_async_request(_readdressed(request, address, port))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError(f"{host} has no address", request=request)

    async def _targets(self, url: httpx.URL) -> list[tuple[str, int | None]]:
        if url.host in self._local:
            address, port = self._local[url.host]
            return [(address, port)]
        try:
            addresses = await self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        except OSError as error:
            raise httpx.ConnectError(f"{url.host} cannot be resolved: {error}") from error
        private = [address for address in addresses if not is_public(address)]
        if private:
            raise OffLimits(f"{url.host} resolves to {private[0]}, which is not in the open network")
        return [(address, url.port) for address in addresses]

    def _pool(self, host: str) -> httpx.AsyncHTTPTransport:
        if host not in self._pools:
            self._pools[host] = httpx.AsyncHTTPTransport(verify=self._contexts[self._exceptions.get(host, frozenset())])
        return self._pools[host]

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()


def _readdressed(request: httpx.Request, address: str, port: int | None) -> httpx.Request:
    """The request to an address instead of a name; the Host header was set from the name already, TLS is told the name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address, port=port),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
