"""A file edited by hand is the version: no new rendering comes after it unless somebody says so."""

from __future__ import annotations

import pytest

from kansli.plugin.rendering import HandEdited, render
from kansli.plugin.runner import run
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.writing import Memo


def add_by_hand(writer, memo, data):
    blob = writer.system.files.put(data)
    files = [{"sha256": blob.sha256, "size": blob.size, "filename": "skrivelse.docx"}]
    document = Memo.get_by_id(memo.id).document
    run(writer.system, "add_version", document, actor=writer.actor, data={"files": files, "source": "word"})


def sources(memo):
    document = Memo.get_by_id(memo.id).document
    query = DocumentVersion.select().where(DocumentVersion.document == document).order_by(DocumentVersion.number)
    return [version.source for version in query]


def test_a_rendering_after_a_file_edited_by_hand_is_refused_with_a_question(writer_on_each):
    writer = writer_on_each
    memo = writer.memo()
    add_by_hand(writer, memo, writer.file(memo) + b" ")
    writer.write(memo, summary="En annan text.")
    with pytest.raises(HandEdited) as refused:
        writer.file(memo)
    assert "redigerad för hand: version 2" in refused.value.message
    assert sources(memo) == ["rendered", "word"]


def test_the_one_who_is_sure_gets_a_new_file_and_the_edited_one_stays(writer):
    memo = writer.memo()
    add_by_hand(writer, memo, writer.file(memo) + b" ")
    writer.file(memo, replace_edited=True)
    assert sources(memo) == ["rendered", "word", "rendered"]
    writer.file(memo)
    assert sources(memo) == ["rendered", "word", "rendered"]


def test_a_file_that_is_edited_while_another_is_rendered_is_not_overwritten_either(writer, monkeypatch):
    memo = writer.memo()
    edited = writer.file(memo) + b" "
    writer.write(memo, summary="En annan text.")
    put = writer.system.files.put

    def and_meanwhile(data):
        blob = put(data)
        if data != edited:
            add_by_hand(writer, memo, edited)
        return blob

    monkeypatch.setattr(type(writer.system.files), "put", lambda _self, data, **_: and_meanwhile(data))
    with pytest.raises(HandEdited):
        render(writer.system, Memo.get_by_id(memo.id), actor=writer.actor)
    assert sources(memo) == ["rendered", "word"]
