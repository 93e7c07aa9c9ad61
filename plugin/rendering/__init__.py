"""Dokumentframställning. From a memo or a statement to a Word file, stored as an immutable version."""

from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.rendering.hand_edited import HandEdited
from kansli.plugin.rendering.make import Rendering, regenerate, render
from kansli.plugin.rendering.pdf import pdf_is_possible, render_pdf

__all__ = ["HandEdited", "Rendering", "catalogue_for", "pdf_is_possible", "regenerate", "render", "render_pdf"]
