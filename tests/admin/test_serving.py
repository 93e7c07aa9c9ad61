"""Servera: real processes, real signals."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import pytest

from kansli.admin.serve import demo_lines, is_loopback, settings_for
from kansli.admin.settings import web_settings
from kansli.admin.supervisor import Supervisor
from kansli.plugin.demo import SIGN_IN_FILE

SERVE = """
import argparse, pathlib, sys
from kansli.admin.serve import add_command
from kansli.plugin.cli.call import Call
from kansli.plugin.settings import Settings
parser = argparse.ArgumentParser()
add_command(parser.add_subparsers())
options = parser.parse_args(["serve", *sys.argv[2:]])
options.run(Call(options, Settings(data=pathlib.Path(sys.argv[1]))))
"""
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def wait_for(question: Callable[[], object], seconds: float = 30.0) -> object:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_worker_that_is_killed_is_started_again_and_ends_with_the_server(tmp_path):
    supervisor = Supervisor(data=tmp_path, command=SLEEPER)
    supervisor.start()
    first = wait_for(lambda: supervisor.pid)
    os.kill(int(str(first)), signal.SIGKILL)
    second = wait_for(lambda: supervisor.pid if supervisor.pid != first else None)
    assert supervisor.starts == 2
    supervisor.stop()
    assert supervisor.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(second)), 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_tells_its_address_answers_and_ends_when_told(sqlite_system, number):
    sqlite_system.database.close()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(sqlite_system.data), "--port", "0", "--no-worker"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urllib.request.urlopen(found[0], timeout=20) as answer:
            assert "Logga in" in answer.read().decode()
            assert "server" not in {name.lower() for name in answer.headers}
        process.send_signal(number)
        assert process.wait(30) == 0
    finally:
        if process.poll() is None:
            process.kill()


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("kansli.example", False)],
)
def test_cookies_go_over_plain_http_on_the_machine_itself_only(sqlite_system, host, own):
    assert is_loopback(host) is own
    assert settings_for(host, web_settings(sqlite_system)).secure_cookies is not own


def test_two_sign_ins_of_the_demo_with_one_role_are_told_apart_by_their_names(sqlite_system):
    people = [{"email": f"{n}@demo.kansli", "name": n, "role": "Handläggare", "password": "x"} for n in ("Amir", "Eva")]
    (sqlite_system.data / SIGN_IN_FILE).write_text(json.dumps(people))
    assert [line.split()[:2] for line in demo_lines(sqlite_system)] == [["Handläggare", "Amir"], ["Handläggare", "Eva"]]
