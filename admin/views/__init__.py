"""Sidorna. Every page in the order of the menu; the only list of them."""

from __future__ import annotations

from flask_admin.base import Admin

from kansli.admin.page import Page
from kansli.admin.views.account import AccountPage
from kansli.admin.views.registers import add_registers
from kansli.admin.views.today import TodayPage
from kansli.admin.work.menu import add_work_pages


def start_page() -> Page:
    """Return the page at `/`."""
    return TodayPage(name="Bevakning i dag", endpoint="today", url="/")


def add_views(admin: Admin) -> None:
    """Put every page in the menu."""
    admin.add_view(AccountPage(name="Mitt konto", endpoint="account", url="/konto"))
    add_work_pages(admin)
    add_registers(admin)
