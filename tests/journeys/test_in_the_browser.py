"""The main job in a browser: from the remiss that arrives to the yttrande that is sent and found again, by its people.

Every page that is met is looked at twice, 1280 and 320 points wide: what hinders people (axe) is listed, and a
picture is kept under test-output/screens/. At the end nothing may have been complained about in a console, and no
page may have asked another machine for anything.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kansli.doctemplates.read import read

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

KANSLI = Path(sys.executable).parent / "kansli"
SCREENS = Path(__file__).parents[2] / "test-output" / "screens"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
PATIENCE = 30_000
"""Milliseconds that a page may take on a loaded machine before the story is given up."""

CLAUSES = ["att anta förvaltningens skrivelse som sitt yttrande", "att sända yttrandet till kommunstyrelsen"]
SECTIONS = {
    "summary": "Kommunstyrelsen vill veta vad nämnden anser om en plan för samverkan med idéburen sektor.",
    "background": "Planen har sänts på remiss. Den gäller i fyra år och följs upp varje år.",
    "assessment": "Förvaltningen är positiv. Samverkan med idéburen sektor finns redan i parkerna.",
    "preparation": "Ärendet har beretts av förvaltningen.",
    "child_impact": "Ärendet berör barn. Trygga platser betyder mycket för dem.",
    "financial_impact": "Förslaget kostar inget i nuläget.",
}


class Site:
    """A demo installation that is served by a real process, on a free port of this machine."""

    def __init__(self, folder: Path, address: str, people: dict[str, dict[str, str]]) -> None:
        self.folder = folder
        self.address = address.rstrip("/")
        self.people = people

    def post(self, name: str) -> Path:
        """A paper of the demo's post."""
        return self.folder / "demo-post" / name


class Visitor:
    """A person at a browser of her own; everything that goes wrong in it is kept."""

    def __init__(self, browser: Any, site: Site, axe: Callable[[Any], list[str]], **options: Any) -> None:
        self.site, self.axe = site, axe
        self.context = browser.new_context(viewport=WIDE, locale="sv-SE", accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.hindrances: list[str] = []
        self.strangers: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", self._watch)
        self.page = self.context.new_page()

    def _hear(self, line: Any) -> None:
        # A refusal answers 409 or 422, and the browser itself writes that down; it is what the story asked for.
        expected = re.search(r"status of (?:409|422)", line.text)
        if line.type in ("error", "warning") and not expected:
            self.complaints.append(f"{line.page.url if line.page else ''}: {line.text}")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.site.address + "/", "data:", "blob:", "about:")):
            self.strangers.append(request.url)

    def sign_in(self, who: str) -> None:
        person = self.site.people[who]
        self.page.goto(f"{self.site.address}/")
        self.page.get_by_label("E-postadress").fill(person["email"])
        self.page.get_by_label("Lösenord").fill(person["password"])
        self.page.get_by_role("button", name="Logga in").click()
        self.page.get_by_role("heading", level=1).wait_for()
        assert "Logga in" not in self.page.title()

    def goto(self, path: str) -> None:
        answer = self.page.goto(f"{self.site.address}{path}")
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"

    def look(self, name: str) -> None:
        """See the page as it is, wide and narrow, and note what hinders people."""
        for size, width in ((NARROW, "320"), (WIDE, "1280")):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=str(SCREENS / f"{name}-{width}.png"), full_page=True, caret="initial")
            self.hindrances += [f"{name} at {width}: {fault}" for fault in self.axe(self.page)]
            broad = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if broad > 0:
                self.hindrances.append(f"{name} at {width}: the page is {broad} points too broad")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def heading(self) -> str:
        return str(self.page.get_by_role("heading", level=1).inner_text())

    def said(self) -> str:
        return str(self.page.locator("main").inner_text())

    def leave(self) -> None:
        self.context.close()
        assert self.complaints == []
        assert self.strangers == []
        assert self.hindrances == [], "\n".join(self.hindrances)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    """The demo, as `make run` serves it."""
    folder = tmp_path_factory.mktemp("site") / "data"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KANSLI_")}
    command = [str(KANSLI), "--data", str(folder)]
    subprocess.run([*command, "init", "--demo"], check=True, capture_output=True, env=environment, timeout=180)
    errors = (folder.parent / "serve.log").open("w+", encoding="utf-8")
    serving = subprocess.Popen(
        [*command, "serve", "--port", "0"], stdout=errors, stderr=errors, env=environment, start_new_session=True
    )
    try:
        yield Site(folder, _address(serving, Path(errors.name)), _people(folder))
    finally:
        serving.send_signal(signal.SIGTERM)
        try:
            serving.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
        errors.close()
        assert "Traceback" not in Path(errors.name).read_text(encoding="utf-8")


def _address(serving: subprocess.Popen[bytes], log: Path) -> str:
    """Read where the server says that it answers; it says so when it does."""
    while serving.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+/", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        try:
            serving.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text(encoding="utf-8"))


def _people(folder: Path) -> dict[str, dict[str, str]]:
    listed = json.loads((folder / "demo-inloggning.json").read_text(encoding="utf-8"))
    return {person["email"].partition("@")[0]: person for person in listed}


@pytest.fixture
def visit(browser_process: Any, site: Site, axe: Callable[[Any], list[str]]) -> Iterator[Callable[..., Visitor]]:
    """`visit("chef")` signs a person in; when the test is over each has to have been left in peace."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    visitors: list[Visitor] = []

    def enter(who: str, **options: Any) -> Visitor:
        visitor = Visitor(browser_process, site, axe, **options)
        visitors.append(visitor)
        visitor.sign_in(who)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.leave()


def test_the_main_job_from_the_remiss_that_arrives_to_the_statement_that_is_found(visit, site, tmp_path):
    registrar = visit("registrator")
    number, case = register_the_remiss(registrar, site)
    assign_the_case(registrar, case)

    officer = visit("handlaggare")
    memo = draft_the_memo(officer, case, number)
    keep_what_two_people_write(officer, memo)
    draft = fetch_the_word_file(officer, memo, tmp_path / "tjansteskrivelse.docx")
    assert "UTKAST" in head_of(draft)
    assert SECTIONS["assessment"] in read(draft.read_bytes()).text
    officer.look("skriv-med-word")
    officer.follow("Lämna in")
    officer.look("lamna-in")
    officer.press("Lämna in")

    manager = visit("chef")
    approve_the_memo(manager, number)

    statement = begin_the_statement(officer, memo)
    draft = fetch_the_word_file(officer, statement, tmp_path / "utkast.docx")
    assert "UTKAST" in head_of(draft)
    secretary = visit("sekreterare")
    be_refused_to_send_what_is_not_decided(secretary, statement)
    record_the_decision(secretary, memo)
    finished = fetch_the_word_file(secretary, statement, tmp_path / "yttrande.docx")
    assert "UTKAST" not in head_of(finished)
    assert number in head_of(finished)
    secretary.look("yttrandet-beslutat")
    be_told_all_that_stands_in_the_way(secretary, case)
    send_the_statement(secretary, statement)
    close_the_case(secretary, case)
    find_it_again(visit("lasare"), number)


def register_the_remiss(registrar: Visitor, site: Site) -> tuple[str, str]:
    """Drop the missiv and the plan; correct the card; return the case's number and the address of its page."""
    page = registrar.page
    registrar.look("idag-registrator")
    page.get_by_role("link", name="Registrera", exact=True).first.click()
    page.get_by_label("Diarium").select_option("TN")
    page.locator("#f-files").set_input_files([str(site.post("missiv.md")), str(site.post("samverkansplan-remiss.md"))])
    registrar.look("registrera")
    registrar.press("Fortsätt")
    page.get_by_label("Er beteckning").wait_for()
    assert page.get_by_label("Er beteckning").input_value() == "KS 2020/0882"
    assert page.get_by_label("Motpart").input_value() in ("Kommunstyrelsen", "Kommunkontoret")
    assert page.get_by_label("Daterad").input_value() == "2020-11-30"
    assert "samverkansplan" in page.get_by_label("Ärendemening").input_value()
    assert "KS 2020/0882" in registrar.said()
    registrar.look("kortet")
    page.get_by_label("Nytt ärende").check()
    page.get_by_label("Ärendetyp").select_option("referral_response")
    page.get_by_label("Motpart").fill("Kommunstyrelsen")
    assert page.get_by_label("Svar senast").input_value() == "2021-02-28"
    page.get_by_label("Inkom").fill("2020-12-01")
    page.get_by_label("Svar senast").fill("2020-11-15")
    registrar.press("Registrera")
    page.get_by_role("alert").first.wait_for()
    registrar.look("kortet-med-fel")
    assert page.get_by_label("Svar senast").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Er beteckning").input_value() == "KS 2020/0882"
    page.get_by_label("Svar senast").fill("2021-02-28")
    registrar.press("Registrera")
    page.locator(".w-strip").wait_for()
    registrar.look("registrerat")
    strip = page.locator(".w-strip").inner_text()
    found = re.search(r"(TN \d{4}/\d{4})-1", strip)
    assert found, strip
    registrar.follow("Öppna ärendet")
    page.get_by_role("heading", name="samverkansplan").first.wait_for()
    assert found[1] in registrar.said()
    assert "planera för fredag" in registrar.said()
    assert page.locator(".w-handling").count() == 2
    registrar.look("arendet-nytt")
    return found[1], path_of(page.url)


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3].partition("?")[0].partition("#")[0]


def assign_the_case(registrar: Visitor, case: str) -> None:
    registrar.follow("Fördela ärendet")
    officer = registrar.page.get_by_label("Handläggare")
    officer.select_option(label=next(name for name in officer.inner_text().splitlines() if "Amir" in name).strip())
    registrar.look("fordela")
    registrar.page.locator("main form button.btn-primary").click()
    registrar.page.get_by_text("Amir Holmgren").first.wait_for()
    registrar.page.wait_for_url(lambda address: path_of(address) == case)


def draft_the_memo(officer: Visitor, case: str, number: str) -> str:
    """See the case on the day's list, write the memo section by section, and return its address."""
    page = officer.page
    officer.goto("/")
    assert number in officer.said()
    officer.look("idag-handlaggare")
    page.get_by_role("link", name=number).first.click()
    page.wait_for_url(lambda address: path_of(address) == case)
    officer.follow("Skriv tjänsteskrivelse")
    officer.look("ny-tjansteskrivelse")
    officer.press("Börja skriva")
    page.locator("[name='sections.summary']").wait_for()
    memo = path_of(page.url)
    officer.look("skriv-tom")

    page.locator("[name='sections.summary']").fill(SECTIONS["summary"])
    page.locator("#saved").get_by_text("Sparat").wait_for()
    page.reload()
    assert page.locator("[name='sections.summary']").input_value() == SECTIONS["summary"]
    officer.look("skriv-osparat")

    page.get_by_label("Att-sats 1").fill(CLAUSES[0])
    officer.press("Lägg till att-sats")
    page.get_by_label("Att-sats 2").fill(CLAUSES[1])
    for section, text in SECTIONS.items():
        page.locator(f"[name='sections.{section}']").fill(text)
    rows = page.locator("#f-basis [data-row]")
    rows.nth(0).locator("select").select_option(index=1)
    assert rows.nth(0).locator("input").input_value()
    officer.press("Lägg till underlag")
    rows.nth(1).locator("input").fill("Kommunstyrelsens arbetsutskott § 442, 2020-11-23")
    page.locator("[name='signatories.name']").first.fill("Karin Ekdahl")
    page.locator("[name='signatories.title']").first.fill("Teknisk direktör")
    officer.press("Förhandsvisa")
    page.locator("#preview").get_by_text(SECTIONS["assessment"]).wait_for()
    officer.look("forhandsvisning")
    officer.press("Spara")
    page.get_by_text("Sparat.", exact=True).wait_for()
    assert "lydelse 2" in officer.said().lower()
    officer.look("skriv-sparat")
    page.get_by_role("link", name="Lydelse 1").click()
    officer.look("tidigare-lydelse")
    officer.goto(memo)
    return memo


def keep_what_two_people_write(officer: Visitor, memo: str) -> None:
    """The same memo in two windows: who saves second gets both texts, and none is lost."""
    first, second = officer.page, officer.context.new_page()
    second.goto(first.url)
    second.locator("[name='sections.preparation']").fill("Ärendet har beretts med parkenheten.")
    second.get_by_role("button", name="Spara", exact=True).click()
    second.get_by_text("Sparat.", exact=True).wait_for()
    second.close()
    first.locator("[name='sections.preparation']").fill("Ärendet har beretts med fritidsenheten.")
    officer.press("Spara")
    first.get_by_role("heading", name="Två texter").wait_for()
    officer.look("tva-texter")
    assert "parkenheten" in officer.said()
    assert "fritidsenheten" in officer.said()
    first.get_by_label("Behåll båda, den sparade först").check()
    officer.press("Gå vidare med valen")
    both = first.locator("[name='sections.preparation']").input_value()
    assert "parkenheten" in both
    assert "fritidsenheten" in both
    officer.press("Spara")
    first.get_by_text("Sparat.", exact=True).wait_for()
    first.wait_for_url(lambda address: path_of(address) == memo)


def approve_the_memo(manager: Visitor, number: str) -> None:
    page = manager.page
    manager.goto("/")
    manager.look("idag-chef")
    page.locator(".w-task", has_text=number).get_by_role("link", name="Granska").click()
    page.get_by_text(CLAUSES[0]).first.wait_for()
    manager.look("granska")
    manager.follow("Godkänn")
    manager.look("godkann")
    manager.press("Godkänn")
    page.get_by_text("Godkänd").first.wait_for()


def begin_the_statement(officer: Visitor, memo: str) -> str:
    officer.goto(memo)
    officer.look("godkand-tjansteskrivelse")
    officer.follow("Skriv yttrande")
    officer.look("skriv-yttrande")
    officer.press("Skriv yttrande")
    officer.page.locator("[name='sections.statement']").wait_for()
    assert SECTIONS["assessment"] in officer.page.locator("[name='sections.statement']").input_value()
    officer.look("yttrandet-utkast")
    return path_of(officer.page.url)


def fetch_the_word_file(person: Visitor, written: str, target: Path) -> Path:
    person.goto(written)
    person.page.get_by_role("button", name="Skapa Word-fil").click()
    person.page.get_by_text("Word-filen är skapad").wait_for()
    with person.page.expect_download() as fetched:
        person.page.locator("section[aria-labelledby=word] a").first.click()
    fetched.value.save_as(target)
    return target


def head_of(file: Path) -> str:
    return " ".join(block.text for block in read(file.read_bytes()).of_kind("header"))


def be_refused_to_send_what_is_not_decided(secretary: Visitor, statement: str) -> None:
    secretary.goto("/")
    secretary.look("idag-sekreterare")
    record = statement_id(statement)
    secretary.goto(f"/steg/{record}/dispatch_statement")
    assert "Yttrandet är inte beslutat" in secretary.said()
    secretary.look("far-inte-skickas")
    secretary.press("Expediera")
    assert "Yttrandet är inte beslutat" in secretary.said()


def statement_id(address: str) -> str:
    return f"statement:{address.rstrip('/').rpartition('/')[2]}"


def record_the_decision(secretary: Visitor, memo: str) -> None:
    page = secretary.page
    secretary.goto(memo)
    secretary.follow("För in beslut")
    assert CLAUSES[1] in page.get_by_label("Beslut", exact=True).input_value()
    page.get_by_label("Beslutsdatum").fill("2021-01-27")
    page.get_by_label("§ i protokollet").fill("12")
    adopts = page.get_by_label("Vad antas?")
    adopts.select_option("statement")
    secretary.look("for-in-beslut")
    page.locator("main form button.btn-primary").click()
    page.get_by_text("§ 12, 2021-01-27").first.wait_for()
    secretary.look("beslutad-tjansteskrivelse")
    page.get_by_role("link", name="§ 12, 2021-01-27").first.click()
    secretary.look("beslutet")


def send_the_statement(secretary: Visitor, statement: str) -> None:
    page = secretary.page
    secretary.goto(f"/steg/{statement_id(statement)}/dispatch_statement")
    assert page.locator("[name='recipient_name']").first.input_value() == "Kommunstyrelsen"
    page.get_by_label("Skickad").fill("2021-02-01")
    secretary.look("expediera")
    secretary.press("Expediera")
    page.get_by_text("Expedierat").first.wait_for()
    secretary.look("expedierat")


def be_told_all_that_stands_in_the_way(secretary: Visitor, case: str) -> None:
    """Every hindrance at once, each a link to where it is mended."""
    page = secretary.page
    secretary.goto(f"/steg/case:{case.rstrip('/').rpartition('/')[2]}/close_case")
    hindrances = page.locator("main [role=alert] li")
    assert hindrances.count() >= 3
    assert hindrances.locator("a").count() == hindrances.count()
    secretary.look("avsluta-hinder")


def close_the_case(secretary: Visitor, case: str) -> None:
    """What is left of working material is offered for rensning; then the case is closed."""
    page = secretary.page
    secretary.goto(case)
    secretary.look("arendet-besvarat")
    page.locator("main").get_by_role("link", name="Avsluta ärendet").first.click()
    assert "arbetsmaterial" in secretary.said().lower()
    secretary.look("avsluta-rensning")
    secretary.press("Avsluta ärendet")
    secretary.follow("Rensa arbetsmaterialet")
    secretary.look("rensa")
    secretary.press("Rensa arbetsmaterial")
    page.get_by_role("status").first.wait_for()
    secretary.goto(case)
    page.locator("main").get_by_role("link", name="Avsluta ärendet").first.click()
    secretary.press("Avsluta ärendet")
    page.locator(".w-case-line").get_by_text("Avslutat").wait_for()
    page.get_by_text("Händelser", exact=True).click()
    page.locator(".w-log li").first.wait_for()
    secretary.look("arendet-avslutat")


def find_it_again(reader: Visitor, number: str) -> None:
    """The case, the memo, the decision and the right section of the plan; and the version opens at its section."""
    page = reader.page
    reader.look("idag-lasare")
    ask(reader, "samverkan idéburen sektor")
    until_indexed(reader)
    own = page.locator(".w-hit", has=page.locator(".k-dnr", has_text=number))
    kinds = {text.partition(" · ")[0].strip() for text in own.locator("p:first-child").all_inner_texts()}
    assert {"Ärende", "Tjänsteskrivelse", "Beslut", "Handlingsplan"} <= kinds, kinds
    assert page.locator(".w-hit mark").count() > 0
    reader.look("sok")
    plan = own.filter(has_text="Samverkansgruppen").first
    assert "idéburen" in plan.locator(".w-snippet").inner_text().lower()
    plan.get_by_role("heading").get_by_role("link").click()
    page.get_by_role("heading", name="Samverkansgruppen").first.wait_for()
    opened = page.url.partition("#")[2]
    assert opened, page.url
    section = page.locator(f"[id='{opened}']")
    assert "Samverkansgruppen" in section.inner_text()
    page.wait_for_function(
        "id => document.getElementById(id).getBoundingClientRect().top < window.innerHeight", arg=opened
    )
    reader.look("handlingen-vid-avsnittet")

    ask(reader, number.replace(" ", "").replace("/", "-").lower())
    assert number in page.locator(".w-hit").first.inner_text()
    reader.look("sok-nummer")
    ask(reader, "§ 12")
    assert page.locator(".w-hit", has_text=number).count() > 0
    ask(reader, "ordsomintefinns")
    reader.look("sok-utan-traff")
    page.locator("main").get_by_text("Inga träffar").first.wait_for()


def ask(reader: Visitor, query: str) -> None:
    reader.page.locator("#k-q").fill(query)
    reader.page.locator("#k-q").press("Enter")
    reader.page.wait_for_url("**q=**")
    reader.page.wait_for_load_state()


def until_indexed(reader: Visitor) -> None:
    """The worker's process indexes beside the server's: ask again while the page says that something waits."""
    for _ in range(120):
        if not reader.page.locator(".k-note-info").count():
            return
        reader.page.wait_for_timeout(250)
        reader.page.reload()
    raise AssertionError(reader.said())


def test_a_letter_can_be_registered_without_javascript(visit, site):
    registrar = visit("registrator", java_script_enabled=False)
    page = registrar.page
    registrar.goto("/registrera/")
    page.get_by_label("Diarium").select_option("TN")
    page.locator("#f-files").set_input_files(str(site.post("cykelvag.md")))
    registrar.press("Fortsätt")
    page.get_by_label("Inkom").fill("2026-11-20")
    page.get_by_label("Ärendetyp").select_option("general")
    page.get_by_label("Nytt ärende").check()
    page.locator("[name='title']").fill("")
    registrar.press("Registrera")
    assert page.locator("[name='title']").get_attribute("aria-invalid") == "true"
    page.locator("[name='title']").fill("Brev om en cykelväg")
    registrar.press("Registrera")
    strip = page.locator(".w-strip").inner_text()
    assert re.search(r"TN \d{4}/\d{4}-1", strip), strip
    registrar.follow("Öppna ärendet")
    assert "Brev om en cykelväg" in registrar.heading()
    page.get_by_text("Händelser", exact=True).click()
    page.get_by_role("link", name="Visa händelserna").click()
    assert "Maja Lindqvist" in registrar.said()
    page.go_back()
    page.get_by_role("link", name="cykelvag.md").first.wait_for()


def test_every_page_of_the_menu_is_without_hindrance(visit):
    """The registrar's pages, and those that only others have."""
    seen: set[str] = set()
    for who in ("registrator", "forvaltare", "sekreterare"):
        visitor = visit(who)
        links = visitor.page.locator("nav.k-side a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
        assert len(links) > 8
        for path in dict.fromkeys([*links, "/konto/", "/konto/losenord", "/konto/genvagar"]):
            if path not in seen:
                visitor.goto(path)
                visitor.look(f"meny-{re.sub('[^a-z0-9]+', '-', path.lower()).strip('-') or 'start'}")
                seen.add(path)


def test_the_door_and_what_is_not_there_are_without_hindrance(visit, site):
    visitor = visit("lasare")
    visitor.context.clear_cookies()
    visitor.goto("/konto/logga-in")
    visitor.look("logga-in")
    visitor.page.get_by_label("E-postadress").fill("ingen@demo.kansli")
    visitor.page.get_by_label("Lösenord").fill("fel lösenord")
    visitor.press("Logga in")
    visitor.page.get_by_role("alert").wait_for()
    visitor.look("logga-in-fel")
    visitor.sign_in("lasare")
    answer = visitor.page.goto(f"{site.address}/arenden/999999")
    assert answer.status == 404
    visitor.look("finns-inte")
    visitor.complaints = [line for line in visitor.complaints if "404" not in line]
