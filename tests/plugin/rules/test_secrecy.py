"""What a secrecy marking must state."""

from __future__ import annotations

from datetime import date

import pytest

from kansli.plugin.errors import InvalidFields
from kansli.plugin.rules.secrecy import marking

TODAY = date(2021, 2, 3)


def test_a_marking_states_provision_day_and_authority() -> None:
    note = marking(provision="OSL 26 kap. 1 §", marked_on=TODAY, authority="Socialnämnden", today=TODAY)

    assert str(note) == "Sekretess enligt OSL 26 kap. 1 §. 2021-02-03, Socialnämnden"


def test_a_marking_that_lacks_its_parts_is_refused_with_all_of_them() -> None:
    with pytest.raises(InvalidFields) as refusal:
        marking(provision="", marked_on=date(2021, 2, 4), authority=" ", today=TODAY)
    assert [detail.field for detail in refusal.value.details] == ["provision", "authority", "marked_on"]
