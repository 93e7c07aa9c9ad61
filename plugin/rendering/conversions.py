"""PDF på väg. Asked for in a page, made by the worker, and kept for a day as something that can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kansli.plugin.clock import now
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.jobs import CONVERT, CONVERTER, enqueue
from kansli.plugin.leases import somebody_has
from kansli.plugin.rendering.pdf import OURS, NoFile, a_turn, pdf_of
from kansli.plugin.rights import Actor, actor_for, can, must_see, operator, visible_documents
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.jobs import Job
from kansli.plugin.system import System

State = Literal["waiting", "done", "failed"]
GAVE_UP = (
    "Servern försökte flera gånger men arbetet avbröts varje gång. Försök igen om en stund. "
    "Hjälper det inte, be systemförvaltaren se efter under Jobb."
)
_FOR_ONE = frozenset({"bundle", "trial"})
"""Kinds that only the one who asked may have."""
GONE = "Filen har rensats bort. Gör den på nytt."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a conversion has come. `message` says why it failed and what to do; `worked_on`: a worker is there."""

    id: int
    kind: str
    filename: str
    state: State
    message: str
    parts: int
    parts_done: int
    worked_on: bool
    case: Case | None
    document: int | None


def ask_for_pdf(system: System, version: DocumentVersion, *, actor: Actor, archive: bool = False) -> int:
    """Ask for the version's first file as PDF/A, with `archive` as the archive demands; return the conversion's id.

    The same file is made once, whoever asks, as `rendering.render_pdf` makes it.
    """
    must_see(actor, version, "Filen")
    row = _own_file(version)
    kind = "archive" if archive else "pdf"
    return _ask(
        system,
        [kind, version.id, row.file.sha256],
        kind=kind,
        version=version,
        source=row.file.sha256,
        filename=f"{row.filename.removesuffix('.docx')}.pdf",
    )


def ask_for_bundle(
    system: System, case: Case, *, actor: Actor, files: set[int], leaks_checked: bool = False, filename: str
) -> int:
    """Ask for the chosen files as one PDF, for the actor alone; return the conversion's id. Refused as `choose`."""
    from kansli.plugin.rendering.bundles import choose

    chosen = choose(case, actor=actor, files=files, leaks_checked=leaks_checked)
    return _ask(
        system,
        ["bundle", actor.id, case.id, case.title, [[one.row.id, one.row.file.sha256, one.title] for one in chosen]],
        kind="bundle",
        case=case,
        asked_by=actor.id,
        parts=len(chosen),
        settings={"files": [one.row.id for one in chosen], "leaks_checked": leaks_checked},
        filename=filename,
    )


def ask_for_trial(system: System, data: bytes, *, actor: Actor, filename: str) -> int:
    """Ask for a Word file of our own that is stored nowhere as PDF, for the actor alone; return the conversion's id."""
    source = system.derived.put(data).sha256
    return _ask(system, ["trial", actor.id, source], kind="trial", asked_by=actor.id, source=source, filename=filename)


def ask_again(system: System, conversion_id: int, *, actor: Actor) -> None:
    """Try again what failed; what is on its way or made stays."""
    with database.atomic():
        _start(system, _theirs(conversion_id, actor))


def progress_of(system: System, conversion_id: int, *, actor: Actor) -> Progress:
    """Tell how it goes; NotFound to one who may not have the result."""
    row = _theirs(conversion_id, actor)
    state, message = _state(system, row)
    version = row.version
    return Progress(
        id=row.id,
        kind=row.kind,
        filename=row.filename,
        state=state,
        message=message,
        parts=row.parts,
        parts_done=row.parts_done,
        worked_on=somebody_has(CONVERTER),
        case=version.document.case if version else row.case,
        document=version.document_id if version else None,
    )


def result_of(system: System, conversion_id: int, *, actor: Actor) -> tuple[Path, str]:
    """Return where the finished PDF lies, and its name; the rights are asked anew. NotFound until it is made."""
    row = _theirs(conversion_id, actor)
    if _state(system, row)[0] != "done":
        raise NotFound("PDF:en")
    return system.derived.path(row.sha256), row.filename


def convert(system: System, conversion_id: int, attempt: int) -> None:
    """The job: make it, or keep the sentence why not. May be run again; the job of an earlier attempt does nothing."""
    row = Conversion.get_or_none(
        (Conversion.id == conversion_id) & (Conversion.state == "waiting") & (Conversion.attempt == attempt)
    )
    if row is None:
        return
    try:
        made = system.derived.put(_made(system, row)).sha256
    except Refused as refusal:
        _end(row, state="failed", message=refusal.message)
    else:
        _end(row, state="done", sha256=made, parts_done=row.parts)


def _made(system: System, row: Conversion) -> bytes:
    if row.kind == "bundle":
        return _bundled(system, row)
    store = system.derived if row.kind == "trial" else system.files
    if row.version is not None:
        _own_file(row.version)  # it may have been purged since it was asked for
    record = row.version.record_id if row.version else ""
    with a_turn(system.settings.pdf_timeout_seconds):
        return pdf_of(system, store.read(row.source), record=record, archive=row.kind == "archive")


def _bundled(system: System, row: Conversion) -> bytes:
    """The rights and the files are those of now: what was taken away since it was asked for refuses the whole."""
    from kansli.plugin.rendering.bundles import join_files, pick

    def done(count: int) -> None:
        Conversion.update(parts_done=count).where(Conversion.id == row.id).execute()

    actor = actor_for(row.asked_by, system.profile) if row.asked_by else operator()
    return join_files(system, row.case, pick(row.case, actor=actor, files=row.settings["files"]), done=done)


def _end(row: Conversion, **facts: object) -> None:
    """Whoever comes first writes; another attempt that was begun meanwhile is not touched."""
    still = (Conversion.id == row.id) & (Conversion.attempt == row.attempt) & (Conversion.state == "waiting")
    Conversion.update(finished_at=now(), **facts).where(still).execute()


def _own_file(version: DocumentVersion) -> VersionFile:
    files = VersionFile.select().where((VersionFile.version == version) & (VersionFile.quarantine == ""))
    row: VersionFile | None = files.order_by(VersionFile.position).first()
    if row is None or version.source not in OURS:
        raise NoFile
    return row


def _theirs(conversion_id: int, actor: Actor) -> Conversion:
    """The conversion, where the actor may see today what it was made of, and it is not somebody else's own."""
    row: Conversion | None = Conversion.get_or_none(Conversion.id == conversion_id)
    own = row is not None and row.kind in _FOR_ONE
    if row is None or (own and row.asked_by_id != actor.id) or not _may_see(row, actor):
        raise NotFound("PDF:en")
    return row


def _may_see(row: Conversion, actor: Actor) -> bool:
    if row.version is not None:
        return (
            can(actor, "read", row.version) and VersionFile.select().where(VersionFile.version == row.version).exists()
        )
    if row.case is None:
        return True  # a template that the one who asked has filled with examples
    wanted = row.settings["files"]
    files = VersionFile.select().join(DocumentVersion).join(Document).join(Case)
    seen = files.where(VersionFile.id.in_(wanted) & visible_documents(actor)).count()
    return can(actor, "read", row.case) and int(seen) == len(wanted)


def _ask(system: System, same: list[object], /, **facts: Any) -> int:
    key = fingerprint(same)
    with database.atomic():
        Conversion.insert(key=key, **facts).on_conflict_ignore().execute()
        row = Conversion.get(Conversion.key == key)
        Conversion.update(asked_at=now()).where(Conversion.id == row.id).execute()
        _start(system, row)
    return int(row.id)


def _start(system: System, row: Conversion) -> None:
    """Queue the job, unless it is on its way or made; two that ask at once get one job."""
    if row.attempt and _state(system, row)[0] != "failed":
        return
    again: Mapping[str, Any] = {"attempt": row.attempt + 1, "state": "waiting", "message": "", "parts_done": 0}
    payload = {"conversion": row.id, "attempt": again["attempt"]}
    if enqueue(CONVERT, payload, unique_key=_job_key(row.id, again["attempt"])) is not None:
        Conversion.update(sha256=None, finished_at=None, **again).where(Conversion.id == row.id).execute()


def _state(system: System, row: Conversion) -> tuple[State, str]:
    """The state as people should know it: a job that was given up, and a file that is gone, have failed."""
    if row.state == "done" and not (row.sha256 and system.derived.path(row.sha256).is_file()):
        return "failed", GONE
    if row.state == "waiting":
        job = Job.get_or_none(Job.unique_key == _job_key(row.id, row.attempt))
        if job is None or job.state in {"parked", "done"}:
            return _again(row)
    return row.state, row.message


def _again(row: Conversion) -> tuple[State, str]:
    """The job may have ended between the two questions: ask the row anew before saying that it was given up."""
    fresh = Conversion.get_by_id(row.id)
    return ("failed", GAVE_UP) if fresh.state == "waiting" else (fresh.state, fresh.message)


def _job_key(conversion_id: int, attempt: int) -> str:
    return f"{CONVERT}:{conversion_id}:{attempt}"
