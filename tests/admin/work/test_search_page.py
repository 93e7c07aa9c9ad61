"""The search page: a hit tells its title once, with what was found in it marked."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from kansli.plugin.searching.indexer import reindex


def hits(web: Any, words: str) -> list[Any]:
    reindex(web.system)
    return html.fromstring(web.browser("registrar").get("/sok/", query_string={"q": words}).text).xpath(
        "//li[@class='w-hit']"
    )


def test_a_hit_on_the_title_alone_marks_the_title_and_does_not_repeat_it(web, desk):
    case = desk.case("Lekplatsen vid Ängsvägen")
    (hit,) = hits(web, "lekplatsen")
    assert [mark.text for mark in hit.xpath(".//h2//mark")] == ["Lekplatsen"]
    assert hit.text_content().count("Lekplatsen") == 1
    assert case.case_number in hit.xpath("string(.//p[@class='w-snippet'])")


@pytest.mark.parametrize("field", ["färg", "ämnen"])
def test_a_field_that_there_is_not_is_told_with_those_that_there_are(web, field):
    reindex(web.system)
    page = web.browser("registrar").get("/sok/", query_string={"q": f"{field}:grön"}).text
    assert f"Sökfältet ”{field}” finns inte" in page
    assert "handläggare, gäller, version" in page
