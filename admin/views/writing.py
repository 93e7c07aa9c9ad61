"""Tjänsteskrivelse och yttrande. The editor: sections in the profile's order, versions, preview and Word file."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import takes_files, the_actor
from kansli.admin.page import Page, is_htmx
from kansli.admin.state import the_system
from kansli.admin.work import choices
from kansli.admin.work.both_texts import differences, merged
from kansli.admin.work.downloads import WORD
from kansli.admin.work.from_file import Begun, begun_from, said
from kansli.admin.work.names import label_of
from kansli.admin.work.posting import Trouble, request_id, text_of, trouble_of
from kansli.admin.work.preview import preview
from kansli.admin.work.uploads import kept_uploads, received_uploads
from kansli.admin.work.written_form import posted_content, row_operation, without_empty
from kansli.plugin.errors import Conflict, NotAllowed, NotFound, Refused
from kansli.plugin.overview.case_documents import case_documents
from kansli.plugin.overview.case_file import visible_case
from kansli.plugin.overview.document_page import visible_file
from kansli.plugin.overview.open_steps import OpenStep, open_steps, state_label, workflow_of
from kansli.plugin.overview.writing_page import WritingPage, sources, visible_writing, writing_page
from kansli.plugin.rendering import HandEdited, pdf_is_possible, render
from kansli.plugin.rendering.conversions import ask_for_pdf
from kansli.plugin.rendering.pdf import OURS
from kansli.plugin.rights import has_role
from kansli.plugin.runner import run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.drafts import drop_draft, keep_draft
from kansli.plugin.writing.saving import removed_from, save_text

Written = Memo | Statement
Content = dict[str, Any]


class _WritingPage(Page):
    """What memos and statements share."""

    verb = "read"
    in_menu = False
    kind: ClassVar[str]

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The list is the case's own page, and the register."""
        return redirect(url_for("case.index"))

    @expose("/<int:record_id>", methods=("GET", "POST"))
    def show(self, record_id: int) -> ResponseReturnValue:
        """Show the editor to one who may write now, otherwise the text; save what is posted."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        if request.method == "POST":
            return self._save(page)
        if not self._may_edit(page.record) or request.args.get("las"):
            return self._read(page, page.content)
        draft = page.draft
        content = dict(draft.form) if draft is not None else dict(page.content)
        behind = draft is not None and draft.base_version != page.record.version
        return self._editor(page, content, unsaved=draft, behind=behind)

    @expose("/<int:record_id>/utkast", methods=("POST",))
    def keep(self, record_id: int) -> ResponseReturnValue:
        """Keep what is being typed; answer with the time."""
        record = visible_writing(self.kind, record_id, actor=the_actor())
        if not self._may_edit(record):
            return self.render("work/_kept.html", kept=None, state=state_label(the_system().profile, record))
        content = posted_content(request.form, record.type_version.definition)
        kept = keep_draft(the_system(), the_actor(), record, content, _base_version(record))
        if is_htmx():
            return self.render("work/_kept.html", kept=kept, state="")
        return redirect(self._url(record))

    @expose("/<int:record_id>/kasta", methods=("POST",))
    def drop(self, record_id: int) -> ResponseReturnValue:
        """Throw away what was typed and not saved."""
        record = visible_writing(self.kind, record_id, actor=the_actor())
        drop_draft(the_actor(), record)
        flash(_("Utkastet är borta. Den senast sparade texten visas."), "info")
        return redirect(self._url(record))

    @expose("/<int:record_id>/visa", methods=("GET", "POST"))
    def preview(self, record_id: int) -> ResponseReturnValue:
        """Show how the text will read; a posted text is not saved by it."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        content = page.content
        if request.method == "POST":
            content = posted_content(request.form, page.record.type_version.definition)
        if not is_htmx():
            return self._read(page, content)
        return self.render("work/_preview.html", shown=self._shown(page.record, content), content=content)

    @expose("/<int:record_id>/lydelse/<int:number>")
    def version(self, record_id: int, number: int) -> ResponseReturnValue:
        """Show an earlier wording."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        saved = next((row for row in page.history if row.number == number), None)
        if saved is None:
            raise NotFound(_("Lydelse %(n)d", n=number))
        return self._read(page, content_of(page.record, number=number), saved=saved)

    @expose("/<int:record_id>/krock", methods=("GET", "POST"))
    def conflict(self, record_id: int) -> ResponseReturnValue:
        """Show both texts where somebody saved first, and make one of them as chosen."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        record, draft = page.record, page.draft
        if draft is None:
            return redirect(self._url(record))
        definition, theirs, ours = record.type_version.definition, dict(page.content), without_empty(dict(draft.form))
        if request.method == "POST":
            chosen = {name.removeprefix("val."): value for name, value in request.form.items()}
            made = merged(theirs, ours, definition, chosen)
            keep_draft(the_system(), the_actor(), record, made, _base_version(record))
            flash(_("Texten är sammanfogad men inte sparad. Läs igenom den och spara."), "info")
            return redirect(self._url(record))
        found = differences(theirs, ours, definition)
        return self.render("work/conflict.html", page=page, record=record, differences=found, case=record.case)

    @expose("/<int:record_id>/word", methods=("POST",))
    def word(self, record_id: int) -> ResponseReturnValue:
        """Make the Word file, and offer it."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        if not any(step.step == f"render_{self.kind}" for step in self._steps(page.record)):
            raise NotAllowed(_("skapa Word-filen"))
        if page.draft is not None:
            flash(_("Du har osparad text. Spara den först, så kommer den med i Word-filen."), "warning")
            return redirect(self._url(page.record))
        try:
            made = render(
                the_system(),
                page.record,
                actor=the_actor(),
                request_id=request_id(),
                replace_edited=bool(text_of("anda")),
            )
        except HandEdited as refusal:
            return self._ask(page.record, refusal)
        except Refused as refusal:
            return self._refused(page, refusal)
        named = label_of(made.template)
        flash(
            _("Word-filen är skapad med %(template)s, version %(n)d.", template=named, n=made.template_version),
            "success",
        )
        return redirect(self._url(page.record) + "#word")

    @expose("/<int:record_id>/pdf", methods=("POST",))
    def pdf(self, record_id: int) -> ResponseReturnValue:
        """Let the worker make a PDF of the newest Word file."""
        page = writing_page(self.kind, record_id, actor=the_actor())
        newest = page.renderings[0] if page.renderings else None
        if newest is None:
            raise NotFound(_("Word-filen"))
        visible_file(newest.file_id, actor=the_actor())
        version = DocumentVersion.get(
            (DocumentVersion.document == page.record.document_id) & (DocumentVersion.number == newest.version)
        )
        try:
            asked = ask_for_pdf(the_system(), version, actor=the_actor())
        except Refused as refusal:
            return self._refused(page, refusal)
        return redirect(url_for("conversion.show", record_id=asked), 303)

    def _ask(self, record: Written, refusal: HandEdited) -> ResponseReturnValue:
        """Ask whether a new file is to come after the one that somebody has edited."""
        page = self.render(
            "work/replace_edited.html",
            record=record,
            case=record.case,
            question=refusal.message,
            version=int(refusal.version.partition(":")[2]),
            may_take_back=self._may_take_back(record) and not refusal.is_home,
            request_id="",
        )
        return page, 409

    def _save(self, page: WritingPage) -> ResponseReturnValue:
        record, actor = page.record, the_actor()
        self._must_write(record)
        content = posted_content(request.form, record.type_version.definition)
        operation = text_of("op")
        if operation:
            content = row_operation(content, operation)
            keep_draft(the_system(), actor, record, content, _base_version(record))
            return self._editor(page, content)
        try:
            saved = save_text(
                the_system(),
                record,
                without_empty(content),
                actor=actor,
                expected_version=_base_version(record),
                request_id=request_id(),
                comment=text_of("comment"),
            )
        except Conflict:
            return redirect(url_for(f"{self.kind}.conflict", record_id=record.id))
        except Refused as refusal:
            return self._refused(page, refusal, content)
        flash(_("Sparat."), "success")
        for sentence in removed_from(saved):
            flash(sentence, "warning")
        return redirect(self._url(record))

    def _refused(self, page: WritingPage, refusal: Refused, content: Content | None = None) -> ResponseReturnValue:
        """Show the fault where it can be mended: in the editor for one who may write, else beside the text."""
        own = page.record.record_id
        trouble = trouble_of(refusal)
        at_fields = {item.field: item.message for item in trouble.blockers if item.record == own and item.field}
        elsewhere = tuple(item for item in trouble.blockers if item.record != own or not item.field)
        trouble = Trouble(trouble.status, {**trouble.problems, **at_fields}, elsewhere, trouble.message)
        if self._may_edit(page.record):
            return self._editor(page, content or dict(page.content), trouble=trouble)
        return self._read(page, page.content, trouble=trouble)

    def _editor(
        self,
        page: WritingPage,
        content: Content,
        *,
        unsaved: object = None,
        behind: bool = False,
        trouble: Trouble | None = None,
    ) -> ResponseReturnValue:
        record, profile = page.record, the_system().profile
        documents = case_documents(record.case, actor=the_actor())
        newest = tuple(
            (row.version_id, f"{row.title}, {row.day or ''}".rstrip(", "))
            for row in documents
            if row.version_id is not None and row.id != record.document_id
        )
        rendered = self.render(
            "work/editor.html",
            **self._common(page),
            content=content,
            unsaved=unsaved,
            behind=behind,
            trouble=trouble or Trouble(),
            request_id=request_id(),
            version=_base_version(record) if request.method == "POST" else _shown_version(page, unsaved),
            sections=record.type_version.definition.get("sections", ()),
            sources=sources(record.case, newest=newest),
            arrived=[row for row in reversed(documents) if row.direction == "incoming"],
            bodies=choices.bodies_for_proposals(record, content),
            names=choices.body_names(),
            groups=profile.lists.get("recipient_groups", ()),
            style=record.type_version.definition.get("proposal_style", "that_clauses"),
        )
        return rendered, (trouble.status if trouble is not None else 200)

    def _read(
        self, page: WritingPage, content: Any, *, saved: object = None, trouble: Trouble | None = None
    ) -> ResponseReturnValue:
        shown = self._shown(page.record, content)
        rendered = self.render(
            "work/read.html",
            **self._common(page),
            content=content,
            shown=shown,
            saved=saved,
            trouble=trouble or Trouble(),
            request_id=request_id(),
        )
        return rendered, (trouble.status if trouble is not None else 200)

    def _common(self, page: WritingPage) -> dict[str, Any]:
        system, record = the_system(), page.record
        steps = self._steps(record)
        return {
            "page": page,
            "record": record,
            "case": record.case,
            "kind": self.kind,
            "may_edit": self._may_edit(record),
            "may_render": any(step.step.startswith("render_") for step in steps),
            "may_make_pdf": any(row.source in OURS for row in page.renderings[:1]) and pdf_is_possible(system),
            "may_take_back": self._may_take_back(record),
            "steps": [step for step in steps if not step.step.startswith(("edit_", "render_", "take_back_"))],
            "state": state_label(system.profile, record),
            "draft": record.state not in {"decided", "dispatched"},
            "word_type": WORD,
        }

    def _may_edit(self, record: Written) -> bool:
        return any(step.step == f"edit_{self.kind}" for step in self._steps(record))

    def _may_take_back(self, record: Written) -> bool:
        return any(step.step == f"take_back_{self.kind}" for step in self._steps(record))

    def _steps(self, record: Written) -> tuple[OpenStep, ...]:
        return open_steps(the_system().profile, record, actor=the_actor())

    def _must_write(self, record: Written) -> None:
        """Refuse one who may never write here; to one who may no longer, the step says why and the text is kept."""
        rows = workflow_of(the_system().profile, record).transitions
        if not any(has_role(the_actor(), row.roles, record) for row in rows if row.step == f"edit_{self.kind}"):
            raise NotAllowed(_("skriva i texten"))

    def _shown(self, record: Written, content: Any) -> Any:
        return preview(content, record.type_version.definition, the_system().profile)

    def _url(self, record: Written) -> str:
        return url_for(f"{self.kind}.show", record_id=record.id)


class MemoPage(_WritingPage):
    """Tjänsteskrivelser."""

    kind = "memo"

    @expose("/ny/<int:case_id>", methods=("GET", "POST"))
    @takes_files
    def new(self, case_id: int) -> ResponseReturnValue:
        """Begin a memo in a case: for which body, under which title, and from which finished text."""
        case = visible_case(case_id, actor=the_actor())
        trouble, uploads = Trouble(), kept_uploads()
        values = {"title": case.title, "body": case.body.code, "type": "memo"}
        if request.method == "POST":
            values = {name: text_of(name) for name in values}
            try:
                uploads = received_uploads(the_system())
                begun = begun_from(the_system(), case, values, uploads)
                done = run(
                    the_system(), "draft_memo", case, actor=the_actor(), data=begun.data, request_id=request_id()
                )
                for sentence in removed_from(done):
                    flash(sentence, "warning")
                return self._begun(case, begun, int(done.record.partition(":")[2]))
            except Refused as refusal:
                trouble = trouble_of(refusal, fields=frozenset({*values, "files"}))
        page = self.render(
            "work/new_memo.html",
            case=case,
            values=values,
            bodies=choices.bodies(case.registry_id),
            types=choices.written_types(the_system().profile, case),
            uploads=uploads[-1:],
            trouble=trouble,
            request_id=request_id(),
        )
        return page, trouble.status

    def _begun(self, case: Case, begun: Begun, memo_id: int) -> ResponseReturnValue:
        """Go on to the editor; where the file said more than the draft could hold, show that first."""
        if not said(begun):
            return redirect(url_for("memo.show", record_id=memo_id))
        return self.render("work/from_file.html", case=case, begun=begun, said=said(begun), memo_id=memo_id)


class StatementPage(_WritingPage):
    """Yttranden."""

    kind = "statement"


def _base_version(record: Written) -> int:
    """The record's version that the form was begun from; a form that does not say is taken as begun from now."""
    sent = text_of("version")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else int(record.version)


def _shown_version(page: WritingPage, unsaved: Any) -> int:
    return int(unsaved.base_version) if unsaved is not None else int(page.record.version)
