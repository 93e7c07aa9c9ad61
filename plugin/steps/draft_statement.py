"""Skriv yttrande. A draft of the board's answer, begun from the memo under the headings that the sender asked for."""

from __future__ import annotations

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import acting_user, item_of
from kansli.plugin.steps._written import add_content, filled_in, written_facts
from kansli.plugin.store.cases import Case
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.types import type_version
from kansli.plugin.writing.content import Content, content_of, empty_content, read_content

_SECTION = "statement"
_SUMMARY = ("sammanfattning", "sammanfattande")


class StatementExists(Refused):
    """The memo has a statement already."""

    code = "statement_exists"

    def __init__(self, title: str) -> None:
        super().__init__(f"Det finns redan ett yttrande, ”{title}”. Öppna det, eller återta det först.")


def perform(running: Running, subject: Memo) -> Done:
    """Begin a statement.

    Data: `title`, `stance` (an item of `stances`), and any part of the content. Facts: as for a memo.
    """
    living = Statement.state.in_(["draft", "decided", "dispatched"])
    earlier = Statement.get_or_none((Statement.memo == subject) & living)
    if earlier is not None:
        raise StatementExists(earlier.title)
    inputs = Inputs(running.data)
    kind = running.system.profile.document_types["statement"]
    resolved = type_version("document", kind)
    stance = item_of(running, inputs, "stance", "Ställningstagande", items="stances")
    proposed = _proposed(running, subject)
    inputs.data = filled_in(proposed, running.data)
    content = read_content(inputs, resolved.definition)
    inputs.finish()
    statement = Statement.create(
        case=subject.case,
        body=subject.body,
        title=content["title"],
        author=acting_user(running),
        type_version=resolved,
        memo=subject,
        stance=stance,
        state=running.system.profile.workflow_of("statement").initial,
    )
    add_content(running, statement, content)
    return Done(statement, changed=(subject.case,), facts=written_facts(statement, content, removed=inputs.removed))


def _proposed(running: Running, memo: Memo) -> Content:
    source = content_of(memo)
    content = empty_content(f"Yttrande: {memo.title}", running.at.date().isoformat())
    content["sections"] = {_SECTION: _text(memo.case, source["sections"])}
    content["recipients"] = source["recipients"]
    content["signatories"] = []
    return content


def _text(case: Case, sections: dict[str, str]) -> str:
    """The memo's assessment, put under the headings that the sender wants the answer in."""
    summary, assessment = sections.get("summary", ""), sections.get("assessment", "")
    headings = [line.strip() for line in str(case.data.get("requested_headings") or "").splitlines() if line.strip()]
    if not headings:
        return assessment or summary
    blocks: list[str] = []
    for heading in headings:
        wanted = summary if heading.casefold().startswith(_SUMMARY) else assessment
        blocks.append(f"### {heading}")
        if wanted:
            blocks.append(wanted)
        summary, assessment = ("", assessment) if wanted is summary else (summary, "")
    return "\n\n".join(blocks)
