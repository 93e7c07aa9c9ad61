"""Mallsteg. What the steps of a template share: its name, its bytes, its numbers, and one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Running
from kansli.plugin.store.base import database
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.lowcode import Setting
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.templating.types import types_of

PROPOSE = "propose"
PUBLISH = "publish"
NOTE_LENGTH = 1000


class ProposalClosed(Refused):
    """The proposal has been put in use or withdrawn already."""

    code = "proposal_closed"

    def __init__(self, proposal: TemplateProposal) -> None:
        how = f"togs i bruk som version {proposal.number}" if proposal.state == "published" else "drogs tillbaka"
        super().__init__(f"Förslaget {how} av {proposal.closed_by}. Lämna ett nytt förslag om mallen ska ändras.")


class SamePerson(Refused):
    """Who proposed a template does not put it in use: somebody else looks at it first."""

    code = "same_person"

    def __init__(self) -> None:
        super().__init__("Du har själv lämnat förslaget. Be någon annan med rätt att ta mallar i bruk att granska det.")


class Overtaken(Refused):
    """Another version was put in use after the proposal was made."""

    code = "template_overtaken"

    def __init__(self, newest: TemplateVersion) -> None:
        super().__init__(
            f"Version {newest.number} av mallen togs i bruk av {newest.published_by} efter det som du har sett. "
            "Hämta den, jämför, och ta förslaget i bruk ändå eller dra tillbaka det."
        )


def hold_templates() -> None:
    """From here to the end of the transaction no other step numbers a template (SQLite holds everything already)."""
    row = Setting.select().where(Setting.key == "profile")
    (row.for_update() if is_postgres(database.obj) else row).get()


def newest_version(template: str) -> TemplateVersion | None:
    """The version with the highest number, in force or not yet."""
    versions = TemplateVersion.select().where(TemplateVersion.template == template)
    found: TemplateVersion | None = versions.order_by(TemplateVersion.number.desc()).first()
    return found


def template_of(running: Running, inputs: Inputs) -> str:
    """The template named in `template`, which some document type is written with."""
    name = inputs.text("template", "Mall", required=True, limit=120)
    if name and not types_of(running.system.profile, name):
        inputs.refuse("template", f"Ingen handlingstyp använder mallen ”{name}”.")
    return name


def bytes_of(running: Running, inputs: Inputs) -> tuple[str, bytes]:
    """The hash in `file` and its bytes; noted as a fault when they are not in the store."""
    given = inputs.data.get("file")
    sha256 = str(given.get("sha256", "")) if isinstance(given, Mapping) else ""
    try:
        return sha256, running.system.files.read(sha256)
    except (OSError, ValueError):
        inputs.refuse("file", "Filen finns inte kvar på servern. Välj den igen." if sha256 else "Välj mallens fil.")
        return "", b""


def valid_from_of(running: Running, inputs: Inputs) -> date | None:
    """The day in `valid_from`, today when not given; a version does not begin to hold before it was put in use.

    None where the operator says `always`, as of what came with Kansli.
    """
    if running.actor.operator and inputs.data.get("always") is True:
        return None
    today = running.at.date()
    day = inputs.day("valid_from", "Gäller från") or today
    if day < today:
        inputs.refuse("valid_from", f"Mallen kan inte börja gälla {day}, som har varit. Tomt betyder i dag.")
    return day
