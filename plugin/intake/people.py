"""Personer. Who a text names: with party, as signatory, as officer, as recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kansli.plugin.intake.cleaning import ROLE
from kansli.plugin.intake.sections import Line, split_lines
from kansli.plugin.intake.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Person:
    """A person that a text names."""

    name: str
    role: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, and as what."""

    name: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a decision is sent to; `struck` where the line is crossed out in the original."""

    name: str
    struck: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """The two groups. Without group headings all are in the first."""

    for_action: tuple[Recipient, ...] = ()
    for_information: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The lines under a text where it is signed; `start` is where they begin."""

    start: int
    end: int
    signatories: tuple[Signatory, ...]
    officers: tuple[Person, ...]


_LAST = r"[A-ZÅÄÖÉ][a-zåäöéüø]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?"
_NAME = rf"{_LAST}(?: (?:af|von|de|van))?(?: [A-ZÅÄÖ]\.)?(?: {_LAST}){{1,2}}"
_ROLES = (
    "ordförande|förste vice ordförande|andre vice ordförande|1:e vice ordförande|2:e vice ordförande|vice ordförande|"
    "ledamot|ersättare|tjänstgörande ersättare|handläggare|föredragande|sekreterare|nämndsekreterare|justerare"
)
_WITH_PARTY = re.compile(rf"(?:\b(?i:(?P<role>{_ROLES})),? )?(?P<name>{_NAME}) \((?P<party>[A-ZÅÄÖ]{{1,4}})\)")
_OFFICER = re.compile(rf"^(?i:(?P<role>handläggare|kontaktperson|föredragande))\s*:?\s+(?P<name>{_NAME})\b")
_NAME_LINE = re.compile(rf"{_NAME}")
_NOT_A_NAME = re.compile(
    r"(?i)(?:nämnd|nämnden|kontor|kontoret|förvaltning|förvaltningen|styrelse|styrelsen|kommun|kommunen|fullmäktige|"
    r"avdelning|avdelningen|enhet|enheten|utskott|utskottet|beredning|beredningen|sektor|rådet|avtal|plan|skrivelse|"
    r"remiss|missiv|yttrande|förening|föreningen|klubb|klubben|stiftelse|stiftelsen|bilaga|protokoll|kallelse|program|policy|rapport|ab|akten)$"
)
_UNIT = re.compile(r"(?i)[\wåäö -]*(?:förvaltning|förvaltningen|kontor|kontoret|avdelningen|enheten|kansli|kansliet)$")
_FOR_INFORMATION = re.compile(r"(?i)^(?:för|till) (?:kännedom|information)\b|^kopia(?: till)?\b")
_FOR_ACTION = re.compile(r"(?i)^(?:för|till) (?:verkställighet|åtgärd|verkställande|handläggning)\b")
_NO_MORE_RECIPIENTS = re.compile(
    r"(?i)^(?:(?:19|20)\d\d ?-|\t|[^\n]*\trnr|(?-i:[A-ZÅÄÖ]{3,} KOMMUN)\b|justerandes? sign|utdragsbestyrkande|"
    r"anslagsdatum|rnr\b|dnr\b|§ ?\d|-{3}|[^\n]*\bkommun\b[^\n]*\t)"
)
_A_TITLE = re.compile(rf"(?i){ROLE}$")
_SHORT, _FEW = 70, 7


def is_name(words: str) -> bool:
    """Tell whether a line is a person's name and nothing else."""
    return bool(_NAME_LINE.fullmatch(words)) and not any(_NOT_A_NAME.search(word) for word in words.split())


def is_unit(words: str) -> bool:
    """Tell whether a line names a department, an office or a unit."""
    return len(words) <= _SHORT and len(words.split()) <= _FEW and bool(_UNIT.fullmatch(words))


def find_persons(text: str) -> tuple[Person, ...]:
    """Everyone named with a party, and the officers named as such; each once."""
    found: dict[str, Person] = {}
    for match in _WITH_PARTY.finditer(text):
        role, name = match["role"], match["name"]
        # A role that begins the sentence has a capital like a name.
        if lead := re.match(rf"(?i)(?P<role>{_ROLES}) (?=\S+ \S)", name):
            role, name = lead["role"], name[lead.end() :]
        found.setdefault(name, Person(name, role.lower() if role else None, match["party"]))
    for line in text.split("\n"):
        if officer := _OFFICER.match(line):
            found.setdefault(officer["name"], Person(officer["name"], officer["role"].lower()))
    return tuple(found.values())


def opening_person(text: str) -> tuple[Person, str] | None:
    """The person that a sentence begins with, her role as it is written, and the rest of the sentence."""
    match = _WITH_PARTY.match(text)
    if match is None:
        return None
    role, name = match["role"] or "", match["name"]
    if lead := re.match(rf"(?i)(?P<role>{_ROLES}) (?=\S+ \S)", name):
        role, name = lead["role"], name[lead.end() :]
    return Person(name, role, match["party"]), text[match.end() :].strip()


def find_signatures(text: str, *, until: int, vocabulary: Vocabulary) -> SignatureBlock | None:
    """Find the signatures right above `until` (the recipients, or the end of the text)."""
    lines = [line for line in split_lines(text[:until]) if line.end <= until]
    block: list[Line] = []
    for line in reversed(lines):
        if not _may_be_signed(line, vocabulary):
            break
        block.insert(0, line)
    first = next((at for at, line in enumerate(block) if is_name(line.text)), None)
    if first is None:
        return None
    if first and is_unit(block[first - 1].text):
        first -= 1
    block = block[first:]
    officers = find_persons("\n".join(line.text for line in block))
    return SignatureBlock(block[0].start, block[-1].end, tuple(_signatories(block)), officers)


def read_recipients(text: str) -> Recipients:
    """Read the text under `Beslutet skickas till`."""
    groups: dict[str, list[Recipient]] = {"action": [], "information": []}
    group = "action"
    for row in text.split("\n"):
        line = re.sub(r"^\s*(?:- |\d+\. )", "", row).strip()
        if _NO_MORE_RECIPIENTS.match(row.strip()):
            break
        marker = "information" if _FOR_INFORMATION.match(line) else "action" if _FOR_ACTION.match(line) else ""
        if marker:
            group = marker
            line = line.partition(":")[2].strip()
        if line.strip("-–—\t "):
            groups[group].append(_recipient(line))
    return Recipients(tuple(groups["action"]), tuple(groups["information"]))


def _recipient(line: str) -> Recipient:
    """A crossed-out recipient keeps its name; what is written beside it is a note."""
    if match := re.fullmatch(r"~~(?P<name>.+?)~~\s*(?P<note>.*)", line):
        return Recipient(match["name"].strip(" ,"), struck=True, note=match["note"].strip())
    return Recipient(line.replace("**", "").strip(" ,"))


def ends_recipients(words: str) -> bool:
    """Tell whether a line is no recipient but a stamp, the foot of a protocol, or what comes after it."""
    return bool(_NO_MORE_RECIPIENTS.match(words))


def recipients_end(text: str, start: int, end: int) -> int:
    """Where the list of recipients is over: at a stamp, the foot of a protocol, or the next document."""
    for line in split_lines(text[:end]):
        if line.start >= start and _NO_MORE_RECIPIENTS.match(line.text.strip()):
            return line.start
        if line.start > start and line.text.strip() == "kommun":
            # A logotype over two lines, of the next document: the municipality's name stands on the line above.
            return text.rfind("\n", 0, line.start - 1) + 1
    return end


def _may_be_signed(line: Line, vocabulary: Vocabulary) -> bool:
    words = line.text.strip()
    if len(words) > _SHORT or words.startswith("- ") or "\t" in words or vocabulary.section_id(words):
        return False
    contact = re.match(r"(?i)(?:telefon|tel|e-post|mobil)\b", words)
    return bool(contact) or (len(words.split()) <= _FEW and words[-1] not in ".!?;:")


def _signatories(block: Sequence[Line]) -> list[Signatory]:
    """Each name, with the title on the line under it. In a Word file every line is a paragraph of its own."""
    found: list[Signatory] = []
    spaced = all(line.blank_after for line in block[:-1])
    for at, line in enumerate(block):
        if _OFFICER.match(line.text):
            break
        if is_name(line.text):
            below = block[at + 1].text if at + 1 < len(block) else ""
            if line.blank_after and not (spaced and _A_TITLE.search(below)):
                below = ""
            titled = below and not is_name(below) and not _OFFICER.match(below)
            found.append(Signatory(line.text, below if titled else None))
    return found
