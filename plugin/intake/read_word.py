"""Word. Text and structure of a .docx, through the document engine's own reader."""

from __future__ import annotations

from kansli.plugin.intake.extraction import Block, CannotRead, Caution, Extraction

_KINDS = {"list_item": "list", "table_row": "table", "text_box": "paragraph", "footer": "", "comment": ""}
_HEADER = "header"


def read_word(data: bytes) -> Extraction:
    """Read a .docx: blocks in order, tracked deletions left out.

    A page header stands first, once: it is where many templates keep date and diarienummer.
    """
    from kansli.doctemplates.problems import TemplateError
    from kansli.doctemplates.read import read

    try:
        reading = read(data)
    except TemplateError as error:
        raise CannotRead("unreadable", str(error)) from error
    header = dict.fromkeys(block.text.strip() for block in reading.blocks if block.kind == _HEADER)
    blocks = tuple(
        Block(_KINDS.get(block.kind, block.kind), block.text, block.level)
        for block in reading.blocks
        if block.kind != _HEADER and _KINDS.get(block.kind, block.kind)
    )
    text = "\n".join([line for line in header if line]) + "\n\n" + reading.text
    cautions = tuple(Caution("check_before_publishing", sentence) for sentence in reading.warnings)
    return Extraction(text=text, blocks=blocks, warnings=cautions, title=reading.title)
