"""A portal on loopback whose every answer, sound or sick, a test decides; it remembers what it was asked."""

import hashlib
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Answer = Callable[["Handler"], None]


@dataclass(frozen=True)
class Asked:
    """A request: path, whether it was conditional, its headers, and when it came (``time.monotonic``)."""

    path: str
    conditional: bool
    headers: Mapping[str, str]
    at: float


@dataclass
class Site:
    """What the server answers, by path, and what it was asked. ``failing`` maps a path to answers given first, one a request; ``forms``
    answer those that send a form."""

    pages: dict[str, Answer] = field(default_factory=dict)
    failing: dict[str, list[Answer]] = field(default_factory=dict)
    forms: dict[str, Callable[["Handler", dict[str, str]], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: tuple[str, int] = ("127.0.0.1", 0)

    def paths(self) -> list[str]:
        """The paths asked, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    """Looks up the answer for a path."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        """Remember the request and answer it."""
        self.site.asked.append(Asked(self.path, "If-None-Match" in self.headers, dict(self.headers.items()), time.monotonic()))
        first = self.site.failing.get(self.path)
        answer = first.pop(0) if first else self.site.pages.get(self.path, status(404))
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def do_POST(self) -> None:
        """Remember the request and answer it by the fields it sends."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        fields = dict(parse_qsl(body, keep_blank_values=True))
        path = f"{self.path}#{fields.get('__EVENTARGUMENT', '')}"
        self.site.asked.append(Asked(path, "If-None-Match" in self.headers, dict(self.headers.items()), time.monotonic()))
        answer = self.site.forms.get(self.path)
        if answer is None:
            self.send(405, b"", {})
        else:
            answer(self, fields)

    def send(self, code: int, content: bytes, headers: Mapping[str, str]) -> None:
        """Send a whole answer."""
        self.send_response(code)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def page(content: str | bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """A sound answer with an ETag, and 304 to whoever has it."""
    body = content.encode() if isinstance(content, str) else content
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
        else:
            handler.send(200, body, {"Content-Type": content_type, "ETag": etag, **more})

    return answer


def plain(content: str | bytes) -> Answer:
    """A sound answer of a host that knows nothing of conditional requests."""
    body = content.encode() if isinstance(content, str) else content
    return lambda handler: handler.send(200, body, {"Content-Type": "text/html"})


def status(code: int, content: bytes = b"", **headers: str) -> Answer:
    """An answer with another status."""
    return lambda handler: handler.send(code, content, {name.replace("_", "-"): value for name, value in headers.items()})


def redirect(location: str) -> Answer:
    """An answer that sends on."""
    return status(302, Location=location)


def truncated(content: bytes) -> Answer:
    """Declares more than it sends, then hangs up."""

    def answer(handler: Handler) -> None:
        handler.send(200, content, {"Content-Length": str(len(content) + 100)})
        handler.close_connection = True

    return answer


def endless(piece: bytes) -> Answer:
    """Sends pieces without end and without declaring a length."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while True:
            handler.wfile.write(piece)

    return answer


def dripping(seconds: float = 10) -> Answer:
    """Sends a byte now and then, so that no single read times out; gives up after a while by itself."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Content-Length", "50000")
        handler.end_headers()
        for _ in range(int(seconds / 0.05)):
            handler.wfile.write(b" ")
            time.sleep(0.05)

    return answer


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A server's TLS with a certificate for ``name`` that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that hang up, as those do who find the certificate wrong."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The tests look at what the client made of it."""


@contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site as long as the context lasts."""
    server = _Server(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"site": site}))
    if tls is not None:
        # The handshake takes place in the thread of the connection, at its first read.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.address = ("127.0.0.1", server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
