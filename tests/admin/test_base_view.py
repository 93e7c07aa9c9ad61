"""What the library's own list gets wrong, and ours does not. Each scenario is played on both."""

from __future__ import annotations

import logging
import re
from typing import Any

import peewee as pw
import pytest
from flask import Flask
from flask_admin import Admin, BaseView, expose
from flask_admin.contrib.peewee import ModelView
from flask_admin.form import FileUploadField
from flask_babel import Babel
from wtforms import StringField

from kansli.admin.base_view import ChoiceFilter, RegisterView
from kansli.admin.page import Page
from kansli.plugin.errors import Refused
from kansli.plugin.store.base import Guarded, Record, database
from kansli.plugin.store.cases import Case


class Board(Record):
    record_kind = "test_board"
    name = pw.TextField(verbose_name="Nämnd")


class Clerk(Record):
    record_kind = "test_clerk"
    name = pw.TextField(verbose_name="Namn")


class Paper(Record):
    record_kind = "test_paper"
    title = pw.TextField(verbose_name="Rubrik", unique=True)
    status = pw.TextField(default="oppet", verbose_name="Status", choices=[("oppet", "Öppet"), ("stangt", "Stängt")])
    board = pw.ForeignKeyField(Board, backref="papers", verbose_name="Till nämnd")
    clerk = pw.ForeignKeyField(Clerk, null=True, backref="papers", verbose_name="Handläggare")
    registrar = pw.ForeignKeyField(Clerk, null=True, backref="registered", verbose_name="Registrator")


class Leaf(Record):
    record_kind = "test_leaf"
    paper = pw.ForeignKeyField(Paper, backref="leaves")
    text = pw.TextField(verbose_name="Text")


TABLES = (Board, Clerk, Paper, Leaf)
COLUMNS = ["title", "board", "clerk", "registrar", "status"]


class Stock(ModelView):
    """The library's own."""

    column_list = COLUMNS
    column_searchable_list = ["title"]
    column_filters = [Board.name, Clerk.name]
    inline_models = [Leaf]
    can_export = True
    can_view_details = True

    def get_query(self):
        return super().get_query().where(self.model.board == 1)


class Ours(RegisterView):
    verb = "administer"
    export_verb = "administer"
    can_create = True
    can_edit = True
    column_list = COLUMNS
    column_details_list = COLUMNS
    column_export_list = COLUMNS
    column_searchable_list = ["title"]
    inline_models = [Leaf]
    choice_filters = (
        ChoiceFilter("board", "Nämnd", lambda: [("1", "A")]),
        ChoiceFilter("clerk", "Handläggare", lambda: [("1", "K")]),
    )

    def scope(self, query):
        return query.where(self.model.board == 1)


class Queries(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())

    def about(self, table: str) -> int:
        return sum(1 for line in self.seen if f'"{table}"' in line)


@pytest.fixture
def queries():
    handler, log = Queries(), logging.getLogger("peewee")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    yield handler
    log.removeHandler(handler)
    log.setLevel(logging.WARNING)


@pytest.fixture(scope="module")
def application(application):
    application.extensions["kansli"].admin.add_view(Ours(Paper, endpoint="ours", url="/ours"))
    return application


@pytest.fixture
def papers(web):
    """Twenty papers with a leaf each: those of board 1 are ours to see, those of board 2 are not."""
    database.create_tables(TABLES)
    for name in ("A", "B"):
        Board.create(name=name)
    for number in range(3):
        Clerk.create(name=f"Kim {number}")
    for number in range(1, 21):
        Paper.create(title=f"Skrivelse {number}", board=1 + number % 2, clerk=1 + number % 3, registrar=1)
    for paper in Paper.select():
        Leaf.create(paper=paper, text="blad")


def stock_app(*views: ModelView) -> Flask:
    app = Flask("stock")
    app.secret_key = "x"
    Babel(app, locale_selector=lambda: "sv")
    admin = Admin(app, url="/")
    admin.add_views(*views)
    return app


@pytest.fixture
def stock(papers):
    """A browser at the library's own list."""
    return stock_app(Stock(Paper, endpoint="stock")).test_client()


@pytest.fixture
def ours(web, papers):
    """A manager's browser at our list of the same rows."""
    return web.browser("system_manager")


@pytest.fixture
def post(web, ours):
    return lambda path, **form: web.post(ours, path, **form)


OUR_PAPER, FOREIGN_PAPER = 2, 1


def form_of(page: str) -> dict[str, Any]:
    """The values that a browser would send back of the only form with a title."""
    from lxml import html

    form = next(form for form in html.fromstring(page).forms if "title" in form.fields)
    # A browser takes away the line break with which a text field begins.
    return {
        name: (value or "").removeprefix("\r").removeprefix("\n")
        for name, value in form.fields.items()
        if not name.startswith("leaves-1")
    }


# 1


def test_stock_deletes_a_row_with_everything_under_it(stock):
    stock.post("/stock/delete/", data={"id": OUR_PAPER})
    assert Leaf.select().where(Leaf.paper == OUR_PAPER).count() == 0


def test_ours_has_no_way_to_delete(post):
    assert post("/ours/delete/", id=OUR_PAPER).status_code == 404
    post("/ours/action/", action="delete", rowid=[OUR_PAPER])
    assert Paper.select().count() == 20
    assert Leaf.select().count() == 20


def test_ours_refuses_to_start_with_deleting_on():
    class Deleting(Ours):
        can_delete = True

    with pytest.raises(TypeError, match="deleted"):
        Deleting(Paper)


# 2


def test_stock_opens_and_deletes_a_row_that_its_list_does_not_show(stock):
    assert stock.get(f"/stock/edit/?id={FOREIGN_PAPER}").status_code == 200
    stock.post("/stock/action/", data={"action": "delete", "rowid": [FOREIGN_PAPER]})
    assert Paper.get_or_none(id=FOREIGN_PAPER) is None


@pytest.mark.parametrize("page", ["edit", "details"])
def test_ours_does_not_open_a_row_that_its_list_does_not_show(ours, page):
    assert ours.get(f"/ours/{page}/?id={FOREIGN_PAPER}").status_code == 404
    assert ours.get(f"/ours/{page}/?id={OUR_PAPER}").status_code == 200


def test_ours_exports_and_acts_on_what_its_list_shows(web, ours):
    assert ours.get("/ours/export/csv/").text.count("Skrivelse") == 10
    view = next(view for view in web.app.extensions["kansli"].admin._views if view.endpoint == "ours")
    assert [row.id for row in view.rows_of([str(OUR_PAPER), str(FOREIGN_PAPER), "x", "9" * 40])] == [OUR_PAPER]


# 3 and 4


def inline_form(page: str, title: str, new_text: str) -> dict[str, Any]:
    form = form_of(page)
    return {**form, "title": title, "leaves-1-id": "", "leaves-1-text": new_text}


def test_stock_cannot_add_a_row_under_a_row(stock):
    path = f"/stock/edit/?id={OUR_PAPER}"
    stock.post(path, data=inline_form(stock.get(path).text, "Ny", "andra bladet"))
    assert Leaf.select().where(Leaf.paper == OUR_PAPER).count() == 1


def test_ours_adds_a_row_under_a_row(ours, post):
    form = inline_form(ours.get(f"/ours/edit/?id={OUR_PAPER}").text, "Ny", "andra bladet")
    form.pop("csrf_token", None)
    assert post(f"/ours/edit/?id={OUR_PAPER}", **form).status_code == 302
    assert [leaf.text for leaf in Paper.get_by_id(OUR_PAPER).leaves] == ["blad", "andra bladet"]


def failing_leaves(monkeypatch):
    def refuse(self, *_args, **_kwargs):
        raise Refused("Bladet går inte att spara.")

    monkeypatch.setattr(Leaf, "save", refuse)


NEW_PAPER = {"title": "Halv", "board": "1", "clerk": "__None", "registrar": "__None", "status": "oppet"}


def test_stock_saves_half_a_form(stock, monkeypatch):
    failing_leaves(monkeypatch)
    stock.post("/stock/new/", data={**NEW_PAPER, "leaves-0-id": "99", "leaves-0-text": "blad"})
    assert Paper.select().where(Paper.title == "Halv").count() == 1


def test_ours_saves_all_of_a_form_or_nothing(post, monkeypatch):
    failing_leaves(monkeypatch)
    answer = post("/ours/new/", **NEW_PAPER, **{"leaves-0-id": "", "leaves-0-text": "blad"})
    assert "Bladet går inte att spara." in answer.text
    assert Paper.select().where(Paper.title == "Halv").count() == 0


# 5


def test_stock_asks_the_database_once_more_for_every_row(stock, queries):
    stock.get("/stock/")
    assert queries.about("clerk") >= 10


@pytest.mark.parametrize(("rows", "told"), [(20, "30 poster"), (990, "1000 poster"), (2000, "Fler än 1000 poster")])
def test_ours_asks_twice_whatever_the_number_of_rows(ours, queries, rows, told):
    Paper.insert_many({"title": f"Mer {n}", "board": 1, "clerk": 1, "registrar": 2} for n in range(rows)).execute()
    queries.seen.clear()
    page = ours.get("/ours/")
    assert page.status_code == 200
    assert f">{told}<" in page.text
    assert queries.about("paper") == 2
    assert len(queries.seen) <= 2 + 2, "two for the list, two for who is asking"


def test_a_long_list_has_a_next_page_to_its_end_without_being_counted(ours):
    Paper.insert_many({"title": f"Mer {n}", "board": 1, "clerk": 1, "registrar": 2} for n in range(1015)).execute()
    first, last = ours.get("/ours/").text, ours.get("/ours/?page=40").text
    assert "Sida 1<" in first
    assert 'rel="next"' in first
    assert "Sida 41<" in last
    assert 'rel="next"' in last, "a full page may have one after it"
    assert "Ingen post" in ours.get("/ours/?page=41").text


def test_ours_exports_without_asking_for_every_row(ours, queries):
    queries.seen.clear()
    ours.get("/ours/export/csv/")
    assert queries.about("paper") <= 2


# 6


def test_stock_breaks_on_two_filters_by_foreign_key(stock):
    assert stock.get("/stock/?flt1_0=A&flt2_7=Kim").status_code == 500


def test_ours_takes_any_number_of_choices_by_foreign_key(ours):
    page = ours.get("/ours/?board=1&clerk=3")
    assert page.status_code == 200
    ids = {int(found) for found in re.findall(r"Skrivelse (\d+)<", page.text)}
    assert ids == {paper.id for paper in Paper.select().where((Paper.board == 1) & (Paper.clerk == 3))}
    assert ids


def test_ours_takes_no_notice_of_a_choice_that_is_no_number(ours):
    assert ours.get("/ours/?board=abc&clerk=").status_code == 200


# 7


def test_stock_breaks_on_editing_choices_in_the_list(papers):
    class Editing(Stock):
        column_editable_list = ["status"]

    assert stock_app(Editing(Paper, endpoint="stock")).test_client().get("/stock/").status_code == 500


def test_ours_refuses_to_start_with_editing_in_the_list():
    class Editing(Ours):
        column_editable_list = ["status"]

    with pytest.raises(TypeError, match="editing in the list"):
        Editing(Paper)


# 8


def test_stock_sends_anything_at_all_to_the_database(stock, queries):
    stock.get("/stock/edit/?id=abc")
    assert any("abc" in line for line in queries.seen)


@pytest.mark.parametrize("odd", ["abc", "", "-1", "1.5", "٣", "9" * 40, "1 OR 1=1"])
def test_ours_asks_no_database_about_what_is_no_number(ours, queries, odd):
    answer = ours.get("/ours/edit/", query_string={"id": odd})
    assert answer.status_code == 404
    assert queries.about("paper") == 0


# 9


PATH = f"edit/?id={OUR_PAPER}"


def two_tabs(client, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = (form_of(client.get(path).text) for _ in range(2))
    for form in (first, second):
        form.pop("csrf_token", None)
    return {**first, "title": "Den första hann"}, {**second, "title": "Den andra skrev"}


def test_stock_lets_the_last_one_win_in_silence(stock):
    for form in two_tabs(stock, f"/stock/{PATH}"):
        stock.post(f"/stock/{PATH}", data={**form, "leaves-0-text": "blad"})
    assert Paper.get_by_id(OUR_PAPER).title == "Den andra skrev"


def test_ours_tells_the_second_one_and_keeps_both_texts(ours, post):
    path = f"/ours/{PATH}"
    first, second = two_tabs(ours, path)
    post(path, **first)
    answer = post(path, **second)
    assert answer.status_code == 422
    assert Paper.get_by_id(OUR_PAPER).title == "Den första hann"
    assert "Den första hann" in answer.text
    assert "Den andra skrev" in answer.text
    assert "hann spara först" in answer.text
    again = form_of(answer.text)
    again.pop("csrf_token", None)
    assert post(path, **again).status_code == 302
    assert Paper.get_by_id(OUR_PAPER).title == "Den andra skrev"


# 10


def test_stock_shows_the_names_of_the_program_and_none(stock):
    page = stock.get("/stock/").text
    assert "Till nämnd" not in page
    assert "None" in page


def test_ours_shows_the_words_of_the_table(ours):
    page = ours.get("/ours/").text
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert "Till nämnd" in head
    assert "Handläggare" in head
    assert 'placeholder="Rubrik"' in page
    assert "None" not in page


# 11


def test_ours_refuses_the_upload_field_that_overwrites_files_of_the_same_name(tmp_path):
    class Uploading(Ours):
        form_extra_fields = {"file": FileUploadField("Fil", base_path=str(tmp_path))}

    with pytest.raises(TypeError, match="incoming gate"):
        Uploading(Paper)


def test_ours_takes_other_extra_fields():
    class Extra(Ours):
        form_extra_fields = {"more": StringField("Mer")}

    assert Extra(Paper).can_delete is False


# 12


class StockFaulty(BaseView):
    verb = "administer"

    @expose("/")
    def index(self):
        return len(5)


class OursFaulty(Page):
    verb = "administer"

    @expose("/")
    def index(self):
        return len(5)


@pytest.mark.parametrize(("kind", "message"), [(StockFaulty, "cls"), (OursFaulty, "has no len")])
def test_stock_hides_the_first_fault_and_ours_shows_it(own_web, kind, message):
    web = own_web
    web.app.extensions["kansli"].admin.add_view(kind(endpoint="faulty", url="/faulty"))
    client = web.browser("system_manager")
    web.app.config["PROPAGATE_EXCEPTIONS"] = True
    web.app.testing = True
    del web.app.error_handler_spec[None][None][Exception]
    with pytest.raises(TypeError, match=message):
        client.get("/faulty/")


# 13


def formula_line(client, path: str) -> str:
    Paper.update(title='=HYPERLINK("http://ond.example")').where(Paper.id == OUR_PAPER).execute()
    return next(line for line in client.get(path).text.splitlines() if "HYPERLINK" in line).lstrip('\ufeff"')


def test_stock_exports_formulas(stock):
    assert formula_line(stock, "/stock/export/csv/").startswith("=HYPERLINK")


def test_ours_exports_formulas_as_text(ours):
    assert formula_line(ours, "/ours/export/csv/").startswith("'=HYPERLINK")


# 14


def test_a_form_breaks_where_the_languages_are_not_set_up_and_ours_always_are(web, ours):
    bare = Flask("bare")
    bare.secret_key = "x"
    Admin(bare).add_view(ModelView(Paper, endpoint="papers"))
    assert bare.test_client().get("/admin/papers/new/").status_code == 500
    assert "babel" in web.app.extensions
    assert ours.get("/ours/new/").status_code == 200


# And besides


def test_a_record_with_a_workflow_cannot_be_edited_round_its_steps():
    class Editing(Ours):
        column_list = ["title"]
        column_details_list = None
        column_export_list = None
        inline_models = None
        choice_filters = ()

    assert issubclass(Case, Guarded)
    with pytest.raises(TypeError, match="workflow"):
        Editing(Case)


def test_a_value_that_exists_already_is_told_and_the_form_kept(ours, post):
    answer = post("/ours/new/", **{**NEW_PAPER, "title": "Skrivelse 4", "leaves-0-id": "", "leaves-0-text": "x"})
    assert answer.status_code == 422
    assert "finns redan" in answer.text
    assert form_of(answer.text)["title"] == "Skrivelse 4"


def test_the_search_of_a_list_knows_swedish_capitals_and_takes_percent_as_it_stands(ours):
    Paper.create(title="Översyn 100 %", board=1)
    assert "Översyn" in ours.get("/ours/?search=översyn").text
    assert "Översyn" in ours.get("/ours/", query_string={"search": "100 %"}).text
    assert "Skrivelse" not in ours.get("/ours/", query_string={"search": "%"}).text.split("<tbody>")[1]


@pytest.mark.parametrize("sort", range(5))
def test_a_list_can_be_sorted_by_each_of_its_columns(ours, sort):
    for desc in ("", "1"):
        assert ours.get(f"/ours/?sort={sort}&desc={desc}").status_code == 200
