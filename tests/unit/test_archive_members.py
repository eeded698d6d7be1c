"""Archives of attachments: what is in them, under which name, and what is said of what was not opened."""

import io
import struct
import zipfile

import pytest

from extractors import archive
from extractors.archive import members
from extractors.document import UnreadableDocument


def packed(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files:
            target.writestr(name, content)
    return made.getvalue()


def encrypted(content: bytes, number: int = 0) -> bytes:
    """The archive with one member marked as encrypted."""
    changed = bytearray(content)
    at = -1
    for _ in range(number + 1):
        at = content.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<H", changed, at + 8, 1)
    return bytes(changed)


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The archive with a name of the same length in the bytes of another encoding."""
    assert len(old) == len(new)
    return content.replace(old, new)


def test_documents_and_junk() -> None:
    found = members(packed(("报告.html", b"<p>1</p>"), ("__MACOSX/._a", b"x"), ("a/Thumbs.db", b"x"), ("a/", b""), ("a/表.pdf", b"%PDF-1")))
    assert [(d.name, d.format) for d in found.documents] == [("报告.html", "html"), ("a/表.pdf", "pdf")]
    assert found.issues == []


def test_names_in_gbk() -> None:
    name = "2023年报告.txt".encode("gbk")
    content = renamed(packed(("x" * len(name), b"text")), b"x" * len(name), name)
    assert [d.name for d in members(content).documents] == ["2023年报告.txt"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.txt", "a/../../b.txt"])
def test_a_path_outside_is_but_a_name(name: str) -> None:
    found = members(packed((name, b"text"), ("b.txt", b"text")))
    assert [d.content for d in found.documents] == [b"text", b"text"]
    assert [(i.code, i.severity) for i in found.issues] == [("odd_member_name", "info")]
    assert found.documents[0].name.replace("/", "") in found.issues[0].message.replace("/", "")


def test_archives_in_archives() -> None:
    inner = packed(("c.txt", b"3"))
    found = members(packed(("a.txt", b"1"), ("b.zip", packed(("b.txt", b"2"), ("c.zip", inner)))))
    assert [d.name for d in found.documents] == ["a.txt", "b.zip/b.txt"]
    assert [(i.code, i.severity) for i in found.issues] == [("nested_archive", "error")]
    assert "b.zip/c.zip" in found.issues[0].message


def test_a_protected_member_costs_itself_alone() -> None:
    found = members(encrypted(packed(("a.txt", b"1"), ("b.txt", b"2"))))
    assert [d.name for d in found.documents] == ["b.txt"]
    assert [(i.code, i.severity) for i in found.issues] == [("encrypted", "error")]
    assert "a.txt" in found.issues[0].message


def test_all_protected() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        members(encrypted(packed(("a.txt", b"1"))))
    assert caught.value.code == "encrypted"


def test_a_damaged_member_costs_itself_alone() -> None:
    content = packed(("a.txt", b"1" * 50), ("b.txt", b"2"))
    at = content.index(b"a.txt") + 5
    found = members(content[:at] + b"\xff\xff\xff" + content[at + 3 :])
    assert [d.name for d in found.documents] == ["b.txt"]
    assert found.issues[0].code == "truncated"


def test_pictures_of_a_saved_page_are_its_parts() -> None:
    png = b"\x89PNG\r\n\x1a\n1"
    found = members(packed(("报告.files/1.png", png), ("报告.htm", b"<p><img src='%B1/1.png'></p>"), ("扫描.png", png)))
    assert [(d.name, [p.name for p in d.parts]) for d in found.documents] == [("报告.htm", ["1.png"]), ("扫描.png", [])]


@pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 1), ("MAX_ALL", 1000)])
def test_limits_of_the_whole(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(UnreadableDocument) as caught:
        members(packed(("a.txt", bytes(600)), ("b.txt", bytes(600))))
    assert caught.value.code == "too_large"


def test_a_large_member_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", 500)
    found = members(packed(("a.txt", bytes(600)), ("b.txt", b"b")))
    assert ([d.name for d in found.documents], found.issues[0].code) == (["b.txt"], "too_large")


@pytest.mark.parametrize(
    ("content", "code"),
    [(packed(), "empty"), (packed(("a", b"1"))[:-9], "truncated"), (b"PK\x03\x04", "truncated")],
    ids=["empty", "without its end", "nothing but a beginning"],
)
def test_nothing_in_it(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        members(content)
    assert caught.value.code == code
