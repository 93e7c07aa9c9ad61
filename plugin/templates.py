"""Mallar. The old place of `kansli.plugin.templating.shipped`, until everybody has moved."""

from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.templating.shipped import known_templates, publish_shipped_templates, template_file

__all__ = ["known_templates", "publish_shipped_templates", "template_file", "template_in_force"]
