"""Mallar. Which templates are in use, with every version that has been; taken away as files, not changed here yet."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import needs
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.plugin.errors import NotFound
from kansli.plugin.store.documents import StoredFile
from kansli.plugin.store.templates import TemplateVersion


class TemplateListPage(Page):
    """Published template versions."""

    verb = "read"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List them by template, the newest first."""
        query = (
            TemplateVersion.select(TemplateVersion, StoredFile)
            .join(StoredFile)
            .order_by(TemplateVersion.template, TemplateVersion.number.desc())
        )
        kinds = the_system().profile.document_types.values()
        used_by = {kind.template: kind.label for kind in kinds if kind.template}
        return self.render("work/templates.html", rows=list(query), used_by=used_by)

    @expose("/<int:record_id>/fil")
    @needs("read")
    def file(self, record_id: int) -> ResponseReturnValue:
        """Send a version's file."""
        found = TemplateVersion.get_or_none(TemplateVersion.id == record_id)
        if found is None:
            raise NotFound("Mallversionen")
        name = f"{found.template.replace('/', '-')}-{found.number}.docx"
        return send_bytes(the_system().files.read(found.file.sha256), filename=name, media_type=WORD)
