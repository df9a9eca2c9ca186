"""A few hundred hostile files of every kind; `python -m tests.banks.fuzzing 10000` reads more."""

from study.banks.recognising import READERS
from tests.banks.fuzzing import run, seeds

COUNT = 200


def test_hostile_files_are_refused_in_a_sentence_and_leave_nothing():
    tally = run(COUNT)
    assert tally.faults == []
    assert tally.writes == []
    assert tally.files.total() >= COUNT
    assert tally.files.keys() == seeds().keys()
    assert tally.grown < 200


def test_there_are_good_files_for_every_reader():
    names = {name for files in seeds().values() for name, _ in files}
    endings = {name.rpartition(".")[2] for name in names}
    assert {"yaml", "json", "gift", "txt", "csv", "xml", "apkg"} <= endings
    assert len(READERS) <= 7, "A new reader needs a file in tests/data."
