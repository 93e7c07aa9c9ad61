"""Mallarnas sidor. One page of the menu, put together of its parts: versions, checks, proposals and fields."""

from __future__ import annotations

from kansli.admin.views.template_checks import TemplateChecks
from kansli.admin.views.template_fields import TemplateFields
from kansli.admin.views.template_pages import TemplateVersions
from kansli.admin.views.template_proposals import TemplateProposals


class TemplatePage(TemplateVersions, TemplateChecks, TemplateProposals, TemplateFields):
    """Everything about templates, under one heading of the menu."""
