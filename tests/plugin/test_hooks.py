"""Installed packages may add steps, guards and more; none can replace ours, and a broken one is left out."""

from __future__ import annotations

from importlib import metadata
from types import SimpleNamespace

import pytest

from kansli.plugin import hooks
from kansli.plugin.errors import Blocker
from kansli.plugin.runner import Done, Step, known_guards, known_steps, run
from kansli.plugin.store.organisation import Registry

OPEN = {"case_type": "general", "title": "Lekplats"}


def package(**functions) -> SimpleNamespace:
    return SimpleNamespace(**{name: hooks.implementation(function) for name, function in functions.items()})


def entry_point(name: str, target: object):
    def load():
        if isinstance(target, Exception):
            raise target
        return target

    return SimpleNamespace(name=name, load=load)


@pytest.fixture
def with_packages(monkeypatch):
    """Let the machine seem to have packages installed; reading their list is all that is replaced."""

    def install(**packages):
        points = [entry_point(name, target) for name, target in packages.items()]
        monkeypatch.setattr(metadata, "entry_points", lambda *, group: points if group == hooks.GROUP else [])
        return hooks.load_hooks()

    return install


def test_a_package_adds_a_step_and_a_guard(with_packages):
    step = Step("send_to_archive", lambda _running, subject: Done(subject))
    loaded = with_packages(
        arkiv=package(
            kansli_steps=lambda: {"send_to_archive": step},
            kansli_guards=lambda: {
                "archive_answers": lambda _record, _reason: iter([Blocker("x", "Arkivet svarar inte.")])
            },
        )
    )
    assert loaded.steps() == {"send_to_archive": step}
    assert set(loaded.guards()) == {"archive_answers"}


def test_a_package_cannot_replace_a_step_or_a_guard_of_ours(with_packages):
    false = Step("approve_memo", lambda _running, subject: Done(subject))
    loaded = with_packages(
        falsk=package(
            kansli_steps=lambda: {"approve_memo": false},
            kansli_guards=lambda: {"statement_decided": lambda _record, _reason: iter(())},
        )
    )
    system = SimpleNamespace(hooks=loaded)
    assert known_steps(system)["approve_memo"] is not false
    assert list(
        known_guards(system)["statement_decided"](SimpleNamespace(decision_id=None, record_id="statement:1"), "")
    )


def test_a_package_that_cannot_be_loaded_is_left_out_and_named(with_packages):
    loaded = with_packages(trasig=ImportError("ingen sådan modul"), hel=package(kansli_guards=lambda: {"own": list}))
    assert set(loaded.broken) == {"trasig"}
    assert "ingen sådan modul" in loaded.broken["trasig"]


def test_a_package_is_told_after_the_step_and_its_failure_undoes_nothing(system, with_packages, the_operator):
    told = []

    def after(system, step, outcome):
        told.append((step, outcome.record))
        raise RuntimeError("mitt eget fel")

    object.__setattr__(system, "hooks", with_packages(lyssnare=package(kansli_after_step=after)))
    registry = Registry.get(Registry.code == "TN")
    outcome = run(system, "open_case", registry, actor=the_operator, data=OPEN, request_id="en")
    run(system, "open_case", registry, actor=the_operator, data=OPEN, request_id="en")
    assert told == [("open_case", outcome.record)]
