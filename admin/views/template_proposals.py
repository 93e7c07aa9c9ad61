"""Mallförslag. What a colleague has proposed: looked at, put in use with a note, or withdrawn."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import needs, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.views.template_pages import template_url
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.admin.work.names import label_of
from kansli.admin.work.posting import Trouble, request_id, text_of, trouble_of
from kansli.admin.work.template_trials import send_trial, shown, trials
from kansli.doctemplates.trial import Trial
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rendering import pdf_is_possible
from kansli.plugin.rights import reaches_all
from kansli.plugin.runner import run
from kansli.plugin.store.documents import StoredFile
from kansli.plugin.store.templates import TemplateProposal
from kansli.plugin.templating.checking import Report, trust
from kansli.plugin.templating.overview import newest_number
from kansli.plugin.templating.types import types_of


class TemplateProposals(Page):
    """One proposal's page and its two ways out."""

    verb = "read"

    @expose("/forslag/<int:record_id>", methods=("GET", "POST"))
    @needs("read")
    def proposal(self, record_id: int) -> ResponseReturnValue:
        """Show what is proposed; put it in use where that is asked."""
        found = _proposal(record_id)
        if request.method == "GET":
            return self._page(found, Trouble())
        data = {name: text_of(name) for name in ("note", "valid_from", "seen")}
        try:
            done = run(the_system(), "publish_template", found, actor=the_actor(), data=data, request_id=request_id())
        except Refused as refusal:
            return self._page(found, trouble_of(refusal, fields=frozenset({"note", "valid_from"})))
        said = _("Version %(n)d gäller från %(day)s.", n=done.facts["number"], day=done.facts["valid_from"])
        flash(said, "success")
        return redirect(template_url(found.template))

    @expose("/forslag/<int:record_id>/dra-tillbaka", methods=("POST",))
    @needs("read")
    def withdraw(self, record_id: int) -> ResponseReturnValue:
        """Withdraw it."""
        found = _proposal(record_id)
        run(the_system(), "withdraw_template", found, actor=the_actor(), request_id=request_id())
        flash(_("Förslaget är tillbakadraget. Filen finns kvar här."), "info")
        return redirect(template_url(found.template))

    @expose("/forslag/<int:record_id>/fil")
    @needs("read")
    def proposal_file(self, record_id: int) -> Response:
        """Send the proposed file."""
        found = _proposal(record_id)
        data = the_system().files.read(found.file.sha256)
        return send_bytes(data, filename=found.filename or f"{found.template.replace('/', '-')}.docx", media_type=WORD)

    @expose("/forslag/<int:record_id>/prov/<size>/<form>")
    @needs("read")
    def proposal_trial(self, record_id: int, size: str, form: str) -> ResponseReturnValue:
        """Send it filled with examples."""
        found = _proposal(record_id)
        return send_trial(the_system(), found.template, _looked_at(found)[1], size, form)

    def _page(self, found: TemplateProposal, trouble: Trouble) -> ResponseReturnValue:
        report, trial = _looked_at(found)
        own = found.proposed_by == the_actor().log_name
        waiting = found.state == "proposed"
        publishes = reaches_all(the_actor(), "publish")
        page = self.render(
            "work/template_proposal.html",
            proposal=found,
            label=label_of(found.template),
            back=template_url(found.template),
            report=report,
            trial=trial,
            shown=shown(trial),
            can_pdf=pdf_is_possible(the_system()),
            own=own,
            waiting=waiting,
            can_publish=waiting and publishes and not own,
            can_withdraw=waiting and (own or publishes),
            newest=newest_number(found.template),
            trouble=trouble,
            typed=request.form,
            request_id=request_id(),
        )
        return page, trouble.status


def _proposal(record_id: int) -> TemplateProposal:
    query = TemplateProposal.select(TemplateProposal, StoredFile).join(StoredFile)
    found: TemplateProposal | None = query.where(TemplateProposal.id == record_id).first()
    if found is None:
        raise NotFound(_("Mallförslaget"))
    return found


def _looked_at(found: TemplateProposal) -> tuple[Report, Trial]:
    system = the_system()
    if not types_of(system.profile, found.template):
        return Report(), Trial(())
    data = system.files.read(found.file.sha256)
    report = trust(system.profile, found.template, data)
    return report, trials(system, found.template, data) if report.ok else Trial(())
