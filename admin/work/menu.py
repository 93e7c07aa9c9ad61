"""Arbetssidornas meny. The pages people work in, in the order in which the day uses them."""

from __future__ import annotations

from typing import Any

from flask_admin.base import Admin
from flask_babel import lazy_gettext

from kansli.admin.views.bundling import BundlePage
from kansli.admin.views.cases import CasePage
from kansli.admin.views.comparing import ComparePage
from kansli.admin.views.converting import ConversionPage
from kansli.admin.views.decisions import DecisionPage
from kansli.admin.views.documents import DocumentPage
from kansli.admin.views.post_list import PostListPage
from kansli.admin.views.record import RecordPage
from kansli.admin.views.registration import RegistrationPage
from kansli.admin.views.search_page import SearchPage
from kansli.admin.views.steps import StepPage
from kansli.admin.views.taking_back import TakeBackPage
from kansli.admin.views.templates import TemplatePage
from kansli.admin.views.writing import MemoPage, StatementPage


def _l(text: str) -> Any:
    """A name that is translated when it is shown, where the library's type says a plain one."""
    return lazy_gettext(text)


def add_work_pages(admin: Admin) -> None:
    """Put the work pages in the menu, and those that are reached from them beside it."""
    admin.add_view(RegistrationPage(name=_l("Registrera"), endpoint="registration", url="/registrera"))
    admin.add_view(CasePage(name=_l("Ärenden"), endpoint="case", url="/arenden"))
    admin.add_view(DocumentPage(name=_l("Handlingar"), endpoint="document", url="/handlingar"))
    admin.add_view(PostListPage(name=_l("Postlista"), endpoint="post_list", url="/postlista"))
    admin.add_view(SearchPage(name=_l("Sök"), endpoint="search", url="/sok"))
    admin.add_view(TemplatePage(name=_l("Mallar"), endpoint="template", url="/mallar"))
    admin.add_view(MemoPage(name=_l("Tjänsteskrivelse"), endpoint="memo", url="/tjansteskrivelser"))
    admin.add_view(StatementPage(name=_l("Yttrande"), endpoint="statement", url="/yttranden"))
    admin.add_view(DecisionPage(name=_l("Beslut"), endpoint="decision", url="/beslut"))
    admin.add_view(TakeBackPage(name=_l("Läs in från Word"), endpoint="take_back", url="/las-in-fran-word"))
    admin.add_view(ConversionPage(name=_l("PDF på väg"), endpoint="conversion", url="/pdf"))
    admin.add_view(BundlePage(name=_l("Samla till PDF"), endpoint="bundle", url="/samla"))
    admin.add_view(ComparePage(name=_l("Jämför versioner"), endpoint="compare", url="/jamfor"))
    admin.add_view(StepPage(name=_l("Steg"), endpoint="step", url="/steg"))
    admin.add_view(RecordPage(name=_l("Post"), endpoint="record", url="/post"))
