"""Every check by the name under which its findings are waived; docs/lint.md explains each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from study.domain.linting import (
    attributing,
    choices,
    grammar,
    keys,
    kinds,
    pairs,
    patterns,
    prompts,
)
from study.domain.linting.findings import Flaw
from study.domain.linting.reading import Asked
from study.domain.questions import (
    KINDS,
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Short,
    Single,
    TrueFalse,
)

Kinds = tuple[type[Question], ...]


@dataclass(frozen=True, slots=True)
class QuestionCheck:
    """A check of one question, for some kinds; one that knows English words is for English only."""

    name: str
    look: Callable[[Asked[Any]], Iterable[Flaw]]
    kinds: Kinds = KINDS
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class BankCheck:
    """A check of a bank's questions together."""

    name: str
    look: Callable[[Sequence[AnyQuestion]], Iterable[Flaw]]


@dataclass(frozen=True, slots=True)
class PairCheck:
    """A check of each question against the bank's others."""

    name: str
    look: Callable[[pairs.Neighbours], Iterable[pairs.Placed]]


BANK_CHECKS = (
    BankCheck("option-length-bias", patterns.option_length_bias),
    BankCheck("key-position-skew", patterns.key_position_skew),
    BankCheck("true-false-skew", patterns.true_false_skew),
)

_CHOICES: Kinds = (Single, Multiple)
_SORTED: Kinds = (Single, Multiple, Ordering, Matching)
_MARKED: Kinds = tuple(kind for kind in KINDS if kind not in {Flashcard, Comparison})
_FULL: Kinds = tuple(kind for kind in _MARKED if kind is not Cloze)
_KEYED: Kinds = (Flashcard, Cloze, Single, Short, Numeric)

QUESTION_CHECKS = (
    QuestionCheck("longest-option", choices.longest_option, (Single,)),
    QuestionCheck("odd-key", choices.odd_key, (Single,)),
    QuestionCheck("absolute-words", choices.absolute_words, _CHOICES, is_english=True),
    QuestionCheck("absolute-words", choices.absolute_statement, (TrueFalse,), is_english=True),
    QuestionCheck("all-of-the-above", choices.all_of_the_above, _CHOICES, is_english=True),
    QuestionCheck("same-options", choices.same_options, _SORTED),
    QuestionCheck("overlapping-options", choices.overlapping_options, (Single,)),
    QuestionCheck("echo-in-key", choices.echo_in_key, (Single,), is_english=True),
    QuestionCheck("grammar-clue", grammar.grammar_clue, (Single,), is_english=True),
    QuestionCheck("too-few-options", choices.too_few_options, _CHOICES),
    QuestionCheck("too-few-options", choices.too_few_items, (Ordering,)),
    QuestionCheck("one-right-of-several", choices.one_right_of_several, (Multiple,)),
    QuestionCheck("unordered-numbers", choices.unordered_numbers, (Single,)),
    QuestionCheck("negative-prompt", prompts.negative_prompt, _CHOICES, is_english=True),
    QuestionCheck("double-negation", prompts.double_negation, (TrueFalse,), is_english=True),
    QuestionCheck("vague-reference", prompts.vague_reference, is_english=True),
    QuestionCheck("relative-time", prompts.relative_time, is_english=True),
    QuestionCheck("no-attribution", attributing.no_attribution, is_english=True),
    QuestionCheck("blank-in-the-middle", prompts.blank_in_the_middle, _FULL),
    QuestionCheck("unfocused-prompt", prompts.unfocused_prompt, _CHOICES, is_english=True),
    QuestionCheck("two-questions", prompts.two_questions, (Short, Numeric), is_english=True),
    QuestionCheck("asks-for-an-opinion", prompts.asks_for_an_opinion, _MARKED, is_english=True),
    QuestionCheck("long-prompt", prompts.long_prompt, _FULL),
    QuestionCheck("key-in-prompt", keys.key_in_prompt, _KEYED),
    QuestionCheck("key-in-hint", keys.key_in_hint),
    QuestionCheck("key-not-in-quote", keys.key_not_in_quote),
    QuestionCheck("short-quote", keys.short_quote),
    QuestionCheck("no-explanation", keys.no_explanation, _MARKED),
    QuestionCheck("two-fillings", kinds.two_fillings, (Cloze,)),
    QuestionCheck("wide-tolerance", kinds.wide_tolerance, (Numeric,)),
    QuestionCheck("long-typed-answer", kinds.long_typed_answer, (Short,)),
    QuestionCheck("order-given-away", kinds.order_given_away, (Ordering,)),
    QuestionCheck(
        "order-without-direction", kinds.order_without_direction, (Ordering,), is_english=True
    ),
    QuestionCheck("matching-by-elimination", kinds.matching_by_elimination, (Matching,)),
)

# What is asked of each kind of question: of English ones everything, of others what needs no words.
OF_ENGLISH: Mapping[str, tuple[QuestionCheck, ...]] = {
    kind.kind: tuple([it for it in QUESTION_CHECKS if kind in it.kinds]) for kind in KINDS
}
OF_OTHERS: Mapping[str, tuple[QuestionCheck, ...]] = {
    kind: tuple([it for it in checks if not it.is_english]) for kind, checks in OF_ENGLISH.items()
}

PAIR_CHECKS = (
    PairCheck("duplicate", pairs.duplicates),
    PairCheck("near-duplicate", pairs.near_duplicates),
    PairCheck("key-in-other-prompt", pairs.keys_in_prompts),
)
WAIVED_FOR_NOTHING = "waived-for-nothing"
NAMES = tuple(
    dict.fromkeys(
        (
            *[check.name for check in BANK_CHECKS],
            *[check.name for check in QUESTION_CHECKS],
            *[check.name for check in PAIR_CHECKS],
            WAIVED_FOR_NOTHING,
        )
    )
)
