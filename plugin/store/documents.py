"""Handlingar. A document in a case, its versions, and the files of a version."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import Guarded, MomentField, Record, allowed
from kansli.plugin.store.cases import Case


class StoredFile(Record):
    """Fil: bytes in the content-addressed store. The row is the promise that they are there."""

    record_kind = "file"
    sha256 = pw.TextField(unique=True)
    size = pw.BigIntegerField(verbose_name="Storlek")
    stored_at = MomentField(default=now)


class Document(Guarded):
    """Handling. `sequence` is null while it is working material; numbered once, when registered."""

    record_kind = "document"
    case = pw.ForeignKeyField(Case, backref="documents", on_delete="RESTRICT", verbose_name="Ärende")
    sequence = pw.IntegerField(null=True, verbose_name="Nummer")
    kind = pw.TextField(index=True, verbose_name="Handlingstyp")
    title = pw.TextField(verbose_name="Rubrik")
    public_title = pw.TextField(default="", verbose_name="Offentlig rubrik")
    direction = pw.TextField(verbose_name="Riktning")
    counterparty = pw.TextField(default="", index=True, verbose_name="Motpart")
    public_counterparty = pw.TextField(default="", verbose_name="Offentlig motpart")
    counterparty_reference = pw.TextField(default="", verbose_name="Er beteckning")
    channel = pw.TextField(default="", verbose_name="Sändningssätt")
    document_date = pw.DateField(null=True, verbose_name="Daterad")
    received_on = pw.DateField(null=True, index=True, verbose_name="Inkom")
    registered_at = MomentField(null=True, verbose_name="Registrerad")
    finalised_on = pw.DateField(null=True, verbose_name="Upprättad")
    finalised_reason = pw.TextField(default="", verbose_name="Upprättad genom")
    sent_on = pw.DateField(null=True, index=True, verbose_name="Skickad")
    secret = pw.BooleanField(default=False, verbose_name="Sekretess")
    """Kept equal to "has an unlifted SecrecyMark of its own"; a secret case covers all its documents besides."""
    note = pw.TextField(default="", verbose_name="Anteckning")
    purged_at = MomentField(null=True, verbose_name="Rensad")
    data = pw.JSONField(default=dict, verbose_name="Egna fält")

    class Meta:
        indexes = ((("case", "sequence"), True),)
        constraints = [
            allowed("direction", "incoming", "outgoing", "internal"),
            allowed("state", "working", "registered", "dispatched", "voided", "purged"),
        ]

    @property
    def type_id(self) -> str:
        """The document type."""
        return str(self.kind)

    @property
    def number(self) -> str:
        """`TN 2020/0874-3`; empty while it has none."""
        return f"{self.case.case_number}-{self.sequence}" if self.sequence else ""


class DocumentVersion(Record):
    """Version: immutable. A governing document's versions have label and validity of their own."""

    record_kind = "version"
    document = pw.ForeignKeyField(Document, backref="versions", on_delete="RESTRICT", verbose_name="Handling")
    number = pw.IntegerField(verbose_name="Version")
    label = pw.TextField(default="", verbose_name="Benämning")
    comment = pw.TextField(default="", verbose_name="Kommentar")
    source = pw.TextField(verbose_name="Kom genom")
    author = pw.TextField(default="", verbose_name="Av")
    version_date = pw.DateField(null=True, verbose_name="Daterad")
    valid_from = pw.DateField(null=True, verbose_name="Gäller från")
    valid_to = pw.DateField(null=True, verbose_name="Gäller till")
    adopted_by = pw.DeferredForeignKey("Decision", null=True, on_delete="RESTRICT")
    template_version = pw.DeferredForeignKey("TemplateVersion", null=True, on_delete="RESTRICT")
    values_snapshot = pw.JSONField(null=True)
    """The values a generated file was filled with, so that it can be made again and explained."""
    taken_back = pw.JSONField(null=True)
    """Of a file edited in Word: the rendering it came from and what was read into the text (`taking_back.take`)."""
    created_at = MomentField(default=now, verbose_name="Skapad")

    class Meta:
        indexes = ((("document", "number"), True),)
        constraints = [allowed("source", "received", "registered", "rendered", "word", "imported", "scanned")]

    @property
    def is_draft(self) -> bool:
        """Tell whether it was rendered with UTKAST in its header, or edited out of a file that was."""
        values = (self.values_snapshot or {}).get("values") or {}
        return bool((values.get("dokument") or {}).get("utkast") or (self.taken_back or {}).get("draft"))


class VersionFile(Record):
    """Fil i en version: a name, its bytes, and what could be read out of them."""

    record_kind = "version_file"
    version = pw.ForeignKeyField(DocumentVersion, backref="files", on_delete="RESTRICT")
    position = pw.IntegerField(default=1)
    file = pw.ForeignKeyField(StoredFile, backref="uses", on_delete="RESTRICT")
    filename = pw.TextField(verbose_name="Filnamn")
    media_type = pw.TextField(default="application/octet-stream", verbose_name="Format")
    quarantine = pw.TextField(default="", verbose_name="Karantän")
    """Empty when the file may be opened; otherwise the sentence that says why it may not."""
    text = pw.TextField(null=True)
    """Extracted text; null until the worker has read the file, and for ever in quarantine."""
    pages = pw.IntegerField(null=True, verbose_name="Sidor")
    warnings = pw.JSONField(default=list)

    class Meta:
        indexes = ((("version", "position"), True),)


class Dispatch(Record):
    """Expediering: one recipient of one version, with how and when, and the proof."""

    record_kind = "dispatch"
    version = pw.ForeignKeyField(DocumentVersion, backref="dispatches", on_delete="RESTRICT")
    recipient = pw.TextField(verbose_name="Mottagare")
    purpose = pw.TextField(verbose_name="För")
    channel = pw.TextField(verbose_name="Sändningssätt")
    address = pw.TextField(default="", verbose_name="Adress")
    sent_at = MomentField(null=True, verbose_name="Skickad")
    sent_by = pw.ForeignKeyField(User, null=True, on_delete="RESTRICT", verbose_name="Av")
    proof = pw.TextField(default="", verbose_name="Bevis")
