import sys

import pytest

from study.domain.errors import StudyError
from study.generation import english


def test_the_model_is_the_one_that_was_tried():
    assert english.fingerprint() == english.SHA256


def test_another_model_is_refused_with_a_sentence_that_says_so(monkeypatch):
    monkeypatch.setattr(english, "SHA256", "0" * 64)
    english.load.cache_clear()
    with pytest.raises(StudyError, match="is not the one that was tried"):
        english.load()


def test_a_missing_model_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, english.MODEL, None)
    english.load.cache_clear()
    with pytest.raises(StudyError, match=r"install study\[generate\]"):
        english.load()


def test_verbs_are_put_into_their_base_form():
    doc = english.load()("They signed, went, were, and had taken it.")
    assert [english.base_form(word) for word in doc if word.pos_ in {"VERB", "AUX"}] == [
        *("sign", "go", "be", "have", "take")
    ]
