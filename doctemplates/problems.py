"""Fel. How a fault in a template or a document is named: where it is, what it says, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem. One fault: `message` is the whole Swedish sentence with its place, the other fields are for tables.

    `part` is the part as a secretary says it ("Brödtexten", "Tabell 2, rad 3"), `paragraph` counts from 1 within it
    (0: the whole part), `text` is the paragraph's own text, `suggestion` what was probably meant, `code` is stable.
    """

    part: str
    paragraph: int
    text: str
    message: str
    suggestion: str = ""
    code: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """Uppslag. The shape that the command line prints."""
        return {
            "part": self.part,
            "paragraph": self.paragraph,
            "text": self.text,
            "message": self.message,
            "suggestion": self.suggestion,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Plats. Where in a document something stands, in the words of the person who wrote it."""

    part: str
    paragraph: int = 0
    text: str = ""
    in_table: bool = False

    def problem(self, message: str, *, code: str, suggestion: str = "") -> Problem:
        """Problem. The fault at this place, its sentence beginning with the place."""
        return Problem(self.part, self.paragraph, self.text, f"{self}: {message}", suggestion, code)

    def __str__(self) -> str:
        number = f", stycke {self.paragraph}" if self.paragraph and not self.in_table else ""
        shown = self.text if len(self.text) <= 80 else self.text[:79] + "…"
        return f"{self.part}{number} ”{shown}”" if shown else f"{self.part}{number}"


class TemplateError(Exception):
    """Mallfel. The root of everything this package refuses: a stable code and a Swedish sentence."""

    code = "template_error"

    def __init__(self, message: str, *, details: Iterable[Mapping[str, object]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details: tuple[Mapping[str, object], ...] = tuple(details)


class _Listed(TemplateError):
    """Flera fel. An error that carries the problems it is about; the sentence is that of the first ones."""

    lead = "%s"
    told = 1
    """How many problems the sentence names."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = " ".join(problem.message for problem in self.problems[: self.told])
        more = f" (och {len(self.problems) - self.told} till)" if len(self.problems) > self.told else ""
        super().__init__(self.lead % (first + more), details=[problem.as_dict() for problem in self.problems])


class InvalidTemplate(_Listed):
    """Felaktig mall. The template has faults that must be mended in Word before it can be used."""

    code = "invalid_template"
    lead = "Mallen kan inte användas. %s"


class OutputRefused(_Listed):
    """Underkänt dokument. The finished document did not pass our own check, so it is not handed out."""

    code = "output_refused"
    lead = "Dokumentet klarade inte kontrollen och lämnas inte ut. %s"


class MissingValue(TemplateError):
    """Uppgift saknas. A value the template requires is empty; names the form fields, as the form calls them."""

    code = "missing_value"

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        quoted = [f"”{label}”" for label in fields.values()]
        listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} och {quoted[-1]}"
        super().__init__(
            f"Ärendet saknar {listed}, som mallen kräver. Fyll i det och gör om.",
            details=[{"path": path, "label": label} for path, label in fields.items()],
        )


@dataclass(frozen=True, slots=True)
class _Wrong:
    path: str
    label: str
    expected: str = field(default="")


class WrongValue(TemplateError):
    """Fel slags värde. A value does not have the form that its field promises."""

    code = "wrong_value"

    def __init__(self, path: str, *, label: str, expected: str) -> None:
        self.wrong = _Wrong(path, label, expected)
        super().__init__(
            f"Fältet ”{label}” ({path}) har fel slags värde: {expected} väntades.",
            details=[{"path": path, "label": label, "expected": expected}],
        )


class Unreadable(TemplateError):
    """Oläsligt. The file cannot be read as a Word document."""

    code = "unreadable"


class MarkdownRefused(TemplateError):
    """Text som inte kan sättas. The text uses a form of writing that the documents do not have yet."""

    code = "markdown_refused"


class PdfFailed(TemplateError):
    """PDF:en blev inte gjord. LibreOffice is absent, failed or did not finish in time."""

    code = "pdf_failed"


class NotAccessible(_Listed):
    """Inte tillgängligt. The document cannot become PDF/UA before these places are mended in Word."""

    code = "not_accessible"
    lead = "Dokumentet är inte tillgängligt nog för arkivet. %s"
    told = 5


class BundleRefused(_Listed):
    """Filerna kan inte samlas. Every file that cannot be put in, by name."""

    code = "bundle_refused"
    lead = "Filerna kan inte samlas till en PDF. %s"
    told = 20
