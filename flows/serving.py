"""The project's own server on loopback, for portals whose file names a folder to serve: plain files, answered as a portal answers."""

import hashlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

_ROBOTS = b"User-agent: *\nAllow: /\n"
_INDEX = "index.html"


def locate(folder: Path, target: str) -> Path | None:
    """The file of ``folder`` that a request's target names, None where there is none or it lies outside."""
    root = folder.resolve()
    wanted = unquote(urlsplit(target).path)
    if "\0" in wanted:
        return None
    path = (root / wanted.lstrip("/")).resolve()
    if path.is_dir():
        path = path / _INDEX
    return path if path.is_relative_to(root) and path.is_file() else None


def _content_type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # The pages declare their own charset, GB18030 among them, so the header must not say another; plain text has no other place for it.
    return f"{kind}; charset=utf-8" if kind == "text/plain" else kind


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with files, an ETag by their content, and 304 to whoever has it already."""

    protocol_version = "HTTP/1.1"
    server_version = "gongkai"
    sys_version = ""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]  # the server passes request, address and itself

    def do_GET(self) -> None:
        """Answer a request."""
        path = locate(self.folder, self.path)
        if path is not None:
            self._answer(path.read_bytes(), _content_type(path))
        elif urlsplit(self.path).path == "/robots.txt":
            self._answer(_ROBOTS, "text/plain; charset=utf-8")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", {"Content-Type": "text/plain; charset=utf-8"})

    do_HEAD = do_GET

    def _answer(self, content: bytes, content_type: str) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if etag in self.headers.get("If-None-Match", ""):
            self._send(HTTPStatus.NOT_MODIFIED, b"", {"ETag": etag})
        else:
            self._send(HTTPStatus.OK, content, {"Content-Type": content_type, "ETag": etag})

    def _send(self, status: HTTPStatus, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the log of attempts has it all."""


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a folder on loopback, on a free port, as long as the context lasts. Gives the address and port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, folder))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"serving {folder}", daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
