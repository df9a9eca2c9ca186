"""What learners say against a question or its mark: kinds, states, and who says the same."""

import json
from collections.abc import Hashable
from enum import StrEnum

from study.domain.answers import Given, Joined, Skipped, Typed, encode_given, right_items
from study.domain.asking import back, parts
from study.domain.clozes import emptied, outermost
from study.domain.grading import SKIPPED, Mark
from study.domain.questions import AnyQuestion, Cloze, Matching

LONGEST_WORDS = 2_000
LONGEST_NAME = 80


class Kind(StrEnum):
    """What is said: something is wrong with the question, or the answer was right."""

    REPORT = "report"
    WAS_RIGHT = "was_right"


class Stand(StrEnum):
    """What has become of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


def attempt_place(assignment_id: int, number: int) -> str:
    """The place of an answer in an attempt."""
    return f"attempt/{assignment_id}/{number}"


def showing_place(showing: str) -> str:
    """The place of an answer in practice."""
    return f"showing/{showing}"


def can_have_been_right(mark: Mark) -> bool:
    """Whether a learner may say that an answer was right: it was marked, and not full."""
    return mark.fraction is not None and mark.fraction < 1


def likeness(given: Given) -> Hashable:
    """The same for answers that say the same, whatever their capitals and spaces."""
    if isinstance(given, Typed):
        given = Typed(tuple(" ".join(text.casefold().split()) for text in given.texts))
    return json.dumps(encode_given(given), ensure_ascii=False)


def spoken(question: AnyQuestion, given: Given) -> str:
    """What was said, in words for whoever decides about it."""
    if isinstance(given, Joined) and isinstance(question, Matching):
        texts = right_items(question.pairs, question.extra)
        joined = zip(question.pairs, given.rights, strict=False)
        return "; ".join(
            f"{left} → {texts[right]}" for (left, _), right in joined if right is not None
        )
    return back(question, parts(question)[0], "", given, SKIPPED).given


def key_words(question: AnyQuestion) -> str:
    """What counts as right, in words; of a text with blanks, all of them."""
    if isinstance(question, Cloze):
        return "; ".join(it.text for it in outermost(question.text) if it.blank)
    return back(question, parts(question)[0], "", Skipped(), SKIPPED).answer


def prompt_words(question: AnyQuestion) -> str:
    """What is asked, in a line; blanks are dots."""
    words = emptied(question.text, "…") if isinstance(question, Cloze) else question.prompt
    return " ".join(words.split())


def name_of(question: AnyQuestion) -> str:
    """The beginning of a question, to name it in a sentence."""
    words = prompt_words(question)
    if len(words) <= LONGEST_NAME:
        return words
    return words[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"
