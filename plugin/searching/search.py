"""Sök. One search by one person: the index finds, the database decides what may be seen and shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kansli.plugin.errors import InvalidField
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.rights import Actor, must
from kansli.plugin.searching import outbox
from kansli.plugin.searching.affected import affected_by
from kansli.plugin.searching.directory import directory_for
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.errors import SearchUnavailable
from kansli.plugin.searching.facts import facts_of
from kansli.plugin.searching.page import SearchHit, SearchResult
from kansli.plugin.searching.visible import visible_records
from kansli.plugin.store.base import Guarded, Record
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.system import System
from kansli.search_index.errors import SearchError
from kansli.search_index.port import Hit, SearchPage, SearchRequest, Versions

MOST_HITS = 500
_LOOKED_AT = 200


def search(
    system: System,
    text: str,
    *,
    actor: Actor,
    versions: Versions = "current",
    boards: Iterable[str] = (),
    kinds: Iterable[str] = (),
    statuses: Iterable[str] = (),
    year: int | None = None,
    sort: Literal["relevance", "date"] = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> SearchResult:
    """Search with the person's rights as they are now.

    `versions`: current (in force today; where nothing was adopted the latest), latest, all, or a day. `boards`,
    `kinds` and `statuses` are ids; an empty one is no limit. `limit` is at most 500. Any text is accepted.
    SearchUnavailable when there is no index to ask.
    """
    must(actor, "search", "söka")
    if limit < 0 or offset < 0:
        raise InvalidField("offset", "Antal och startplats kan inte vara mindre än noll.")
    request = SearchRequest(
        text=text,
        directory=directory_for(actor),
        versions=versions,
        boards=frozenset(boards),
        kinds=frozenset(kinds),
        statuses=frozenset(statuses),
        years=frozenset() if year is None else frozenset({year}),
        sort=sort,
        offset=offset,
        limit=min(limit, MOST_HITS),
    )
    engine = engine_of(system)
    try:
        page = engine.search(request)
    except SearchError as error:
        raise SearchUnavailable(error) from error
    in_force = (engine.explain(text).versions or versions) == "current"
    return _result(system, page, actor, tell_adoption=in_force)


def _result(system: System, page: SearchPage, actor: Actor, *, tell_adoption: bool) -> SearchResult:
    """Build the page from the database; what has been closed or has gone since the index was asked is left out."""
    names = _records_of(page.hits)
    present = visible_records(names.values(), actor)
    shown = [hit for hit in page.hits if names.get(hit.unit_id) in present]
    versions = _versions_of(shown)
    hits = tuple(
        _hit(system, hit, present[names[hit.unit_id]], versions.get(hit.version), tell_adoption=tell_adoption)
        for hit in shown
    )
    return SearchResult(
        query=page.query,
        interpreted=page.interpreted,
        total=page.total - (len(page.hits) - len(shown)),
        took_ms=page.took_ms,
        suggestions=page.suggestions,
        hits=hits,
        facets=page.facets,
        waiting=_waiting(actor),
    )


def _records_of(hits: Iterable[Hit]) -> dict[int, str]:
    ids = [hit.unit_id for hit in hits]
    rows = SearchUnit.select(SearchUnit.id, SearchUnit.record).where(SearchUnit.id.in_(ids or [-1]))
    return {int(number): str(record) for number, record in rows.tuples()}


def _versions_of(hits: Iterable[Hit]) -> Mapping[int, DocumentVersion]:
    ids = [hit.version for hit in hits if hit.version > 0]
    return {int(row.id): row for row in DocumentVersion.select().where(DocumentVersion.id.in_(ids or [-1]))}


@dataclass(frozen=True, slots=True)
class _Shown:
    """The version that a hit is shown from."""

    version_id: int | None
    number: int | None
    adopted: bool | None


def _hit(
    system: System, hit: Hit, record: Record, version: DocumentVersion | None, *, tell_adoption: bool
) -> SearchHit:
    facts = facts_of(record)
    shown = _shown(system.profile, record, version)
    ranges = hit.versions
    if tell_adoption and ranges and shown.adopted is False:
        ranges = f"{ranges} (ej antagen)"
    return SearchHit(
        id=record.record_id,
        kind=record.record_kind,
        title=facts.title,
        case_number=facts.case_number,
        board=facts.board,
        date=facts.day,
        status=facts.status,
        score=round(hit.score, 4),
        section=hit.heading,
        versions=ranges,
        snippet=hit.snippet,
        url=_url(system, record, shown),
        doc_type=facts.doc_type,
        status_label=_status_label(system.profile, record, facts.status),
        version_id=shown.version_id,
        version_number=shown.number,
        adopted=shown.adopted,
    )


def _shown(profile: Profile, record: Record, version: DocumentVersion | None) -> _Shown:
    if version is None:
        return _Shown(None, None, None)
    kind = profile.document_types.get(record.kind) if isinstance(record, Document) else None
    adopted = version.valid_from is not None or version.adopted_by_id is not None
    return _Shown(int(version.id), int(version.number), adopted if kind and kind.versioned else None)


def _url(system: System, record: Record, shown: _Shown) -> str:
    """Where the record is opened: `/post/<id>`, for a version `/post/version:<n>`, under the installation's address."""
    target = record.record_id if shown.version_id is None else f"version:{shown.version_id}"
    return f"{system.settings.base_url.rstrip('/')}/post/{target}"


def _status_label(profile: Profile, record: Record, status: str) -> str:
    if isinstance(record, Decision):
        return profile.list_label("decision_outcomes", status)
    type_id = record.type_id if isinstance(record, Guarded) else ""
    try:
        return profile.workflow_of(record.record_kind, type_id=type_id).state(status).label
    except KeyError:
        return status  # a state that a later profile has renamed


def _waiting(actor: Actor) -> int:
    """How many records that the person may see are not indexed yet, counted among the oldest rows of the outbox."""
    rows = outbox.waiting(_LOOKED_AT)
    if not rows:
        return 0
    records = {record for row in rows for record in affected_by(row.record)[:1]}
    return len(visible_records(records, actor))
