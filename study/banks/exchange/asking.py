"""Questions as other people write them, in groups of fields, lists of choices and letters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from study.banks.exchange.collecting import Item
from study.banks.exchange.roles import STRONG_PROMPTS, TYPES, Role, Roles, bare, roles_of
from study.banks.yaml_events import Plain

_YES = {"true", "yes", "1", "x", "right", "correct", "y", "richtig", "wahr"}
_NO = {"false", "no", "0", "o", "wrong", "incorrect", "n", "", "falsch"}
_FLAGS = {"correct", "iscorrect", "right", "isright", "answer", "istrue", "true", "valid"}
_TEXTS = ("text", "option", "label", "value", "choice", "answer", "content", "statement", "title")
_COMMENTS = ("feedback", "explanation", "comment", "hint", "rationale", "reason", "why")
_TICKED = re.compile(r"\s*\[([ xX])\]\s*(.+)", re.DOTALL)
_STARRED = re.compile(r"\s*\*(?![*\s])(.+)", re.DOTALL)
_LABELLED = re.compile(r"\s*\(?([A-Za-z]|\d{1,2})[.):]\s+(.+)", re.DOTALL)


@dataclass(slots=True)
class Option:
    """A choice as it is written: its label, and whether it is marked right where any are."""

    text: str
    label: str = ""
    is_right: bool | None = None
    comment: str = ""


@dataclass(slots=True)
class Asked:
    """A question as it is written, before its key is understood."""

    item: Item
    prompt: str
    options: list[Option] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    kind: str = ""
    unit: str = ""
    tolerance: str = ""
    names_index: bool = False
    has_one_key: bool = False  # Whether the key is one text, so that several cannot be meant.


def words(value: Plain) -> str:
    """A value as one text, its surroundings stripped; "" for lists and groups."""
    return value.strip() if isinstance(value, str) else ""


def texts(value: Plain) -> list[str]:
    """A value as a list of texts, whether one or several are written."""
    if isinstance(value, list):
        return [text for inner in value if (text := words(inner))]
    return [words(value)] if words(value) else []


def is_question(group: Mapping[str, Plain]) -> bool:
    """Whether a group of fields asks something: not by one name alone, unless it says so."""
    roles = roles_of(group)
    if not _prompt(roles):
        return False
    if roles.name(Role.PROMPT) in STRONG_PROMPTS:
        return True
    has_key = roles.has(Role.KEY) or roles.has(Role.WRONG) or bool(roles.wrong)
    options = list(_options(roles))
    is_marked = any(it.is_right is not None for it in options)
    is_typed = bare(words(roles.value(Role.TYPE))) in TYPES
    is_asking = bool(options) and (_prompt(roles).endswith(("?", "？")) or is_typed)
    return has_key or is_marked or is_asking or (is_typed and roles.has(Role.PAIRS))


def has_prompt(group: Mapping[str, Plain]) -> bool:
    """Whether a group of fields has a text that may ask something."""
    return bool(_prompt(roles_of(group)))


def is_term(group: Mapping[str, Plain]) -> bool:
    """Whether a group is what a term leads to: an answer, with wrong ones or alone."""
    roles = roles_of(group)
    if roles.has(Role.PROMPT) or not words(roles.value(Role.KEY)):
        return False
    return roles.has(Role.WRONG) or bool(roles.wrong) or not roles.rest


def asked_of(group: Mapping[str, Plain], line: int, *, name: str = "", term: str = "") -> Asked:
    """The question in a group of fields; `term` is asked about where it has no prompt."""
    roles = roles_of(group)
    item = Item({}, line, name=words(roles.value(Role.NAME)) or name)
    asked = Asked(item, term or _prompt(roles))
    asked.kind = TYPES.get(bare(words(roles.value(Role.TYPE))), "")
    asked.options = list(_options(roles))
    asked.keys = _keys(roles)
    asked.has_one_key = bool(words(roles.value(Role.KEY)))
    asked.names_index = "index" in roles.name(Role.KEY)
    asked.wrong = [*texts(roles.value(Role.WRONG)), *texts(roles.wrong)]
    asked.unit, asked.tolerance = words(roles.value(Role.UNIT)), words(roles.value(Role.TOLERANCE))
    asked.items = texts(roles.value(Role.ITEMS))
    _take_pairs(roles, asked)
    _describe(roles, item)
    if roles.rest:
        shown = ", ".join(f"“{name[:40]}”" for name in roles.rest[:10])
        item.dropped(f"Left out: {shown}{' and more' if len(roles.rest) > 10 else ''}.")
    return asked


def _prompt(roles: Roles) -> str:
    value = roles.value(Role.PROMPT)
    if isinstance(value, dict):
        inner = roles_of(value)
        return words(inner.value(Role.PROMPT))
    return words(value)


def _keys(roles: Roles) -> list[str]:
    value = roles.value(Role.KEY)
    if isinstance(value, dict):
        return texts(list(value.values())) if value else []
    if isinstance(value, list) and any(isinstance(it, dict) for it in value):
        return [words(_text_of(it)) for it in value if isinstance(it, dict)]
    return texts(value)


# --- options ---------------------------------------------------------------------------------


def _options(roles: Roles) -> Iterator[Option]:
    value = roles.value(Role.OPTIONS)
    if roles.options:
        yield from [Option(words(it), label) for label, it in roles.options.items() if words(it)]
    elif isinstance(value, dict):
        yield from [_labelled(name, inner) for name, inner in value.items()]
    elif isinstance(value, list):
        yield from _listed(value)


def _labelled(name: str, value: Plain) -> Option:
    """`A: text`, `text: true`, or `A: {text: …, correct: …}`."""
    if isinstance(value, dict):
        option = _grouped(value)
        option.label = option.label or name
        return option
    if len(name) > 2 and words(value).lower() in _YES | _NO - {""}:
        return Option(name, is_right=words(value).lower() in _YES)
    return Option(words(value), name)


def _listed(values: Sequence[Plain]) -> Iterator[Option]:
    plain = [words(value) for value in values]
    if plain and all(_TICKED.fullmatch(text) for text in plain):
        for found in filter(None, map(_TICKED.fullmatch, plain)):
            yield Option(found[2].strip(), is_right=found[1] in "xX")
        return
    starred = [_STARRED.fullmatch(text) for text in plain]
    if any(starred) and not all(starred):
        for text, star in zip(plain, starred, strict=True):
            yield Option(star[1].strip() if star else text, is_right=star is not None)
        return
    letters = [_LABELLED.fullmatch(text) for text in plain]
    is_lettered = bool(letters) and all(letters) and _count_up([it[1] for it in letters if it])
    for value, letter in zip(values, letters, strict=True):
        if isinstance(value, dict):
            yield _grouped(value)
        elif is_lettered and letter:
            yield Option(letter[2].strip(), letter[1])
        elif words(value):
            yield Option(words(value))


def _count_up(labels: Sequence[str]) -> bool:
    """Whether these are A, B, C or 1, 2, 3."""
    places = [ord(it.upper()) - 64 if it.isalpha() else int(it) for it in labels]
    return places == list(range(1, len(places) + 1))


def _grouped(value: Mapping[str, Plain]) -> Option:
    """`{text: …, correct: true}`, `{x: text}`, `{A: text}`, or either within another group."""
    if len(value) == 1:
        ((name, inner),) = value.items()
        if isinstance(inner, dict):
            return _grouped(inner)
        if bare(name) in {"x", "o"}:
            return Option(words(inner), is_right=bare(name) == "x")
        if len(name) <= 2:
            return Option(words(inner), name)
        if bare(name) not in _TEXTS:
            return _labelled(name, inner)
    flags = [words(inner).lower() for name, inner in value.items() if bare(name) in _FLAGS]
    truths = [flag in _YES for flag in flags if flag in _YES | _NO]
    comments = [words(inner) for name, inner in value.items() if bare(name) in _COMMENTS]
    labels = [words(inner) for name, inner in value.items() if bare(name) in {"id", "key"}]
    return Option(
        words(_text_of(value)),
        labels[0] if labels else "",
        truths[0] if truths else None,
        "\n\n".join(filter(None, comments)),
    )


def _text_of(value: Mapping[str, Plain]) -> Plain:
    names = {bare(name): name for name in value}
    for wanted in _TEXTS:
        inner = value.get(names.get(wanted, ""), "")
        # {option: Tokyo, answer: true}: a truth is a mark and no text, unless it is all there is.
        if words(inner) and (wanted != "answer" or words(inner).lower() not in _YES | _NO):
            return inner
    return ""


# --- the rest --------------------------------------------------------------------------------


def _take_pairs(roles: Roles, asked: Asked) -> None:
    value = roles.value(Role.PAIRS)
    if not value and asked.kind == "matching":
        value = roles.value(Role.OPTIONS)
    if isinstance(value, dict):
        asked.pairs = [[left, words(right)] for left, right in value.items()]
    elif isinstance(value, list):
        sides = [list(it.values()) if isinstance(it, dict) else it for it in value]
        asked.pairs = [texts(it)[:2] for it in sides if isinstance(it, list) and len(it) >= 2]
    if asked.kind == "ordering" and not asked.items:
        asked.items = texts(roles.value(Role.OPTIONS))


def _describe(roles: Roles, item: Item) -> None:
    """Explanation, hint, tags, difficulty, and what an export of ours wrote beside them."""
    explanation = "\n\n".join(texts(roles.value(Role.EXPLANATION)))
    sources = texts(roles.value(Role.SOURCE))
    if sources:
        explanation = "\n\n".join(filter(None, [explanation, *sources]))
        item.approximated(
            "The source became part of the explanation: it is no quote of a document."
        )
    if explanation:
        item.fields["explanation"] = explanation
    hints = texts(roles.value(Role.HINT))
    if hints:
        item.fields["hint"] = "\n\n".join(hints)
    tags = [tag[:100] for it in texts(roles.value(Role.TAGS)) for tag in _separate(it)]
    if tags:
        item.fields["tags"] = list(dict.fromkeys(tags))[:50]
    item.remainder = words(roles.value(Role.REMAINDER))
    if roles.has(Role.DIFFICULTY):
        _rank(words(roles.value(Role.DIFFICULTY)), item)


def _separate(tags: str) -> list[str]:
    return [tag.strip() for tag in re.split(r"[,;\n]", tags) if tag.strip()]


_DIFFICULTIES = {
    **dict.fromkeys(("easy", "beginner", "simple", "low"), "1"),
    **dict.fromkeys(("medium", "intermediate", "moderate", "normal"), "3"),
    **dict.fromkeys(("hard", "advanced", "difficult", "high", "expert"), "5"),
}


def _rank(level: str, item: Item) -> None:
    if level in {"1", "2", "3", "4", "5"}:
        item.fields["difficulty"] = level
    elif level.lower() in _DIFFICULTIES:
        item.fields["difficulty"] = _DIFFICULTIES[level.lower()]
        item.guessed(f"The difficulty “{level[:40]}” became {item.fields['difficulty']} of 5.")
    else:
        item.dropped(f"The difficulty “{level[:40]}” is not one from 1 to 5.")
