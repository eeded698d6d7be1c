"""Which archived documents await reading, in which order, and with which pictures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.listings.links import same_document
from flows import extract
from flows.archive import GOT, Attempt, attempts, holds, object_path
from flows.jobs import Job, parts_hash
from flows.notes import BESIDE
from flows.settings import Settings


@dataclass
class _Shelf:
    """The documents of the log: the first attempt that brought each, the places each stood at, and what pages carry."""

    first: dict[str, Attempt] = field(default_factory=dict)
    places: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_page: dict[str, Attempt] = field(default_factory=dict)
    pictures: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    wanted: set[str] = field(default_factory=set)
    """Documents that are more than one more copy beside a report."""

    def add(self, attempt: Attempt) -> None:
        """Take in an attempt that brought something."""
        sha256, page = attempt.sha256 or "", attempt.listing_url or ""
        if attempt.role == "picture":
            # In the log a page's pictures follow the page, so that they belong to what stood at its address last.
            if page in self.at_page:
                self.pictures[self.at_page[page].sha256 or ""][attempt.link_text or ""] = sha256
            return
        self.first.setdefault(sha256, attempt)
        is_file = attempt.role == "attachment"
        if not (is_file and page in self.at_page and BESIDE in (self.at_page[page].note or "")):
            self.wanted.add(sha256)
        if attempt.kind == "document" and attempt.url:
            if not is_file:
                self.at_page[attempt.url] = attempt
            place = self.places[same_document(page if is_file else attempt.url)]
            if sha256 not in place:
                place.append(sha256)

    def beside(self, documents: Iterable[str]) -> set[str]:
        """Whatever else stood at the places of some documents, in the page or carried by it."""
        wanted = set(documents)
        return {one for place in self.places.values() if not wanted.isdisjoint(place) for one in place} - wanted


def jobs(settings: Settings) -> list[Job]:
    """The archived documents that have no reading under the readers in force, with the pictures they show.

    First those that stood where a document has arrived that was never read: two are compared under one fingerprint only. Then those never
    read, then those that other readers read, of these at most ``reread_per_run``.
    """
    shelf = _shelf(settings)
    waiting = extract.unread(settings, [_job(settings, shelf, sha256) for sha256 in shelf.first])
    known = extract.readings_in(settings)
    never = [job for job in waiting if (job.document_id, parts_hash(job)) not in known]
    earlier = shelf.beside(job.document_id for job in never)
    again = [job for job in waiting if (job.document_id, parts_hash(job)) in known]
    first = [job for job in again if job.document_id in earlier]
    return [*first, *never, *[job for job in again if job.document_id not in earlier][: settings.reread_per_run]]


def _shelf(settings: Settings) -> _Shelf:
    shelf = _Shelf()
    for attempt in attempts(settings):
        if attempt.kind in ("document", "ingest") and attempt.outcome in GOT and attempt.sha256:
            shelf.add(attempt)
        elif attempt.kind == "document" and attempt.outcome == "not_a_report" and attempt.url in shelf.at_page:
            del shelf.at_page[attempt.url]
    return shelf


def _job(settings: Settings, shelf: _Shelf, sha256: str) -> Job:
    attempt = shelf.first[sha256]
    name = attempt.name or attempt.link_text or sha256
    pictures = shelf.pictures.get(sha256, {})
    parts = tuple((object_path(settings, picture), written) for written, picture in pictures.items() if holds(settings, picture))
    carried_by = attempt.listing_url or "" if attempt.role == "attachment" else ""
    fingerprint, path = extract.reading_fingerprint(), object_path(settings, sha256)
    return Job(path, sha256, name, attempt.url, fingerprint, parts=parts, carried_by=carried_by, spare=sha256 not in shelf.wanted)
