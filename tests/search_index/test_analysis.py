"""Which words are the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.search_index.analysis import Language, analyse, fold, normalise, stem, tokens, words


@pytest.mark.parametrize(
    "forms",
    [
        "dokument dokumentet dokumenten dokumentets",
        "ärende ärendet ärenden ärendena ärendets",
        "protokoll protokollet protokollen protokollets",
        "förskola förskolan förskolor förskolornas",
        "bilaga bilagan bilagor bilagorna",
        "överenskommelse överenskommelsen överenskommelser överenskommelsens",
        "sektor sektorn sektorer sektorns",
        "idéburen idéburna idéburet",
        "antagen antaget antagna",
        "kontor kontoret kontorets",
        "nämnd nämnden nämnder nämndernas",
        "plan planen planer planerna",
    ],
)
def test_forms_of_one_word_have_one_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("får", "far"), ("mål", "mal"), ("höra", "hora"), ("lån", "län")])
def test_swedish_letters_are_letters_of_their_own(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Idéer", "ideer"), ("MÜLLER", "muller"), ("Brøndby", "bröndby"), ("ÅSA", "åsa"), ("Straße", "strasse")],
)
def test_accents_and_case_fold(word, folded):
    assert fold(word) == folded


@given(st.text())
def test_composed_and_decomposed_text_give_the_same_terms(text):
    assert analyse(text) == analyse(unicodedata.normalize("NFD", text)) or "\u0344" in text or not _stable(text)


def _stable(text: str) -> bool:
    """Whether the text survives decomposing: lone surrogates and singletons aside, all of ours does."""
    return normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(st.text())
def test_every_term_can_be_written_and_stands_where_it_says(text):
    readable = normalise(text)
    found = list(tokens(readable))
    assert [token.stem for token in found] == analyse(text)
    for token in found:
        assert token.stem.encode() or not token.word
        assert fold(readable[token.start : token.end]) == token.word


def test_no_word_is_lost_so_that_phrases_are_whole():
    assert words("plan- och byggnämnden, § 12") == ["plan", "och", "byggnämnden", "12"]
    assert len(analyse("förslag till beslut i ärendet")) == 5


def test_a_changed_recogniser_or_splitter_gives_another_version():
    assert Language().version() == Language(synonyms={"iop": ["partnerskap"]}).version()
    assert Language().version() != Language(fingerprint="2").version()
