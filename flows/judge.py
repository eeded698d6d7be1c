"""What came back: a report, something else, a list, or the portal's no. Judged before anything is archived.

Only HTML and plain text are parsed here, in the collecting process; of other formats the magic bytes and the link's text must do until
the reading stage, whose processes are limited, opens them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from extractors.document import Document, UnreadableDocument, decode, sniff
from extractors.grid import Reading
from extractors.listings.links import OTHER_THINGS
from extractors.readers.html import read_lxml
from extractors.readers.text import read_tabs
from extractors.verdict import Verdict, is_report
from extractors.vocabulary import Vocabulary, load_vocabulary
from flows import carrying
from flows.archive import Outcome
from flows.bodies import Body, BrokenBody, TooLarge
from flows.manners import Answer
from flows.notes import ATTACHED
from flows.settings import forms_folder

_PARSED_AT_MOST = 4 * 1024 * 1024
_SITEMAP_AT_MOST = 10 * 1024 * 1024
_JUDGED_AT_MOST = 3000
_TABLES = "statutory tables"
_WITHOUT_TABLES = "a report without the statutory tables"
_BARE = ("in_review: title", "in_review: sections", "in_review: the document has no text", "neither title")
"""Notes on pages that may hold no more of a report than its title."""
_CARRIES = re.compile(rb"<img\b|\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|7z)\b", re.IGNORECASE)
_SMALLEST_PICTURE = 4096
_DOCUMENTS = frozenset(["pdf", "docx", "doc", "xls", "xlsx", "ofd", "rtf", "odt", "mhtml", "wps", "zip", "rar", "png", "jpeg", "tiff"])
_PICTURES = frozenset(["png", "jpeg", "tiff"])
_FILE_SUFFIX = re.compile(r"\.(pdf|docx?|xlsx?|wps|ofd|zip|rar|rtf)$", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\b.*?(?:</script>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_BEGINNINGS = {
    "json": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w.$]{1,100}\s*\(\s*)?[\[{]"),
    "xml": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?!html\b|!doctype\s+html\b)[!a-z]", re.IGNORECASE),
}
_CHALLENGE = re.compile(rb"document\.cookie|location\.(?:reload|replace|href)|\$_ts|__jsl_clearance|acw_sc__v2|setTimeout\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an answer is taken. Only what is ``new`` is archived, or what must be kept all the same (``kept``)."""

    outcome: Outcome
    note: str | None = None
    kept: bool = False


def name_of(url: str) -> str:
    """The file name of an address: its last path segment, without anything that means a folder."""
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1].replace("\\", "_").strip(". ")
    return name[:200] or "index.html"


def is_challenge(content: bytes) -> bool:
    """Whether a page is only a script that tests for a browser: no text to speak of, and a script that sets a cookie and reloads."""
    if len(content) > 100_000 or b"<script" not in content[:100_000].lower():
        return False
    text = _TAG.sub(b" ", _SCRIPT.sub(b" ", content))
    return len(b"".join(text.split())) < 60 and bool(_CHALLENGE.search(content))


def judge_listing(answer: Answer, form: str = "html") -> Judgement:
    """A list must be what its kind reads (``html``, ``json``, ``xml`` or ``sitemap``), and no challenge."""
    try:
        content = unpacked(answer.content, form)
    except TooLarge as error:
        return Judgement("too_large", f"a sitemap: {error}")
    except BrokenBody as error:
        return Judgement("not_a_report", str(error))
    found = sniff(content)
    if found == "html" and is_challenge(content):
        return Judgement("refused", "a script tests for a browser")
    if len(content) > (_SITEMAP_AT_MOST if form == "sitemap" else _PARSED_AT_MOST):
        return Judgement("too_large", f"a list of {len(content)} bytes")
    # Records and titles hold pieces of HTML, so that whole answers in JSON and XML are known by how they begin.
    if found == "html" if form == "html" else _BEGINNINGS[form.replace("sitemap", "xml")].match(content):
        return Judgement("new")
    return Judgement("not_a_report", f"no list in {form.upper()} but {found if content else 'nothing at all'}")


def unpacked(content: bytes, form: str) -> bytes:
    """A list as it is read: a sitemap may come as a ``.gz`` file. ``BrokenBody`` or ``TooLarge`` where it is that."""
    if form != "sitemap" or not content.startswith(b"\x1f\x8b"):
        return content
    with Body("gzip", _SITEMAP_AT_MOST) as body:
        body.add(content)
        return body.whole().take()


def judge_document(answer: Answer, link_text: str) -> Judgement:
    """Whether an answer may be the report its link spoke of. What cannot be decided is kept, with a note, for a person to look at."""
    content = answer.content
    form = sniff(content)
    if form not in ("html", "text"):
        return _judge_file(form, link_text)
    if is_challenge(content):
        return Judgement("refused", "a script tests for a browser")
    if len(content) > _PARSED_AT_MOST:
        return Judgement("new", "in_review: too large a page to be judged while collecting")
    judgement, reading = _judge_page(Document(content, name_of(answer.final_url), answer.final_url))
    may_carry = form == "html" and reading is not None and _CARRIES.search(content) is not None
    if not may_carry or reading is None or OTHER_THINGS.search(unicodedata.normalize("NFKC", link_text)):
        return judgement
    return _with_carried(judgement, reading, text_of(content, answer.headers), answer.final_url)


def judge_picture(answer: Answer) -> Judgement:
    """Whether an answer is a picture that is read and may hold a table."""
    form = sniff(answer.content)
    if form not in _PICTURES:
        return Judgement("not_a_report", f"no picture that is read: {form}")
    if len(answer.content) < _SMALLEST_PICTURE:
        return Judgement("not_a_report", f"a picture of {len(answer.content)} bytes holds no table")
    return Judgement("new")


def _with_carried(judgement: Judgement, reading: Reading, page: str, url: str) -> Judgement:
    """The judgement with a note of what the page carries. Where a page has no more than a title, the report is what it carries."""
    note = judgement.note or ""
    if note == _WITHOUT_TABLES:
        return Judgement("new", carrying.of_text(page, url) or note)
    if note.startswith(_BARE):
        return _bare(judgement, page, url)
    if judgement.outcome == "new":
        return Judgement("new", "; ".join(filter(None, (note, carrying.of_report(page, url, reading)))) or None)
    return judgement


def _bare(judgement: Judgement, page: str, url: str) -> Judgement:
    carried, shows = carrying.of_title(page, url)
    if carried is None or (shows and judgement.outcome != "new" and ATTACHED not in carried):
        return judgement
    if not shows or judgement.outcome != "new":
        return Judgement("not_a_report", carried, kept=True)
    is_titled = (judgement.note or "").startswith("in_review: title")
    return Judgement("new", carried if is_titled else f"{judgement.note}; {carried}")


def _judge_file(form: str, link_text: str) -> Judgement:
    if form not in _DOCUMENTS:
        return Judgement("not_a_report", f"the content is {form}")
    other = OTHER_THINGS.search(unicodedata.normalize("NFKC", link_text))
    return Judgement("not_a_report", f"the link speaks of {other[0]}") if other else Judgement("new")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of reports, loaded once."""
    return load_vocabulary(forms_folder())


def _judge_page(document: Document) -> tuple[Judgement, Reading | None]:
    """The judgement on a page, and what was read of it where it could be judged."""
    try:
        reading = read_lxml(document) if document.format == "html" else read_tabs(document)
        if len(reading.blocks) > _JUDGED_AT_MOST:
            return Judgement("new", f"in_review: {len(reading.blocks)} paragraphs are too many to be judged while collecting"), None
        verdict = is_report(reading, vocabulary())
    except UnreadableDocument as error:
        return Judgement("new", f"in_review: unreadable page: {error.message}"), None
    except Exception as error:
        # Whatever a page makes a parser stumble over must not end the collecting of all the others.
        return Judgement("new", f"in_review: the page could not be judged: {type(error).__name__}: {error}"[:300]), None
    return _judged(verdict, document), reading


def _judged(verdict: Verdict, document: Document) -> Judgement:
    if verdict.kind == "report":
        return Judgement("new", None if _TABLES in verdict.reason else _WITHOUT_TABLES)
    if verdict.kind == "not_a_report":
        return Judgement("not_a_report", verdict.reason)
    if _FILE_SUFFIX.search(urlsplit(document.url or "").path):
        return Judgement("not_a_report", f"a page under the name of a file: {verdict.reason}")
    return Judgement("new", f"in_review: {verdict.reason}")


def text_of(content: bytes, headers: dict[str, str]) -> str:
    """A page's text; the header's charset is one hint among others."""
    found = re.search(r"charset=[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    return decode(content, found[1] if found else None)
