"""Nytt ärende. What a case is made of: the values read and checked first, the number and the row made after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kansli.plugin.inputs import Inputs
from kansli.plugin.numbers import allocate_case_number
from kansli.plugin.runner import Running
from kansli.plugin.steps._fields import read_fields
from kansli.plugin.steps._lookups import active_user, body_of, unit_of
from kansli.plugin.steps._secrecy import MarkValues, begin_secret, read_secrecy
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Body, Registry, Unit
from kansli.plugin.types import type_version


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseValues:
    """A case to be opened, checked but for its number."""

    case_type: str
    title: str
    public_title: str
    body: Body | None
    unit: Unit | None
    officer: User | None
    fields: Mapping[str, object]
    secrecy: MarkValues | None


def read_case(running: Running, inputs: Inputs, registry: Registry) -> CaseValues:
    """Read a case's fields.

    `case_type`, `title`, `public_title`, `body` (code), `unit` (code), `officer` (e-mail), `fields`, and `secrecy`:
    a marking that the case has from its first moment, see `read_secrecy`.
    """
    types = running.system.profile.case_types
    body = body_of(inputs, registry)
    case_type = inputs.choice("case_type", "Ärendetyp", types, required=True)
    return CaseValues(
        case_type=case_type,
        title=inputs.text("title", "Ärendemening", required=True),
        public_title=inputs.text("public_title", "Offentlig rubrik"),
        body=body,
        unit=unit_of(inputs),
        officer=active_user(inputs, "officer", "Handläggare"),
        fields=read_fields(inputs, types[case_type].fields if case_type else ()),
        secrecy=read_secrecy(running, inputs, registry, body),
    )


def make_case(running: Running, registry: Registry, values: CaseValues) -> Case:
    """Give the case its number, its row, and the marking that hides it where it has one."""
    profile = running.system.profile
    day = running.at.date()
    number = allocate_case_number(registry, day)
    made: Case = Case.create(
        registry=registry,
        year=number.year,
        sequence=number.sequence,
        case_number=number.text,
        canonical=number.canonical,
        sort_key=number.sort_key,
        title=values.title,
        public_title=values.public_title,
        case_type=values.case_type,
        type_version=type_version("case", profile.case_types[values.case_type]),
        body=values.body,
        unit=values.unit,
        officer=values.officer,
        opened_on=day,
        state=profile.workflow_of("case", type_id=values.case_type).initial,
        data=dict(values.fields),
    )
    begin_secret(running, made, None, values.secrecy)
    return made
