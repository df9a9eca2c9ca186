"""Which answer is right where other people say it by letter, by number, or by its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from study.banks.exchange.asking import Asked, Option
from study.banks.exchange.collecting import NO_KEY, Item
from study.domain import clozes
from study.domain.errors import BadInput

_WHOLE = re.compile(r"\d{1,3}")
_SEVERAL = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")
_LONGEST_LIST = 200
_OPTION_NAME = re.compile(r"(?:option|choice|answer)[\s_-]*", re.IGNORECASE)
_TRUTHS = {"true": "true", "false": "false"}


@dataclass(frozen=True, slots=True)
class Counting:
    """From where the numbers of right options count in a file; None where that cannot be told."""

    base: int | None


def counting_of(questions: Sequence[Asked]) -> Counting:
    """How the whole file counts: a 0 says from 0, the number of the last option says from 1."""
    has_zero = has_last = names_index = False
    for asked in questions:
        for key in _numbers(asked):
            has_zero = has_zero or key == 0
            has_last = has_last or key == len(asked.options)
            names_index = names_index or asked.names_index
    if has_zero != has_last:
        return Counting(0 if has_zero else 1)
    return Counting(0 if names_index and not has_last else None)


def _numbers(asked: Asked) -> list[int]:
    """The keys that are numbers of options, and neither their words nor their labels."""
    if not asked.options or any(it.is_right is not None for it in asked.options):
        return []
    known = {it.text for it in asked.options} | {it.label for it in asked.options}
    return [int(key) for key in asked.keys if _WHOLE.fullmatch(key) and key not in known]


def understood(asked: Asked, counting: Counting) -> Item:
    """The question with its type and its key; a draft where the key cannot be told."""
    item, fields = asked.item, asked.item.fields
    if asked.pairs:
        fields |= {"type": "matching", "prompt": asked.prompt, "pairs": asked.pairs}
    elif asked.items and asked.kind == "ordering":
        fields |= {"type": "ordering", "prompt": asked.prompt, "items": asked.items}
    elif _is_cloze(asked):
        fields |= {"type": "cloze", "text": asked.prompt}
        said = [*filter(None, [fields.get("explanation")]), *asked.keys]
        fields |= {"explanation": "\n\n".join(said)} if said else {}
    elif asked.wrong:
        _invented(asked)
    elif asked.options and not _are_accepted(asked):
        _chosen(asked, counting)
    else:
        _typed(asked)
    return item


def _is_cloze(asked: Asked) -> bool:
    if asked.options or "{{c" not in asked.prompt:
        return False
    try:
        return bool(clozes.numbers(asked.prompt))
    except BadInput:
        return False


def _are_accepted(asked: Asked) -> bool:
    """Whether what looks like options are the answers that are accepted: typed, all of them."""
    is_marked = any(it.is_right is not None for it in asked.options)
    return not asked.keys and not is_marked and (asked.kind == "short" or len(asked.options) == 1)


# --- choices ---------------------------------------------------------------------------------


def _invented(asked: Asked) -> None:
    """Right and wrong answers in fields of their own."""
    right = [Option(text, is_right=True) for text in asked.keys]
    if asked.options and not right:
        right = [Option(it.text, is_right=True, comment=it.comment) for it in asked.options]
    wrong = [Option(text, is_right=False) for text in asked.wrong]
    asked.options = right + wrong
    _as_choice(asked, set(range(len(right))))


def _chosen(asked: Asked, counting: Counting) -> None:
    right = {n for n, option in enumerate(asked.options) if option.is_right}
    is_marked = any(option.is_right is not None for option in asked.options)
    if not is_marked and asked.keys:
        found = [_places(key, asked, counting) for key in _split(asked)]
        unknown = next((key for key, it in zip(_split(asked), found, strict=True) if not it), "")
        if unknown:
            asked.item.reasons.append(_unknown(unknown, asked))
        else:
            right = {place for it in found for place in it}
    elif not right:
        asked.item.reasons.append(NO_KEY)
    _as_choice(asked, right)


def _split(asked: Asked) -> list[str]:
    """The keys one by one: `A, C` are two letters, unless an option says just that."""
    (key, *others) = asked.keys
    if others or len(key) > _LONGEST_LIST or _by_words(key, asked.options):
        return asked.keys
    parts = [part for part in _SEVERAL.split(key) if part]
    labels = {label.upper() for label in _labels(asked.options)}
    is_list = len(parts) > 1 and all(
        part.upper() in labels or _WHOLE.fullmatch(part) or _by_words(part, asked.options)
        for part in parts
    )
    return parts if is_list else [key]


def _labels(options: Sequence[Option]) -> list[str]:
    """What options are called; A, B, C where nothing else is written."""
    if all(option.label for option in options):
        return [option.label for option in options]
    return [chr(ord("A") + n) for n in range(min(len(options), 26))]


def _places(key: str, asked: Asked, counting: Counting) -> set[int]:
    """Which options a key means: their words, their label, or their number."""
    found = _by_words(key, asked.options)
    labels = [label.upper() for label in _labels(asked.options)]
    short = _OPTION_NAME.sub("", key, count=1).strip("().: ").upper()
    if found:
        return found
    if short in labels:
        return {labels.index(short)}
    if _WHOLE.fullmatch(key) and counting.base is not None:
        place = int(key) - counting.base
        asked.item.guessed(f"Its key {key} was counted from {counting.base}, as in the whole file.")
        return {place} if 0 <= place < len(asked.options) else set()
    label, _, text = key.partition(" ")
    if label.strip("().:").upper() in labels and _by_words(text, asked.options):
        return _by_words(text, asked.options)
    return set()


def _by_words(key: str, options: Sequence[Option]) -> set[int]:
    wanted = _folded(key)
    return {n for n, option in enumerate(options) if _folded(option.text) == wanted}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unknown(key: str, asked: Asked) -> str:
    if _WHOLE.fullmatch(key) and int(key) <= len(asked.options):
        return f"It cannot be told whether its key {key} counts from 0 or from 1."
    return f"Its key “{key[:80]}” is none of its options."


def _as_choice(asked: Asked, right: set[int]) -> None:
    options = [
        {
            "text": option.text,
            **({"correct": "true"} if place in right else {}),
            **({"feedback": option.comment} if option.comment else {}),
        }
        for place, option in enumerate(asked.options)
    ]
    # "multiple" is what some call a question with several options and one right.
    is_meant = asked.kind == "multiple" and not asked.has_one_key
    is_multiple = len(right) > 1 or is_meant
    asked.item.fields |= {
        "type": "multiple" if is_multiple else "single",
        "prompt": asked.prompt,
        "options": options,
    }
    words = [_folded(option.text) for option in asked.options]
    if not is_multiple and len(right) == 1 and sorted(words) == ["false", "true"]:
        _as_truth(asked, words[min(right)])


def _as_truth(asked: Asked, truth: str) -> None:
    fields = asked.item.fields
    del fields["options"]
    fields |= {"type": "true_false", "answer": truth}
    comments = [option.comment for option in asked.options if option.comment]
    if comments:
        fields["explanation"] = "\n\n".join([*filter(None, [fields.get("explanation")]), *comments])


# --- typed and shown -------------------------------------------------------------------------


def _typed(asked: Asked) -> None:
    item, fields = asked.item, asked.item.fields
    fields["prompt"] = asked.prompt
    keys = asked.keys or [option.text for option in asked.options]
    if not keys:
        fields["type"] = asked.kind if asked.kind in {"short", "numeric"} else "flashcard"
        item.reasons.append(NO_KEY)
    elif len(keys) == 1 and keys[0].lower() in _TRUTHS and asked.kind in {"", "true_false"}:
        fields |= {"type": "true_false", "answer": _TRUTHS[keys[0].lower()]}
    elif asked.kind == "numeric" and len(keys) == 1:
        fields |= {"type": "numeric", "answer": keys[0]}
        fields |= {"unit": asked.unit} if asked.unit else {}
        fields |= {"tolerance": asked.tolerance} if asked.tolerance else {}
    elif asked.kind == "short" or len(keys) > 1:
        fields |= {"type": "short", "answers": list(dict.fromkeys(keys))}
    else:
        fields |= {"type": "flashcard", "answer": keys[0]}
