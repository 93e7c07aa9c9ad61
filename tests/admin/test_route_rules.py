"""Every route has a rule, every form is protected, every page is clean. Made from the application's own map."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.routing import Rule

from kansli.admin.access import PUBLIC, SIGNED_IN, rule_of
from kansli.plugin.rights import actor_for, can

ROLES = ("registrar", "case_officer", "board_secretary", "manager", "system_manager", "reader", "nobody")
VALUES = {"export_type": "csv", "filename": "kansli.css"}
OURS = re.compile(r"^(/|#|\?|data:|$)")


def routes(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Each route of the method with an address; a record's number is one that does not exist."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                values = {name: VALUES.get(name, 999_999) for name in rule.arguments}
                built = rule.build(values)
                assert built is not None, rule
                yield rule, built[1]


@pytest.fixture(scope="module")
def clients(shared_web) -> dict[str, FlaskClient]:
    return {role: shared_web.browser(role) for role in (*ROLES, "everything", "")}


def test_every_route_declares_a_rule_that_the_profile_knows(shared_web):
    app, profile = shared_web.app, shared_web.system.profile
    verbs = {verb for role in profile.roles.values() for verb in role.verbs} | {PUBLIC, SIGNED_IN}
    unruled = [rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) not in verbs]
    assert unruled == []


def test_a_route_without_a_rule_is_refused_to_everybody(own_web):
    web = own_web
    web.app.add_url_rule("/glomd", "forgotten", lambda: "hemligt")
    for role in ("everything", ""):
        answer = web.browser(role).get("/glomd")
        assert answer.status_code == 403
        assert "hemligt" not in answer.text


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_each_route_answers_each_role_by_its_rule(shared_web, clients, role):
    app, profile = shared_web.app, shared_web.system.profile
    wrong = []
    for rule, path in routes(app, "GET"):
        verb = rule_of(app, rule.endpoint)
        status = clients[role].get(path).status_code
        actor = actor_for(shared_web.people[role], profile) if role else None
        if verb == PUBLIC:
            expected = {200, 302, 304}
        elif actor is None:
            expected = {302}
        elif verb == SIGNED_IN or can(actor, str(verb)):
            expected = {200, 302, 404}
        else:
            expected = {403}
        if status not in expected:
            wrong.append((path, verb, status))
    assert wrong == []


def test_every_post_without_a_token_is_refused(shared_web, clients):
    wrong = []
    for rule, path in routes(shared_web.app, "POST"):
        status = clients["everything"].post(path, data={"title": "x"}).status_code
        if status != 400:
            wrong.append((rule.endpoint, path, status))
    assert wrong == []


def test_every_post_of_a_stranger_is_refused_before_it_is_read(shared_web, clients):
    for rule, path in routes(shared_web.app, "POST"):
        if rule_of(shared_web.app, rule.endpoint) != PUBLIC:
            assert clients[""].post(path, data={"title": "x"}).status_code == 401, path


def test_every_answer_has_the_policy_and_no_page_breaks_it(shared_web, clients):
    faults: list[str] = []
    for role in ("everything", ""):
        for _rule, path in routes(shared_web.app, "GET"):
            answer = clients[role].get(path)
            policy = answer.headers.get("Content-Security-Policy", "")
            if "default-src 'self'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
                faults.append(f"{path}: policy {policy!r}")
            if answer.mimetype == "text/html" and answer.status_code != 302:
                faults += [f"{path}: {fault}" for fault in page_faults(answer.text)]
    assert faults == []


def page_faults(page: str) -> list[str]:
    """What a strict policy forbids, and what a page of ours always has."""
    tree = html.fromstring(page)
    faults = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            faults.append(f"inline <{element.tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                faults.append(f"<{element.tag} {name}>")
            if name in ("href", "src", "action", "formaction", "hx-get", "hx-post") and not OURS.match(value):
                faults.append(f"<{element.tag} {name}={value!r}>")
    if len(tree.xpath("//h1")) != 1:
        faults.append("not exactly one h1")
    if tree.get("lang") not in ("sv", "en") or len(tree.xpath("//main")) != 1:
        faults.append("no language or no main")
    return faults


@pytest.mark.parametrize("path", ["/finns-inte", "/register/case/details/?id=abc", "/register/case/?page=-3&sort=99"])
def test_a_wrong_address_is_told_calmly(clients, path):
    answer = clients["everything"].get(path)
    assert answer.status_code in (200, 404)
    assert "Traceback" not in answer.text
    assert page_faults(answer.text) == []
