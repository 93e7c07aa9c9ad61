"""Samlad PDF. Documents of a case as one bookmarked PDF: those that the actor may see, and nothing hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import peewee as pw

from kansli.doctemplates.pdf import plain_pdf, to_pdf
from kansli.doctemplates.pdf_bundle import Piece
from kansli.doctemplates.pdf_bundle_apart import join_apart
from kansli.doctemplates.problems import BundleRefused, PdfFailed, Problem, TemplateError
from kansli.plugin import journal
from kansli.plugin.clock import now
from kansli.plugin.errors import NotFound
from kansli.plugin.inputs import Inputs
from kansli.plugin.leaks import CONFIRMED, leaks_of
from kansli.plugin.office_program import office_program
from kansli.plugin.rendering.bundled import LEFT_OUT, PDF_TYPE, SUFFIXES, hindrance
from kansli.plugin.rendering.pdf import OURS, a_turn
from kansli.plugin.rendering.refusals import refusal
from kansli.plugin.rights import Actor, must_see, visible_documents
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.system import System

MOST_FILES = 60
MOST_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of the newest version of a registered handling. `hindrance` says why it cannot be put in; else empty."""

    document: int
    title: str
    row: VersionFile
    hindrance: str


def bundle_files(case: Case, *, actor: Actor) -> tuple[BundleFile, ...]:
    """Return the files of the case's registered documents, in the order of their numbers, as far as the actor sees."""
    must_see(actor, case)
    return tuple(_files(case, actor))


def make_bundle(
    system: System,
    case: Case,
    *,
    actor: Actor,
    documents: Collection[int] | None = None,
    files: Collection[int] | None = None,
    leaks_checked: bool = False,
) -> bytes:
    """Return one PDF of the case's documents as `choose` chooses them, at once; the web lets the worker do it."""
    chosen = choose(case, actor=actor, documents=documents, files=files, leaks_checked=leaks_checked)
    return join_files(system, case, chosen)


def choose(
    case: Case,
    *,
    actor: Actor,
    documents: Collection[int] | None = None,
    files: Collection[int] | None = None,
    leaks_checked: bool = False,
) -> list[BundleFile]:
    """Return the files of a bundle: those chosen by their ids or their documents', else all that can be put in.

    Refused where a chosen file cannot be put in, by name, and where one holds something hidden, until
    `leaks_checked`; the log then keeps who answered for what.
    """
    chosen = pick(case, actor=actor, documents=documents, files=files)
    inputs = Inputs({CONFIRMED: leaks_checked})
    leaks = {version.record_id: found for version in _versions(chosen) if (found := leaks_of(version))}
    if leaks and not inputs.flag(CONFIRMED):
        told = [sentence for found in leaks.values() for sentence in found]
        inputs.refuse(CONFIRMED, " ".join([*told, "Ta bort filen ur urvalet, eller intyga att allt får följa med."]))
    inputs.finish()
    if leaks:
        _log(case, actor, leaks, chosen)
    return chosen


def pick(
    case: Case, *, actor: Actor, documents: Collection[int] | None = None, files: Collection[int] | None = None
) -> list[BundleFile]:
    """As `choose`, for one who has answered for what the files hide already."""
    chosen = _chosen(bundle_files(case, actor=actor), documents, files)
    _must_be_possible(case, chosen)
    return chosen


def join_files(
    system: System, case: Case, chosen: list[BundleFile], *, done: Callable[[int], None] = lambda _count: None
) -> bytes:
    """Return the chosen files as one PDF; `done` is told how many have been made ready. Derived: kept nowhere."""
    pieces: list[Piece] = []
    try:
        for file in chosen:
            pieces.append(_piece(system, file))
            done(len(pieces))
        return join_apart(
            pieces,
            title=f"{case.case_number} {case.title}",
            language="sv-SE" if system.profile.language == "sv" else system.profile.language,
            author=case.registry.name,
            created=now().replace(microsecond=0),
            timeout=system.settings.pdf_timeout_seconds,
        )
    except TemplateError as error:
        raise refusal(error, case.record_id) from error


def _log(case: Case, actor: Actor, leaks: Mapping[str, tuple[str, ...]], chosen: list[BundleFile]) -> None:
    """A bundle changes nothing, so no step writes this: that somebody let hidden things go along."""
    rows = [file.row for file in chosen]
    with database.atomic():
        journal.write(
            chain=case.registry.code,
            actor=actor.log_name,
            step=journal.BUNDLED,
            record=case.record_id,
            case_id=case.id,
            reason="",
            request_id="",
            payload={
                "leaks_checked": {version: list(found) for version, found in leaks.items()},
                "files": [{"version": row.version.record_id, "sha256": row.file.sha256} for row in rows],
            },
        )


def _files(case: Case, actor: Actor) -> Iterator[BundleFile]:
    newest = DocumentVersion.alias()
    last = newest.select(pw.fn.MAX(newest.number)).where(newest.document == Document.id)
    query = (
        VersionFile.select(VersionFile, DocumentVersion, Document, StoredFile)
        .join_from(VersionFile, StoredFile)
        .join_from(VersionFile, DocumentVersion)
        .join_from(DocumentVersion, Document)
        .join_from(Document, Case)
        .where(
            (Document.case == case)
            & visible_documents(actor)
            & Document.sequence.is_null(False)
            & Document.state.not_in(LEFT_OUT)
            & (DocumentVersion.number == last)
        )
        .order_by(Document.sequence, VersionFile.position)
    )
    seen: dict[int, int] = {}
    for row in query:
        document = row.version.document
        seen[document.id] = seen.get(document.id, 0) + 1
        heading = f"{document.sequence}. {document.title}"
        title = heading if seen[document.id] == 1 else f"{heading} – {row.filename}"
        yield BundleFile(document.id, title, row, hindrance(row.media_type, row.quarantine))


def _chosen(
    offered: tuple[BundleFile, ...], documents: Collection[int] | None, files: Collection[int] | None
) -> list[BundleFile]:
    if documents is None and files is None:
        # Where nothing can be put in, the refusal says why of each.
        return [file for file in offered if not file.hindrance] or list(offered)
    wanted, own = set(documents or ()), set(files or ())
    if not wanted <= {file.document for file in offered} or not own <= {file.row.id for file in offered}:
        raise NotFound("Handlingen")
    return [file for file in offered if file.document in wanted or file.row.id in own]


def _versions(files: list[BundleFile]) -> list[DocumentVersion]:
    return list({file.row.version_id: file.row.version for file in files}.values())


def _must_be_possible(case: Case, files: list[BundleFile]) -> None:
    problems = [
        Problem(file.row.filename, 0, "", f"”{file.row.filename}”: {file.hindrance}", "", "no_pdf")
        for file in files
        if file.hindrance
    ]
    if not files:
        problems.append(Problem("", 0, "", "Välj minst en handling med en fil.", "", "nothing"))
    if len(files) > MOST_FILES:
        problems.append(Problem("", 0, "", f"{len(files)} filer är fler än {MOST_FILES}. Välj färre.", "", "too_many"))
    if sum(file.row.file.size for file in files) > MOST_BYTES:
        problems.append(Problem("", 0, "", f"Filerna är större än {MOST_BYTES >> 20} MB. Välj färre.", "", "too_large"))
    if problems:
        raise refusal(BundleRefused(problems), case.record_id)


def _piece(system: System, file: BundleFile) -> Piece:
    """The file as PDF; one of ours as the archive would have it, one from elsewhere as it is."""
    row, settings = file.row, system.settings
    data = system.files.read(row.file.sha256)
    if row.media_type == PDF_TYPE:
        return Piece(file.title, row.filename, data)
    timeout, program = settings.pdf_timeout_seconds, office_program(settings)
    try:
        with a_turn(timeout):
            if row.version.source in OURS:
                return Piece(file.title, row.filename, to_pdf(data, timeout=timeout, program=program))
            suffix = SUFFIXES[row.media_type]
            return Piece(file.title, row.filename, plain_pdf(data, suffix=suffix, timeout=timeout, program=program))
    except PdfFailed as error:
        raise BundleRefused(
            [Problem(row.filename, 0, "", f"”{row.filename}”: {error.message}", "", error.code)]
        ) from error
