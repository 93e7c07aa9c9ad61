"""Register. The one base class of every list: what the library's own gets wrong, put right.

Rows are narrowed by rights in one place; foreign keys are read in the same query; nothing is deleted; a saved
form is one transaction that refuses when somebody else saved first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import peewee as pw
from flask import Response, abort, flash, g, redirect, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_admin.base import expose
from flask_admin.contrib.peewee.form import save_inline
from flask_admin.contrib.peewee.view import ModelView
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from kansli.admin import labels
from kansli.admin.access import needs_own, the_actor
from kansli.admin.export import csv_lines
from kansli.admin.forms import Converter, takes_files
from kansli.admin.page import Ruled
from kansli.admin.scope import narrow
from kansli.admin.state import the_system
from kansli.plugin.clock import today
from kansli.plugin.errors import Conflict, Refused
from kansli.plugin.store.base import Guarded, Record, database
from kansli.plugin.store.connect import is_postgres

MARK = "row_mark"
"""Name of the hidden field that remembers how the row was when the form was opened."""

LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A list of choices above the table: the column it holds to a value, and where the choices come from."""

    column: str
    label: Any
    choices: Callable[[], Sequence[tuple[str, Any]]]


class RegisterView(Ruled, ModelView):
    """A list of one table. Read-only unless a subclass says how it saves."""

    verb = "read"
    write_verb: ClassVar[str] = "administer"
    export_verb: ClassVar[str] = "export"
    saves_through_step: ClassVar[bool] = False
    """True in a subclass whose `store` runs a workflow step; a record with a workflow demands it."""

    counted_rows: ClassVar[int] = 1000
    """As far as the rows of a list are counted; a longer one has a next page and no last one."""

    choice_filters: ClassVar[tuple[ChoiceFilter, ...]] = ()

    model_form_converter = Converter
    can_create = False
    can_edit = False
    can_delete = False
    can_view_details = True
    column_display_actions = False
    column_display_pk = False
    column_default_sort = ("id", True)
    page_size = 25
    export_max_rows = 100_000
    export_types = ["csv"]
    list_template = "register/list.html"
    details_template = "register/details.html"
    create_template = "register/form.html"
    edit_template = "register/form.html"

    def __init__(self, model: type[Record], name: Any = None, **options: Any) -> None:
        self._refuse_what_does_not_hold(model)
        super().__init__(model, name, **options)

    def _refuse_what_does_not_hold(self, model: type[Record]) -> None:
        """Stop the start of the program when a subclass asks for something that is known to go wrong."""
        if self.can_delete:
            raise TypeError(f"{type(self).__name__}: no record is deleted from a list")
        if self.column_editable_list:
            raise TypeError(f"{type(self).__name__}: editing in the list does not work with choices")
        if issubclass(model, Guarded) and (self.can_create or self.can_edit) and not self.saves_through_step:
            raise TypeError(f"{type(self).__name__}: {model.__name__} has a workflow and changes through its steps")

    # What may be seen

    def scope(self, query: pw.ModelSelect) -> pw.ModelSelect:
        """Narrow a query to what the one who asks may see: for list, record, export and actions alike."""
        return narrow(query, table=self.model, actor=the_actor())

    def get_query(self) -> pw.ModelSelect:
        """Return the rows that may be seen, with the records that their shown keys point at."""
        query = self.scope(self.model.select())
        for key in self._shown_keys():
            other = key.rel_model.alias()
            same = key == getattr(other, key.rel_field.name)
            query = query.select_extend(other).join_from(self.model, other, pw.JOIN.LEFT_OUTER, on=same, attr=key.name)
        return query

    def _shown_keys(self) -> list[pw.ForeignKeyField]:
        wanted = {*self._names(self.column_list), *self._names(self.column_details_list)}
        keys = (self.model._meta.fields[name] for name in wanted if name in self.model._meta.fields)
        return sorted((key for key in keys if isinstance(key, pw.ForeignKeyField)), key=lambda key: str(key.name))

    @staticmethod
    def _names(columns: Any) -> list[str]:
        return [column for column in columns or () if isinstance(column, str)]

    def get_one(self, id: Any) -> Any:  # noqa: A002 - the library's name
        """Return one row that may be seen, or None. What is no number is asked of no database."""
        text = str(id)
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            return None
        return self.get_query().where(self.model._meta.primary_key == int(text)).get_or_none()

    def rows_of(self, ids: Sequence[str]) -> list[Any]:
        """Return those of the chosen rows that may be seen. Every action begins here."""
        numbers = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) <= 15]
        return list(self.get_query().where(self.model._meta.primary_key.in_(numbers)))

    # The list

    def get_list(  # type: ignore[override]
        self,
        page: int | None,
        sort_column: str | None,
        sort_desc: bool | None,
        search: str | None,
        filters: Any,
        execute: bool = True,
        page_size: int | None = None,
    ) -> tuple[int | None, Any]:
        """Return how many rows there are and those of one page: two queries, whatever the number of rows.

        None instead of the number where it is above `counted_rows`: a large register is not gone through to tell it.
        """
        del filters, execute
        query = self._chosen(self._found(self.get_query(), search))
        size = page_size or self.page_size
        number = min(max(page or 0, 0), LAST_PAGE)
        rows = list(query.order_by(*self._order(sort_column, bool(sort_desc))).limit(size).offset(number * size))
        return self._count(search), rows

    def _count(self, search: str | None) -> int | None:
        found = self._chosen(self._found(self.scope(self.model.select(pw.SQL("1"))), search))
        count = int(found.limit(self.counted_rows + 1).count())
        return count if count <= self.counted_rows else None

    def _found(self, query: pw.ModelSelect, search: str | None) -> pw.ModelSelect:
        for word in (search or "").split():
            term = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            hits = [self._like(getattr(self.model, name), term) for name in self._names(self.column_searchable_list)]
            if hits:
                query = query.where(_any_of(hits))
        return query

    @staticmethod
    def _like(column: Any, term: str) -> Any:
        """Compare without regard to case. SQLite's own LIKE knows only a to z, so the fold is ours."""
        if is_postgres(database.obj):
            return pw.Expression(column, "ILIKE", pw.Value(term))
        return pw.NodeList((pw.fn.fold(column), pw.SQL("LIKE"), pw.Value(term.casefold()), pw.SQL("ESCAPE '\\'")))

    def _chosen(self, query: pw.ModelSelect) -> pw.ModelSelect:
        for choice in self.choice_filters:
            value = request.args.get(choice.column, "")
            column = self.model._meta.fields[choice.column]
            if not value:
                continue
            if isinstance(column, pw.TextField):
                query = query.where(column == value)
            elif value.isascii() and value.isdigit() and len(value) <= 15:
                query = query.where(column == int(value))
        return query

    def _order(self, sort_column: str | None, descending: bool) -> list[Any]:
        primary = self.model._meta.primary_key
        name, down = (sort_column, descending) if sort_column else self.column_default_sort
        column = self.model._meta.fields.get(str(name), primary)
        first = column.desc() if down else column.asc()
        # The same direction for both: then an index of the column gives the order, and nothing is sorted.
        second = primary.desc() if down else primary.asc()
        return [first] if column is primary else [first, second]

    # Words

    def get_column_name(self, field: str) -> Any:
        """Return the column's heading: the words of the table, in the language of the reader."""
        if self.column_labels and field in self.column_labels:
            return self.column_labels[field]
        column = self.model._meta.fields.get(field)
        words = column.verbose_name if column is not None else None
        return lazy_gettext(words) if words else field

    def search_placeholder(self) -> str | None:
        """Return the names of the columns that the search looks in."""
        names = [str(self.get_column_name(name)) for name in self._names(self.column_searchable_list)]
        return ", ".join(names) or None

    def cell(self, row: Any, column: str, *, whole: bool = False) -> Any:
        """Return one value of a row as it stands in the list."""
        value = getattr(row, column, None)
        return labels.shown(self.model, column, value, profile=the_system().profile, whole=whole)

    def title_of(self, row: Any) -> str:
        """Return the heading of a record's page."""
        name, title = labels.name_of(row), getattr(row, "title", "")
        return f"{name} {title}" if title and title != name else name

    def chosen_value(self, column: str) -> str:
        """Return what a choice above the list is set to."""
        return request.args.get(column, "")

    # Routes. Those of the library that are not repeated here with `expose` do not exist.

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """Show the list."""
        page: ResponseReturnValue = super().index_view()
        return page

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """Show one record."""
        row = self.get_one(request.args.get("id", ""))
        if row is None:
            abort(404)
        return self.render(self.details_template, model=row, columns=self._details_columns)

    @expose("/new/", methods=("GET", "POST"))
    @needs_own("write_verb")
    def create_view(self) -> ResponseReturnValue:
        """Show and take the form of a new record."""
        if not self.can_create:
            abort(404)
        form = self.create_form()
        if self.validate_form(form):
            made = self.create_model(form)
            if made:
                return self._saved_page(made)
        return self.render(self.create_template, form=form), _form_status()

    @expose("/edit/", methods=("GET", "POST"))
    @needs_own("write_verb")
    def edit_view(self) -> ResponseReturnValue:
        """Show and take the form of a record."""
        row = self.get_one(request.args.get("id", "")) if self.can_edit else None
        if row is None:
            abort(404)
        heading, mark = self.title_of(row), self.mark_of(row)
        form = self.edit_form(obj=row)
        if self.validate_form(form) and self.update_model(form, row):
            return self._saved_page(row)
        newer = g.get("kansli_newer_row")
        shown_mark = self.mark_of(newer) if newer is not None else request.form.get(MARK, mark)
        page = self.render(
            self.edit_template, form=form, row=row, heading=heading, row_mark=shown_mark, newer=newer,
            columns=self._details_columns,
        )  # fmt: skip
        return page, _form_status()

    def _saved_page(self, row: Any) -> ResponseReturnValue:
        flash(_("Sparat."), "success")
        return redirect(self.get_url(".details_view", id=row.get_id()))

    @expose("/export/<export_type>/")
    @needs_own("export_verb")
    def export(self, export_type: str) -> ResponseReturnValue:
        """Send what the list shows as a file."""
        if export_type not in self.export_types:
            abort(404)
        _count, rows = self._export_data()
        headings = [str(name) for _column, name in self._export_columns]
        lines = csv_lines(headings, self._export_rows(rows))
        filename = f"{self.endpoint}-{today().isoformat()}.csv"
        return Response(
            stream_with_context(lines),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{filename}"'},
        )

    def _export_rows(self, rows: Sequence[Any]) -> Iterator[list[str]]:
        profile = the_system().profile
        for row in rows:
            yield [
                labels.plain(self.model, column, getattr(row, column, None), profile=profile)
                for column, _name in self._export_columns
            ]

    @expose("/action/", methods=("POST",))
    @needs_own("write_verb")
    def action_view(self) -> ResponseReturnValue:
        """Do an action with the chosen rows."""
        answer: ResponseReturnValue = self.handle_action()
        return answer

    def delete_view(self) -> ResponseReturnValue:
        """Refuse: there is no such route."""
        abort(404)

    def ajax_lookup(self) -> ResponseReturnValue:
        """Refuse: there is no such route."""
        abort(404)

    def ajax_update(self) -> ResponseReturnValue:
        """Refuse: there is no such route."""
        abort(404)

    def action_delete(self, ids: Sequence[str]) -> None:
        """Refuse: the library's action deletes rows that the list does not even show."""
        del ids
        abort(404)

    def init_actions(self) -> None:
        """Leave out the library's own action, which deletes."""
        super().init_actions()
        self._actions = [item for item in self._actions if item[0] != "delete"]
        self._actions_data.pop("delete", None)

    # Saving

    def scaffold_form(self) -> type[Any]:
        """Build the form; refused when it has the library's upload field."""
        made: type[Any] = super().scaffold_form()
        if takes_files(made):
            raise TypeError(f"{type(self).__name__}: files go through the incoming gate, never through a form field")
        return made

    def mark_of(self, row: Any) -> str:
        """Return a mark that changes whenever a column of the stored row does."""
        stored = [str(row.__data__.get(field.name)) for field in self.model._meta.sorted_fields]
        return hashlib.sha256("\x00".join(stored).encode()).hexdigest()[:32]

    def store(self, form: Any, row: Any, *, is_new: bool) -> None:
        """Save the form in the row, within a transaction. A record with a workflow runs its step here instead."""
        form.populate_obj(row)
        row.save(force_insert=is_new)
        save_inline(form, row)

    def create_model(self, form: Any) -> Any:
        """Make a row of the form; False, with the form kept, when it is refused."""
        row = self.model()
        return row if self._saved(form, row, is_new=True) else False

    def update_model(self, form: Any, model: Any) -> bool:
        """Save the form in the row, unless somebody else did since it was opened."""
        return self._saved(form, model, is_new=False)

    def _saved(self, form: Any, row: Any, *, is_new: bool) -> bool:
        try:
            with database.atomic():
                if not is_new:
                    self._must_be_as_opened(row)
                self.store(form, row, is_new=is_new)
        except Refused as refusal:
            field = form._fields.get(refusal.field or "")
            if field is not None:
                field.errors = [*field.errors, refusal.message]
            flash(refusal.message, "error")
            return False
        except pw.IntegrityError:
            flash(_("Det gick inte att spara: ett värde finns redan på en annan post, eller saknas."), "error")
            return False
        return True

    def _must_be_as_opened(self, row: Any) -> None:
        stored = self.model.get_by_id(row.get_id())
        if request.form.get(MARK, "") != self.mark_of(stored):
            g.kansli_newer_row = self.get_one(row.get_id())
            raise Conflict(_("Någon annan"), _("sedan du öppnade formuläret"))


def _form_status() -> int:
    """Return 422 for a form that came back with problems, so that scripts and tests can tell."""
    return 422 if request.method == "POST" else 200


def _any_of(conditions: Sequence[Any]) -> Any:
    together = conditions[0]
    for condition in conditions[1:]:
        together = together | condition
    return together


__all__ = ["MARK", "ChoiceFilter", "RegisterView"]
