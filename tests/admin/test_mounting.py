"""Kansli in a site that exists already, and that has its own modules called `admin` and `plugin`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from flask import Flask

from kansli.admin.extension import Kansli

HOST = """
import pathlib, re, sys
import admin, plugin                      # the host's own
from flask import Flask, session
from kansli.admin.extension import Kansli
from kansli.plugin.settings import Settings
from kansli.plugin.system import open_system

site = Flask(__name__)
site.secret_key = "the host's own key"

@site.post("/kontakt")
def contact():
    return "tack"

@site.get("/")
def home():
    session["visits"] = session.get("visits", 0) + 1
    return f"{admin.NAME} {plugin.NAME} {session['visits']}"

settings = Settings(data=pathlib.Path(sys.argv[1]), secure_cookies=False)
mounted = Kansli(site, url_prefix="/kansli", system=open_system(settings))
client = site.test_client()
assert client.get("/").text == "the host's admin the host's plugin 1"
assert client.post("/kontakt").text == "tack", "the host's forms are not ours to protect"
assert "Content-Security-Policy" not in client.get("/").headers
asked = client.get("/kansli/")
assert asked.status_code == 302 and asked.location.startswith("/kansli/konto/logga-in"), asked.location
door = client.get(asked.location)
assert door.status_code == 200 and 'action="/kansli/konto/logga-in"' in door.text
assert re.search(r'href="/kansli/static/kansli.css', door.text)
assert client.get("/kansli/static/kansli.css").status_code == 200
assert client.get("/kanslipost").status_code == 404
token = re.search(r'"csrf-token" content="([^"]+)"', door.text)[1]
form = {"csrf_token": token, "email": "a@exempel.se", "password": "lang nog"}
entered = client.post("/kansli/konto/logga-in", data=form)
assert entered.status_code == 302 and entered.location == "/kansli/", entered.status_code
assert client.get("/kansli/konto/").status_code == 200
assert client.get("/").text.endswith("3"), "the host's session lives on beside ours"
assert not hasattr(admin, "create_app") and sys.modules["admin"].__file__.startswith(sys.argv[2])
print("ok", sorted(rule.rule for rule in site.url_map.iter_rules()))
"""


def test_kansli_is_mounted_in_a_site_with_its_own_admin_and_plugin(sqlite_system, tmp_path):
    import argon2

    from kansli.plugin.store.accounts import User

    User.create(email="a@exempel.se", name="A", session_key="a", password=argon2.PasswordHasher().hash("lang nog"))
    sqlite_system.database.close()
    site = tmp_path / "site"
    site.mkdir()
    for name in ("admin", "plugin"):
        (site / f"{name}.py").write_text(f'NAME = "the host\'s {name}"\n', encoding="utf-8")
    (site / "site_app.py").write_text(HOST, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KANSLI_")}
    ended = subprocess.run(
        [sys.executable, "site_app.py", str(sqlite_system.data), str(site)],
        cwd=site, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("ok ['/', '/kontakt', '/static/")


def test_an_empty_prefix_is_refused_since_it_would_hide_the_site(sqlite_system):
    with pytest.raises(ValueError, match="url_prefix"):
        Kansli(Flask("host"), url_prefix="/", system=sqlite_system)


def test_mounting_without_a_system_is_refused():
    with pytest.raises(ValueError, match="system"):
        Kansli(Flask("host"))


def test_two_steps_are_as_good_as_one(sqlite_system):
    kansli, host = Kansli(url_prefix="diarium"), Flask("host")
    kansli.init_app(host, system=sqlite_system)
    assert host.test_client().get("/diarium/").location.startswith("/diarium/konto/logga-in")
    assert host.extensions["kansli"] is kansli
