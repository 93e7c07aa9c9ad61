"""Skalet. What stands around every page: the menu, the search box, who is signed in, where one is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_admin.menu import BaseMenu, MenuCategory, MenuView
from flask_babel import get_locale

from kansli.admin.access import current_actor, may
from kansli.admin.accounts import current_row
from kansli.admin.language import LANGUAGES
from kansli.admin.state import the_state

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu. `badge` is a number that waits for somebody."""

    label: str
    url: str
    active: bool
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A heading of the menu and its links; without a label, the work pages at the top."""

    label: str
    items: tuple[MenuItem, ...]

    @property
    def active(self) -> bool:
        """Whether the present page is in the group."""
        return any(item.active for item in self.items)


@dataclass(frozen=True, slots=True)
class Shell:
    """The values that base.html needs."""

    language: str
    languages: dict[str, str]
    municipality: str
    demo: bool
    groups: tuple[MenuGroup, ...]
    user_name: str
    user_title: str
    search_url: str | None
    search_query: str


def shell() -> Shell:
    """Return what stands around the page of this request."""
    state = the_state()
    actor = current_actor()
    return Shell(
        language=str(get_locale() or "sv"),
        languages=LANGUAGES,
        municipality=state.system.profile.municipality if actor is not None else "",
        demo=state.web.demo,
        groups=_groups(),
        user_name=actor.name if actor is not None else "",
        user_title=str(current_row().title) if actor is not None else "",
        search_url=url_for("search.index") if "search.index" in current_app.view_functions else None,
        search_query=request.args.get("q", "") if request.endpoint == "search.index" else "",
    )


def _groups() -> tuple[MenuGroup, ...]:
    """Return Flask-Admin's menu as the one who asks may see it: pages without a category first."""
    if current_actor() is None:
        return ()
    first: list[MenuItem] = []
    groups: list[MenuGroup] = []
    for entry in the_state().admin.menu():
        if isinstance(entry, MenuCategory):
            items = tuple(_item(child) for child in entry.get_children())
            if items:
                groups.append(MenuGroup(str(entry.name), items))
        elif entry.is_visible() and entry.is_accessible():
            first.append(_item(entry))
    return (MenuGroup("", tuple(first)), *groups)


def _item(entry: BaseMenu) -> MenuItem:
    if not isinstance(entry, MenuView):
        raise TypeError(f"the menu holds pages, and {entry.name} is none")
    view: Any = entry._view
    return MenuItem(
        label=str(entry.name),
        url=url_for(f"{view.endpoint}.{view._default_view}"),
        active=request.blueprint == view.endpoint,
        shortcut=getattr(view, "shortcut", ""),
    )


@lru_cache(maxsize=64)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Return the address of a file of ours, with a fingerprint, so that browsers may keep it."""
    return url_for("static", filename=name, v=_fingerprint(name))


def install(app: Flask) -> None:
    """Give the templates what the shell needs."""
    app.jinja_env.globals.update(shell=shell, asset=asset, may=may)
