"""Filter. Small words that the work pages' templates need: sizes, weekdays, tones, and where things lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import gettext as _

from kansli.admin.work.links import mend_url, record_url, step_url
from kansli.admin.work.names import label_of, person_of
from kansli.plugin.clock import today
from kansli.plugin.overview.open_steps import OpenStep
from kansli.plugin.overview.today import Task

_SOON = 7
_KILO = 1024


def size(number: int) -> str:
    """Return bytes as one reads them: `12 kB`, `3,4 MB`."""
    if number < _KILO:
        return f"{number} byte"
    if number < _KILO**2:
        return f"{number / _KILO:.0f} kB"
    return f"{number / _KILO**2:.1f} MB".replace(".0 ", " ").replace(".", ",")


def weekday(day: date) -> str:
    """Return the day's name."""
    names = (_("Måndag"), _("Tisdag"), _("Onsdag"), _("Torsdag"), _("Fredag"), _("Lördag"), _("Söndag"))
    return str(names[day.weekday()])


def tone(day: date | None) -> str:
    """Return the class of a day that something is due: late, soon or quiet."""
    if day is None:
        return ""
    left = (day - today()).days
    if left < 0:
        return "w-late"
    return "w-soon" if left <= _SOON else ""


def record_word(record: str) -> str:
    """Return what kind of record an id names, in a word."""
    words = {
        "document": _("handlingen"), "version": _("versionen"), "memo": _("tjänsteskrivelsen"),
        "statement": _("yttrandet"), "decision": _("beslutet"), "watch": _("bevakningen"), "referral": _("remissen"),
        "secrecy_mark": _("markeringen"),
    }  # fmt: skip
    return str(words.get(record.partition(":")[0], record))


def task_url(task: Task) -> str:
    """Return where a task is done."""
    steps = {"assign": "assign_officer", "decide": "record_decision", "dispatch": "dispatch_statement"}
    if task.kind in steps:
        return step_url(task.record, steps[task.kind])
    if task.kind == "approve":
        return url_for("memo.show", record_id=int(task.record.partition(":")[2]), las=1)  # read first, write if need be
    return (
        url_for("case.show", record_id=task.case.id)
        if task.kind in {"referral", "dispatch_memo"}
        else record_url(task.record)
    )


def case_step_url(pair: tuple[Any, str]) -> str:
    """Return the page of a case's step: its own, or the common form."""
    case, step = pair
    if step == "register_document":
        return url_for("registration.index", case=case.id)
    if step == "draft_memo":
        return url_for("memo.new", case_id=case.id)
    return step_url(case.record_id, step)


def status_word(status: str) -> str:
    """Return the derived status of a handling in a word."""
    return {"received": _("Inkommen"), "working_material": _("Arbetsmaterial"), "finalised": _("Upprättad")}[status]


def source_word(source: str) -> str:
    """Return how a version came about, in a word or two."""
    words = {
        "received": _("Kom in"), "registered": _("Registrerad"), "rendered": _("Skapad ur mall"), "word": _("Ur Word"),
        "imported": _("Importerad"), "scanned": _("Skannad"),
    }  # fmt: skip
    return str(words.get(source, source))


def first_step(steps: Sequence[OpenStep]) -> OpenStep:
    """Return the step that the work goes on with: onward before back and before giving up."""
    order = ("record_decision", "dispatch_statement", "approve_memo", "submit_memo", "draft_statement")
    found = (step for name in order for step in steps if step.step == name)
    return next(found, steps[0])


def section_anchor(path: Sequence[str] | str) -> str:
    """Return the anchor of a section, the same in a hit's link and on the document's page."""
    text = path if isinstance(path, str) else " ".join(path)
    letters = "".join(letter if letter.isalnum() else "-" for letter in text.casefold())
    return "avsnitt-" + "-".join(part for part in letters.split("-") if part)[:100]


def facet_url(name: str, value: str) -> str:
    """Return the present search with a value of a facet chosen, or given up when it was."""
    kept = [(key, one) for key, one in request.args.items(multi=True) if one and key != "sida"]
    pair = (name, value)
    kept = [item for item in kept if item != pair] if pair in kept else [*kept, pair]
    return f"{url_for('search.index')}?{urlencode(kept)}"


def page_url(number: int) -> str:
    """Return the present list at another page."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "sida" and value]
    query = urlencode([*kept, *([("sida", str(number))] if number else [])])
    return f"{url_for(str(request.endpoint))}?{query}"


def install(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(
        storlek=size,
        veckodag=weekday,
        tidston=tone,
        postnamn=record_word,
        task_url=task_url,
        steg_url=case_step_url,
        mend_url=mend_url,
        post_url=record_url,
        statusord=status_word,
        kom_genom=source_word,
        forsta_steg=first_step,
        avsnitt=section_anchor,
        mallnamn=label_of,
        person=person_of,
    )
    app.jinja_env.globals.update(page_url=page_url, facet_url=facet_url, step_url=step_url)
