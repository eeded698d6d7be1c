"""The log of attempts as tables: retrievals, alarms, documents and runs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb

from extractors.titles import parse_title
from extractors.vocabulary import Vocabulary, load_vocabulary
from flows.archive import GOT, Attempt, attempts
from flows.load_tables import insert
from flows.roster import Context, Roster
from flows.settings import Settings, forms_folder

_ASKED = ("listing", "document", "ingest")


def instant(at: datetime) -> datetime:
    """An instant as the warehouse keeps it: UTC, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None)


def link_hint(link_text: str | None, portal: str | None, roster: Roster, vocabulary: Vocabulary) -> tuple[str | None, int | None]:
    """The organ and the reporting year that a link's text names on a portal; None for what it does not name."""
    parts = parse_title(link_text, vocabulary) if link_text else None
    if parts is None:
        return None, None
    return (roster.resolve(parts.agency, parts.year, Context(portal)) if parts.agency else None), parts.year


def _retrieval(attempt: Attempt, roster: Roster, hint: tuple[str | None, int | None]) -> dict[str, Any]:
    # A picture is a part of the page that shows it, and its address says nothing of organ and year.
    agency, year = (None, None) if attempt.role == "picture" else hint
    is_document = attempt.kind != "listing" and attempt.role != "picture" and attempt.outcome in GOT
    changed = {
        "at": instant(attempt.at),
        "http_status": attempt.status,
        "agency_id": agency or roster.of_time(attempt.agency_id, year),
        "year": year,
        "document_id": attempt.sha256 if is_document else None,
    }
    return {**asdict(attempt), **changed}


def _document(first: Attempt) -> dict[str, Any]:
    path = urlsplit(first.url).path if first.url else first.note
    return {
        "document_id": first.sha256,
        "name": unquote((path or "").rsplit("/", 1)[-1]) or None,
        "bytes": first.bytes,
        "url": first.url if first.kind == "document" else None,
        "portal": first.portal,
        "first_seen_at": instant(first.at),
    }


def documents(log: Iterable[Attempt]) -> list[dict[str, Any]]:
    """One row per document received, with the address that brought it first."""
    first: dict[str, Attempt] = {}
    for attempt in log:
        if attempt.kind in ("document", "ingest") and attempt.role != "picture" and attempt.outcome in GOT and attempt.sha256:
            first[attempt.sha256] = min(first.get(attempt.sha256, attempt), attempt, key=lambda one: one.at)
    return [_document(attempt) for attempt in first.values()]


def _alarm(attempt: Attempt) -> dict[str, Any]:
    row = {name: getattr(attempt, name) for name in ("run_id", "portal", "severity", "url", "sha256")}
    return {**row, "at": instant(attempt.at), "message": attempt.note, "before_sha256": attempt.before, "list_url": attempt.listing_url}


def runs(log: Iterable[Attempt]) -> list[dict[str, Any]]:
    """One row per run; a run that wrote no finished line has no ``finished_at``."""
    rows: dict[str, dict[str, Any]] = {}
    for attempt in log:
        if attempt.kind == "run":
            row = rows.setdefault(attempt.run_id, {"run_id": attempt.run_id, "as_of_on": attempt.as_of})
            if attempt.event == "finished":
                row |= {"finished_at": instant(attempt.at), "counts": json.dumps(attempt.counts, ensure_ascii=False, sort_keys=True)}
            else:
                row |= {"started_at": instant(attempt.at), "resumes": attempt.resumes}
    return list(rows.values())


def load_log(connection: duckdb.DuckDBPyConnection, settings: Settings, roster: Roster) -> None:
    """Fill ``retrievals``, ``alarms``, ``documents`` and ``runs`` from the log of every run."""
    log = list(attempts(settings))
    vocabulary = load_vocabulary(forms_folder())
    hints = {at: link_hint(*at, roster, vocabulary) for at in {(attempt.link_text, attempt.portal) for attempt in log}}
    asked = (attempt for attempt in log if attempt.kind in _ASKED)
    insert(connection, "retrievals", (_retrieval(one, roster, hints[one.link_text, one.portal]) for one in asked))
    insert(connection, "alarms", (_alarm(attempt) for attempt in log if attempt.kind == "alarm"))
    insert(connection, "documents", documents(log))
    insert(connection, "runs", runs(log))
