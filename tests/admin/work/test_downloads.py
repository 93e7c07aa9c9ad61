"""What is stored can be fetched, however the data folder was named when the server was started."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from flask import Flask

from kansli.admin.work.downloads import send_stored
from kansli.plugin.store.files import FileStore


def test_a_file_is_sent_when_the_data_folder_was_given_relative_to_where_the_server_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = FileStore(Path("instance/files"))
    blob = files.put(b"Hej")
    found = SimpleNamespace(
        quarantine="", media_type="text/plain", filename="brev.txt", file=SimpleNamespace(sha256=blob.sha256)
    )
    with Flask("elsewhere", root_path="/").test_request_context():
        sent = send_stored(files, found)
        sent.direct_passthrough = False
        assert sent.get_data() == b"Hej"
