"""Which addresses may be asked."""

import asyncio
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from flows.serving import locate, serve
from flows.transport import GuardedTransport, OffLimits, check_url, is_public

HOSTS = frozenset({"www.shili.example"})
PORTS = frozenset({80, 443})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_outside_the_open_network_are_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "114.114.114.114", "2400:3200::1"])
def test_public_addresses_are_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.shili.example/", "file:///etc/passwd", "http://other.example/", "http://www.shili.example:8080/", "http://127.0.0.1/",
        "http://www.shili.example@other.example/", "http://user:word@www.shili.example/", "http://[::1]/", "http://[broken/",
        "http://www.shili.example:99999/", "//www.shili.example/", "http:///nb", "http://evil-www.shili.example/",
    ],
)  # fmt: skip
def test_addresses_off_the_portal_are_refused(url: str) -> None:
    with pytest.raises(OffLimits):
        check_url(url, HOSTS, PORTS)


@pytest.mark.parametrize("url", ["http://www.shili.example/a", "https://www.shili.example:443/", "HTTP://WWW.SHILI.EXAMPLE/"])
def test_addresses_of_the_portal_are_let_through(url: str) -> None:
    check_url(url, HOSTS, PORTS)


class _Resolver:
    """A resolver that answers from a list, one answer a question, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.questions: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.questions.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _get(transport: GuardedTransport, url: str) -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            return await client.get(url)

    return asyncio.run(get())


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["114.114.114.114", "10.0.0.1"], ["::1"]])
def test_a_name_that_resolves_to_a_private_address_is_refused(answer: list[str]) -> None:
    with pytest.raises(OffLimits, match="not in the open network"):
        _get(GuardedTransport(resolve=_Resolver(answer)), "http://www.shili.example/")


def test_a_name_without_an_address_cannot_be_connected_to() -> None:
    with pytest.raises(httpx.ConnectError):
        _get(GuardedTransport(resolve=_Resolver([])), "http://www.shili.example/")


def test_the_checked_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[httpx.Request] = []

    async def answer(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    # The second answer is what a rebinding name gives to whoever asks again.
    resolver = _Resolver(["114.114.114.114"], ["127.0.0.1"])
    _get(GuardedTransport(resolve=resolver), "https://www.shili.example/nb?a=1")
    [request] = asked
    assert str(request.url) == "https://114.114.114.114/nb?a=1"
    assert request.headers["host"] == "www.shili.example"
    assert request.extensions["sni_hostname"] == "www.shili.example"
    assert resolver.questions == ["www.shili.example"]


def test_a_second_address_is_tried_where_the_first_does_not_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def answer(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if len(asked) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(200)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    assert _get(GuardedTransport(resolve=_Resolver(["114.114.114.114", "2400:3200::1"])), "http://www.shili.example/").status_code == 200
    assert asked == ["114.114.114.114", "2400:3200::1"]


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = self.headers["Host"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def test_a_host_declared_local_is_asked_on_loopback_under_its_own_name() -> None:
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        transport = GuardedTransport({"www.shili.example": ("127.0.0.1", server.server_address[1])}, _Resolver([]))
        assert _get(transport, "http://www.shili.example/").text == "www.shili.example"
        server.shutdown()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("no", encoding="utf-8")
    (tmp_path / "site" / "nb").mkdir(parents=True)
    (tmp_path / "site" / "nb" / "index.html").write_text("<p>年报</p>", encoding="gb18030")
    (tmp_path / "site" / "年报.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "site" / "out").symlink_to(tmp_path)
    return tmp_path / "site"


@pytest.mark.parametrize("target", ["/nb/", "/nb", "/nb/index.html?x=1", "/%E5%B9%B4%E6%8A%A5.pdf"])
def test_files_of_the_folder_are_served(site: Path, target: str) -> None:
    assert locate(site, target) is not None


@pytest.mark.parametrize("target", ["/../secret.txt", "/%2e%2e/secret.txt", "/nb/../../secret.txt", "/out/secret.txt", "/", "/a%00b"])
def test_nothing_outside_the_folder_is_served(site: Path, target: str) -> None:
    assert locate(site, target) is None


def test_the_projects_own_server_answers_as_a_portal_does(site: Path) -> None:
    with serve(site) as address, httpx.Client(base_url=f"http://{address[0]}:{address[1]}", trust_env=False) as client:
        page = client.get("/nb/")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html")
        assert page.content.decode("gb18030") == "<p>年报</p>"
        again = client.get("/nb/", headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/nb/", headers={"If-None-Match": '"other"'}).status_code == 200
        assert client.get("/robots.txt").text.startswith("User-agent")
        assert client.get("/../secret.txt").status_code == 404
        assert client.head("/nb/").headers["content-length"] == str(len(page.content))
