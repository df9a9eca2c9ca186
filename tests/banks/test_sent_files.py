"""Banks and documents that were sent, checked together with the library."""

import pytest
from hypothesis import given, settings

from study.banks.brought import Sent
from study.banks.checking import check_sent
from study.banks.documents import read_document
from study.banks.format import QUESTION
from study.banks.writing import shape_of
from study.domain.questions import Defaults
from tests.banks.builders import CITE, DOCUMENT, bank, question
from tests.banks.test_writing import BANK

LIBRARY = {"talks": read_document(DOCUMENT.encode(), "talks.md")[0]}
TALKS = Sent("talks.md", DOCUMENT.encode())


def sent(text: str = "", name: str = "aid.yaml") -> Sent:
    return Sent(name, (text or bank(question("numeric"))).encode())


@pytest.mark.parametrize(
    ("files", "library"),
    [
        ([sent(name="banks/aid.yaml"), Sent("documents/talks.md", TALKS.data)], {}),
        ([sent(), TALKS], {}),
        ([sent()], LIBRARY),
    ],
    ids=["by its path", "by its id", "in the library"],
)
def test_a_cited_document_is_found(files, library):
    found = check_sent(files, library)
    assert found.problems == ()
    assert found.banks[0].citations["q"][0].passage == 1
    assert found.drafts == ()


def test_a_document_that_is_nowhere_makes_drafts_with_the_reason():
    found = check_sent([sent()], {})
    (problem,) = found.problems
    assert (problem.line, problem.field) == (5, "documents[1].file")
    assert "“talks” was not sent" in problem.message
    (draft,) = found.drafts
    assert draft.reasons == ("The document “talks” is not here.",)


def test_only_sent_documents_are_given_back_and_with_their_file():
    found = check_sent([TALKS], LIBRARY)
    assert [it.id for it in found.documents] == ["talks"]
    assert found.document_files == {"talks": "talks.md"}
    assert check_sent([sent()], LIBRARY).documents == ()


@pytest.mark.parametrize(
    ("cite", "reason"),
    [
        ("", "It cites no passage."),
        (CITE.replace("1,235", "1,236"), "The quote “supplied China with 1,236 aircraft” is not"),
    ],
)
def test_a_question_without_a_proof_is_a_draft_that_keeps_all_its_fields(cite, reason):
    found = check_sent([sent(bank(question("single", cite=cite)))], LIBRARY)
    (draft,) = found.banks[0].drafts
    assert draft.reasons[0].startswith(reason)
    assert (draft.id, draft.kind, draft.line) == ("q", "single", 7)
    again = QUESTION.validate_python(draft.fields).domain(Defaults())
    assert again == found.banks[0].bank.questions[0]


@settings(max_examples=100, deadline=None)
@given(BANK)
def test_a_question_as_its_file_has_it_is_accepted_again(original):
    for asked in original.questions:
        fields = shape_of(asked, original.defaults)
        assert QUESTION.validate_python(fields).domain(original.defaults) == asked
