"""One server on loopback for every host of the country, told apart by the Host header. It counts what it is asked.

It runs in a process of its own. ``control.example`` is its own desk: ``/stats``, ``/reset`` and ``/news?share=0.01`` (reports that are
corrected for the next night).
"""

import asyncio
import gzip
import hashlib
import json
import os
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from random import Random
from urllib.parse import parse_qs, urlsplit

from flows.watch import end_with
from tests.bench.country import behind, pages
from tests.bench.country.plan import CONTROL, Country, Entry, Host, country

_REASONS = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found"}
_CAT = b"\x89PNG\r\n\x1a\n" + b"cat" * 500
_BOMB = 30 * 1024 * 1024
Headers = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What goes back: ``how`` is ``whole``, or the way in which it does not come whole."""

    status: int
    headers: Headers = field(default_factory=dict)
    body: bytes = b""
    how: str = "whole"


class Server:
    """Answers for all hosts."""

    def __init__(self, made: Country) -> None:
        self.country = made
        self.hosts = made.by_name()
        self.entries = {(host.name, entry.path): entry for host in made.hosts for entry in host.entries}
        self.files = {(host.name, file): entry for host in made.hosts for entry in host.entries for file in entry.carried}
        self.moved = {(host.name, f"/new{entry.path}"): entry for host in made.hosts if host.quirk == "moved" for entry in host.entries}
        self.corrected: set[tuple[str, str]] = set()
        self.asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.unconditional: Counter[str] = Counter()

    def draw(self) -> None:
        """Draw the files behind the pages beforehand, so that whoever asks for one does not wait while others are drawn."""
        for (_, target), entry in self.files.items():
            if entry.behind:
                behind.answer(entry, target)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
                if not await _send(writer, self.answer(headers["host"], first.split(" ")[1], headers)):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def answer(self, name: str, target: str, headers: Headers) -> Answer:
        """The answer to one request."""
        if name == CONTROL:
            return _json(self.control(target))
        self.asked[name][target] += 1
        if "if-none-match" not in headers:
            self.unconditional[name] += 1
        host = self.hosts[name]
        found = self._page(host, target)
        tag = found.headers.get("ETag")
        return Answer(304, {"ETag": tag}) if tag is not None and headers.get("if-none-match") == tag else found

    def control(self, target: str) -> object:
        """What the desk says."""
        parts = urlsplit(target)
        if parts.path == "/news":
            reports = sorted((host.name, entry.place) for host in self.country.hosts if not host.fault for entry in host.reports)
            count = max(1, round(float(parse_qs(parts.query)["share"][0]) * len(reports)))
            self.corrected = set(Random(len(self.corrected)).sample(reports, count))  # noqa: S311 - a choice, no secret
            return sorted(self.corrected)
        if parts.path == "/reset":
            self.asked.clear()
            self.unconditional.clear()
        return {"asked": self.asked, "unconditional": self.unconditional}

    def _page(self, host: Host, target: str) -> Answer:
        if target == "/robots.txt":
            return self._robots(host)
        entry = self.entries.get((host.name, target)) or self.moved.get((host.name, target)) or self.files.get((host.name, target))
        if entry is not None:
            return self._document(host, target, entry)
        listed = pages.listing(host, target, host.listed)
        if listed is None:
            return Answer(404, {}, pages.ERROR_PAGE.encode())
        if host.fault.startswith("list_"):
            return _sick(host.fault.removeprefix("list_"), target, listed.encode())
        return _sound(host, listed, "text/html")

    def _robots(self, host: Host) -> Answer:
        if host.quirk != "rules":
            return Answer(404)
        return _sound(host, "User-agent: *\nDisallow: /admin/\n", "text/plain")

    def _document(self, host: Host, target: str, entry: Entry) -> Answer:
        if host.fault.startswith("documents_"):
            return _sick(host.fault.removeprefix("documents_"), target, pages.report(entry, False).encode())
        times = self.asked[host.name][target]
        if host.quirk == "passing_500" and entry == host.entries[0] and times == 1:
            return Answer(500)
        if host.quirk == "busy_once" and entry == host.entries[0] and times == 1:
            return Answer(429, {"Retry-After": "1"})
        if host.quirk == "moved" and not target.startswith("/new/"):
            return Answer(302, {"Location": f"/new{target}"})
        if entry.behind:
            return _whole(*behind.answer(entry, target))
        if entry.thing == "look_alike":
            text = pages.look_alike(entry)
        elif target == entry.path and entry.file:
            text = pages.carrier(entry, host.quirk == "framed")
        else:
            text = pages.report(entry, (host.name, entry.place) in self.corrected)
        return _sound(host, text, "text/html")


def _whole(body: bytes, content_type: str) -> Answer:
    return Answer(200, {"Content-Type": content_type, "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'}, body)


def _sound(host: Host, text: str, content_type: str) -> Answer:
    """A page of a host that is well, with what is peculiar to it."""
    encoding = "gb18030" if host.quirk == "gb18030_false_header" else "utf-8"
    if encoding == "gb18030":
        text = text.replace('<meta charset="utf-8">', "")
    body = text.encode(encoding)
    headers = {"Content-Type": f"{content_type}; charset=utf-8", "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'}
    if host.quirk == "wrong_content_type":
        headers["Content-Type"] = "application/octet-stream"
    if host.quirk == "no_validators":
        del headers["ETag"]
    if host.quirk == "gzip":
        return Answer(200, headers | {"Content-Encoding": "gzip"}, gzip.compress(body, 1, mtime=0))
    return Answer(200, headers, body, "chunked" if host.quirk == "chunked" else "whole")


def _sick(fault: str, target: str, body: bytes) -> Answer:
    page = {"Content-Type": "text/html"}
    return {
        "loop": lambda: Answer(302, {"Location": target}),
        "loops": lambda: Answer(302, {"Location": target}),
        "foreign": lambda: Answer(302, {"Location": "http://copycat.example/x.html"}),
        "private": lambda: Answer(302, {"Location": "http://10.0.0.1/x.html"}),
        "challenge": lambda: Answer(200, page, pages.CHALLENGE.encode()),
        "wrong_type": lambda: Answer(200, page, b"%PDF-1.7\n"),
        "huge": lambda: Answer(200, {"Content-Length": "10000000000"}, b"", "raw"),
        "bomb": lambda: Answer(200, {"Content-Encoding": "gzip"}, _bomb()),
        "headers": lambda: Answer(200, {"X-Long": "x" * 1_000_000}),
        "busy": lambda: Answer(429),
        "error_pages": lambda: Answer(200, page, pages.ERROR_PAGE.encode()),
        "pictures_of_cats": lambda: Answer(200, page, _CAT.replace(b"\x89PNG", b"GIF8")),
        "empty": lambda: Answer(200, page, body),
        "lost": lambda: Answer(200, page, body),
        "private_name": lambda: Answer(200, page, body),
    }.get(fault, lambda: Answer(int(fault)) if fault.isdigit() else Answer(200, page, body, fault))()


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(_BOMB // 1024**2)) + packer.flush()


def _json(data: object) -> Answer:
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(data).encode())


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Send an answer in its way; whether the connection goes on."""
    headers = dict(answer.headers)
    chunked = answer.how == "chunked"
    if answer.how in ("whole", "drip", "drips"):
        headers.setdefault("Content-Length", str(len(answer.body)))
    elif answer.how == "truncated":
        headers["Content-Length"] = str(len(answer.body) + 100)
    elif chunked:
        headers["Transfer-Encoding"] = "chunked"
    if answer.how in ("hang", "hangs"):
        await asyncio.sleep(60)
        return False
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, 'Other')}\r\n{lines}\r\n".encode())
    if chunked:
        writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(answer.body), answer.body))
    elif answer.how in ("drip", "drips"):
        for byte in answer.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)
    else:
        writer.write(answer.body)
    while answer.how == "endless":
        writer.write(bytes(65536))
        await writer.drain()
    await writer.drain()
    return answer.how in ("whole", "chunked")


async def _run(server: Server, ready: Connection) -> None:
    _bomb()
    server.draw()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=2**20, backlog=1024)
    ready.send(listening.sockets[0].getsockname()[1])
    async with listening:
        await listening.serve_forever()


def main(ready: Connection, arguments: dict[str, int | float | None]) -> None:
    """Serve the country of ``arguments`` until this process or the one that started it ends; its port goes through ``ready``."""
    end_with(os.getppid())
    asyncio.run(_run(Server(country(**arguments)), ready))  # type: ignore[arg-type]
