"""Formulär för register. How a column becomes a field: native dates, short texts on one line, hidden keys."""

from __future__ import annotations

from typing import Any

import peewee as pw
from flask_admin.contrib.peewee.form import CustomModelConverter
from flask_admin.form import FileUploadField
from wtforms import fields

LONG_TEXTS = frozenset({"text", "note", "cause", "comment", "reason", "void_reason", "title"})
"""Columns that get a field of several lines; every text column has the same type in the database."""


class Converter(CustomModelConverter):
    """Repairs what the library's converter lacks: keys of inline rows, and dates without scripts."""

    def __init__(self, view: Any, additional: Any = None) -> None:
        super().__init__(view, additional)
        # The library knows only PrimaryKeyField, so a new inline row would demand its own number.
        self.converters[pw.AutoField] = self.handle_pk
        self.converters[pw.TextField] = self.handle_text

    def handle_date(self, model: Any, field: Any, **kwargs: Any) -> tuple[str, fields.DateField]:
        """Return a date field that the browser itself draws."""
        del model
        return field.name, fields.DateField(**kwargs)

    def handle_datetime(self, model: Any, field: Any, **kwargs: Any) -> tuple[str, fields.DateTimeField]:
        """Return a field for day and time that the browser itself draws."""
        del model
        return field.name, fields.DateTimeLocalField(format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"], **kwargs)

    def handle_text(self, model: Any, field: Any, **kwargs: Any) -> tuple[str, fields.Field]:
        """Return one line for names and codes, several for texts; choices become a list."""
        del model
        choices = kwargs.pop("choices", None) or field.choices
        if choices:
            return field.name, fields.SelectField(choices=choices, **kwargs)
        if field.name in LONG_TEXTS:
            return field.name, fields.TextAreaField(**kwargs)
        return field.name, fields.StringField(**kwargs)


def takes_files(form_class: type[Any]) -> bool:
    """Answer whether a form has the library's upload field, which overwrites files of the same name."""
    kinds = (getattr(form_class, name, None) for name in dir(form_class))
    return any(getattr(kind, "field_class", None) is FileUploadField for kind in kinds)
