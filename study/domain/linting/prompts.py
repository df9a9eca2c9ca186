"""Prompts that cannot be understood alone, or ask in a way that trips the reader."""

import re
from collections.abc import Iterator

from study.domain.linting.findings import Flaw, shown
from study.domain.linting.reading import Asked
from study.domain.linting.wording import unframed, words, years
from study.domain.questions import (
    AnyQuestion,
    Flashcard,
    Multiple,
    Numeric,
    Short,
    Single,
    TrueFalse,
)

_NEGATION = re.compile(
    r"\b(?:not|never|cannot|NOT|NEVER|EXCEPT|except(?! for)|(?<=is )false|(?<=is )incorrect|"
    r"(?<=are )false|(?<=are )incorrect)\b|n[’']t\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|whether or not|not least|not long (?:after|before)|if not|not until|not yet)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",[^,?]*,")
_REASON = re.compile(r"\b(?:why|for what reason|what (?:kept|stopped|prevented))\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:that|who|whom|which|because|although|though|if|when|while|since|unless|so)\b|,|[*_“\"]"
)
_OPENER = re.compile(r"\b(?:which|what|who|whom|where|when|how)\b", re.IGNORECASE)


def negative_prompt(asked: Asked[Single | Multiple]) -> Iterator[Flaw]:
    """H17: a “not” that is easily passed over asks for the opposite of what is read."""
    negation = _main_negation(_last_sentence(asked.unquoted))
    if negation and not negation.isupper():
        yield Flaw(
            f"“{negation}” turns the question round and is easily passed over.",
            f"Ask for what is so; or make the word stand out: `*{negation}*`.",
            ("prompt",),
        )


def _main_negation(sentence: str) -> str:
    """What denies the question itself, not a clause of it; "" where its reason is asked for."""
    asks = _NO_NEGATION.sub(" ", _ASIDE.sub(" ", unframed(sentence).strip(" ,")))
    negation = _NEGATION.search(asks)
    if negation is None or _REASON.search(asks):
        return ""
    opener = _OPENER.search(asks)
    between = asks[opener.end() if opener else 0 : negation.start()]
    is_at_end = len(words(asks[negation.end() :])) < 4 and "?" not in asks
    return negation[0] if is_at_end or (opener and not _CLAUSE.search(between)) else ""


def _last_sentence(prompt: str) -> str:
    """The sentence that asks: the last one with a question mark, or else the last."""
    sentences = re.split(r"(?<=[.?!])\s+(?=[\"“A-Z])", prompt.strip())
    return next((it for it in reversed(sentences) if "?" in it), sentences[-1])


_AUXILIARY = "did|does|do|was|were|is|are|had|has|have|will|would|could|can|should|may|might|must"
_ASKS_OF_A_PRONOUN = re.compile(
    r"\W*(?:(?:(?:in|at|on|by|to|for|from|with|of)\s+)?(?:who|whom|whose|what|which|when|where|why|how)"
    rf"\b[^,.?!]{{0,40}}?\b)?(?:{_AUXILIARY})\s+(he|she|they|it|this|these|those)\b",
    re.IGNORECASE,
)
_OPENS_WITH_A_PRONOUN = re.compile(
    r"\W*(He|She|They|It|His|Her|Their|Its|"
    r"(?:This|These|Those)(?=\s+(?:is|was|are|were|did|has|had)\b))\b"
)
_EXPLETIVE = re.compile(
    r"\bit\b(?=\s+(?:\w+\s+){0,2}?(?:that|to|possible|impossible|necessary|important|true|false|"
    r"clear|likely|easy|hard|difficult|better|best|rain|snow|take|took|matter)\b)",
    re.IGNORECASE,
)
_TEXT_NOUN = (
    "article|author|authors|book|chapter|document|excerpt|extract|interview|narrator|paper|"
    "paragraph|passage|speaker|source|story|study|text|writer"
)
# "The text element" of HTML and "the source of the Nile" are things; a text says and means.
_THE_TEXT = re.compile(
    rf"(?<!of )\b((?:this|that|these)\s+(?:{_TEXT_NOUN})s?\b(?!\s+(?:of|by|about|called)\b)|"
    rf"the\s+(?:{_TEXT_NOUN})s?\b(?=\s*(?:[,.?!;:]|$)|\s+(?:above|below|do|does|did|is|was|say|says|"
    r"said|mention|describe|claim|state|give|call|think|mean|suggest|imply|want|tell|argue|write|"
    r"quote)s?\b))",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    rf"\b(?:the above|(?:(?:{_TEXT_NOUN}|figure|picture|table|map|shown|given|mentioned|described|"
    rf"named|listed|quoted)s? (?:above|below))|(?:aforementioned|following) (?:{_TEXT_NOUN}))\b",
    re.IGNORECASE,
)
_LONE_NAME = re.compile(r"(?<![.?!:\"“]\s)(?<!^)\b[A-Z][\w’'.-]+")


def vague_reference(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """A question is asked alone and in any order: who “he” or “the author” is must stand in it."""
    vague = _text_without_a_name(asked.unquoted) or _pronoun_without_a_noun(asked)
    if vague:
        yield Flaw(
            f"“{vague}” does not say what it stands for: each question is asked by itself.",
            "Put the name or the thing in its place.",
            (asked.prompt_field,),
        )


def _text_without_a_name(prompt: str) -> str:
    found = _THE_TEXT.search(prompt)
    if found is None:
        above = _ABOVE.search(prompt)
        return above[0] if above else ""
    noun = found[1].split()[-1].casefold().rstrip("s")
    # "Putin's interview ... the interview": the first mention says which one is meant.
    named = re.compile(rf"\b(?!this\b|that\b|the\b)[\w’']+\s+{noun}s?\b", re.IGNORECASE)
    return "" if named.search(prompt[: found.start()]) else found[1]


def _pronoun_without_a_noun(asked: Asked[AnyQuestion]) -> str:
    prompt = asked.unquoted
    if _shows_something(asked.prompt):
        return ""
    opened = _OPENS_WITH_A_PRONOUN.match(prompt)
    if opened and not _EXPLETIVE.match(opened[1] + prompt[opened.end() :]):
        return "" if _is_riddle(asked) else opened[1]
    asks = _ASKS_OF_A_PRONOUN.match(prompt)
    if asks and not _EXPLETIVE.search(prompt[asks.start(1) :]):
        return "" if _LONE_NAME.search(prompt[: asks.start(1)]) else asks[1]
    return ""


def _shows_something(prompt: str) -> bool:
    """Whether the prompt goes on with what it asks about: a line of code, or after a colon."""
    return "`" in prompt or "\n" in prompt or re.search(r":\s*\S", prompt) is not None


def _is_riddle(asked: Asked[AnyQuestion]) -> bool:
    """Whether the pronoun stands for what is asked for: "It moves the blood. Which organ?"."""
    return isinstance(asked.question, Flashcard) or "?" in asked.prompt


_OF_TIME = "day days year month week decade century present moment far today tomorrow yesterday"
_TIMES = frozenset((*_OF_TIME.split(), "nowadays", "currently", "recently", "lately"))
_RELATIVE = re.compile(
    r"\b(?:today|nowadays|currently|at present|at the moment|recently|lately|yesterday|tomorrow|"
    r"(?:this|last|next) (?:year|month|week|decade|century)|so far|these days)\b",
    re.IGNORECASE,
)


def relative_time(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """“Today” and “last year” mean another day each time they are read."""
    if asked.words.isdisjoint(_TIMES):
        return
    found = _RELATIVE.search(asked.unquoted)
    if found and not years(asked.unquoted):
        yield Flaw(
            f"“{found[0]}” means another time when the question is asked than when it was written.",
            "Name the year, or the day.",
            (asked.prompt_field,),
        )


_GAP = re.compile(r"_{2,}|(?:\.{3}|…)(?=\s)")


def blank_in_the_middle(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """H14: with a gap in mid-sentence, the reader learns only behind it what is asked."""
    gap = _GAP.search(asked.prompt)
    if gap and len(words(asked.prompt[gap.end() :])) >= 3:
        yield Flaw(
            "The sentence goes on behind its gap, so that it has to be read twice.",
            "Put the gap at the end, ask a question, or make it a `cloze`.",
            ("prompt",),
        )


def unfocused_prompt(asked: Asked[Single | Multiple]) -> Iterator[Flaw]:
    """H15: a prompt that only names a subject leaves the question to the options."""
    if len(words(asked.prompt)) < 3 and "?" not in asked.prompt:
        yield Flaw(
            f"{shown(asked.prompt)} does not yet ask anything: it is clear only from the options.",
            "Ask a whole question, which can be answered with the options covered.",
            ("prompt",),
        )


_SECOND = re.compile(
    r"(?:\?|,)?\s+and\s+(?:(?:in|on|at|by|to|for|from|with)\s+)?"
    r"(?:who|whom|when|where|why|how|what|which)\b(?=[^?.]*\?)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:who|whom|when|where|why|how|what|which)\b", re.IGNORECASE)


def two_questions(asked: Asked[Short | Numeric]) -> Iterator[Flaw]:
    """H1: one answer cannot be marked for two questions."""
    prompt = asked.unquoted
    second = _SECOND.search(prompt)
    if (second and _ASKING.search(prompt[: second.start()])) or prompt.count("?") > 1:
        yield Flaw(
            "Two things are asked, and one answer is typed.",
            "Make two questions of it.",
            ("prompt",),
        )


_OPINION = re.compile(
    r"\b(?:in your (?:opinion|view|judge?ment)|do you (?:think|believe|feel|agree|like|prefer)|"
    r"would you (?:say|prefer)|what is your)\b",
    re.IGNORECASE,
)


def asks_for_an_opinion(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """H6: an opinion of the learner's own cannot be right or wrong."""
    found = _OPINION.search(asked.unquoted)
    if found:
        yield Flaw(
            f"“{found[0]}” asks for an opinion, and the answer is marked right or wrong.",
            "Ask what a text says, or make it a `comparison`, which the learner rates.",
            (asked.prompt_field,),
        )


LONGEST_PROMPT = 70


def long_prompt(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """H13, H16: what has to be read should be what has to be known."""
    count = len(words(asked.prompt))
    if count > LONGEST_PROMPT:
        yield Flaw(
            f"The prompt has {count} words; up to {LONGEST_PROMPT} are read in one go.",
            "Leave out what is not needed for the answer.",
            ("prompt",),
        )


_NOT = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE
)
_NEGATIVE_SENSE = re.compile(
    r"\b(?:den(?:y|ies|ied)|refus\w+|fail(?:s|ed)? to|without|unable|impossible|unlikely|"
    r"un(?:true|aware|willing|important|necessary)|lack(?:s|ed)?|prevent\w*|prohibit\w*|except)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:not only|but not|not least|no (?:more|less|fewer|later|earlier) than|no longer|"
    r"and not|rather than)\b",
    re.IGNORECASE,
)


def double_negation(asked: Asked[TrueFalse]) -> Iterator[Flaw]:
    """H17: to say that a negative statement is false, the reader has to deny a denial."""
    statement = _CONTRAST.sub(" ", asked.unquoted)
    negations = _NOT.findall(statement)
    doubled = len(negations) > 1 or (negations and _NEGATIVE_SENSE.search(statement))
    if doubled or (negations and not asked.question.answer):
        what = "denies twice" if doubled else f"says “{negations[0]}” and is false"
        yield Flaw(
            f"The statement {what}: it takes turning round before it can be judged.",
            "Say it positively.",
            ("prompt",),
        )
