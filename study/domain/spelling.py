"""Words compared as a reader would: case, accents, articles and slips of spelling."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import TypeAlias

from anyascii import anyascii
from rapidfuzz.distance import OSA

from study.domain.questions import Accept
from study.domain.spelled_numbers import NUMBER_WORDS, ORDINALS, from_roman, from_words

Words: TypeAlias = tuple[str, ...]

MOST_SLIPPED_WORDS = 3

_DASHES = "-‐‑–"
_REWRITES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"(?<!\d)\d{1,3}(?:[,'’ ]\d{3})+(?!\d)", lambda match: re.sub(r"\D", "", match[0])),
        (r"(?<=\d)[.,](?=\d)", "∙"),
        (r"(?<!\S)[-−–](?=[\d$€£¥])", "−"),
        (r"\b(?:[^\W\d_]\.){2,}", lambda match: match[0].replace(".", "")),
        (r"(?<=\w)['’ʼʻ`´′](?=\w)", ""),
        (rf"(?<=\d)[{_DASHES}](?=\d)", " "),
        (rf"(?<=\w)[{_DASHES}](?=\w)", ""),
        ("&", " and "),
        (r"^\W*(?:[Aa]n?)\s+(?=\S)", ""),
        (r"(?<![\w-])[Tt]he\s+(?=\S)", ""),
    )
)
_MARKS_OF_LETTERS = re.compile(
    "(?<![иИ])[\u0300-\u036f]|[\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?)+(?=[^\W\d_]{3})")
_KEPT_SIGNS = frozenset("#%@*")
_COUNTING = NUMBER_WORDS.union(ORDINALS)
_IN_DIGITS = {word: str(from_words([word]) or word) for word in NUMBER_WORDS}
# Beginnings and endings that make another word, however few letters they are apart.
_BEGINNINGS = tuple(
    group.split()
    for group in (
        "hyper hypo",
        "inter intra intro",
        "macro micro",
        "pre pro",
        "endo exo ecto",
        "ab ad",
        "anti ante",
        "sub super",
    )
)
_ENDINGS = tuple(group.split() for group in ("ate ite ide", "ane ene yne", "ee er"))


def fold(text: str, accept: Accept) -> Words:
    """The words of a text without what does not count: case, accents, articles, punctuation."""
    text = unicodedata.normalize("NFKC", text)
    if not accept.case:
        text = unicodedata.normalize("NFKC", text.casefold())
    if not (accept.accents or text.isascii()):
        text = _without_accents(text)
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return tuple("".join(map(_kept, text)).split())


def readings(text: str, accept: Accept) -> tuple[Words, ...]:
    """The ways a text can be written: as it stands, and umlauts as two letters."""
    plain = fold(text, accept)
    if text.isascii() or accept.accents:
        return (plain,)
    spelled_out = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    return tuple(dict.fromkeys((plain, fold(spelled_out, accept))))


def surname(key: str) -> str:
    """The name behind leading initials ("J. Stilwell"), or nothing where there are none."""
    initials = _INITIALS.match(key)
    rest = key[initials.end() :] if initials else ""
    return rest if rest[:1].isupper() and " " not in rest else ""


def is_same(said: Words, key: Words, *, ordered: bool) -> bool:
    """Whether two folded texts are the same, numerals and word breaks aside."""
    if said == key or ("".join(said) == "".join(key) and _joined(said) == _joined(key)):
        return True
    if len(said) != len(key):
        return False
    mine, theirs = _in_digits(said), _in_digits(key)
    return mine == theirs or (not ordered and sorted(mine) == sorted(theirs))


def is_initialled(said: Words, key: Words) -> bool:
    """Whether one is the other with first names shortened to their initials."""
    if min(len(said), len(key)) < 2 or said[-1] != key[-1] or len(key[-1]) < 3:
        return False
    if _first_letters(said) == "".join(key[:-1]) or "".join(said[:-1]) == _first_letters(key):
        return True
    if len(said) != len(key):
        return False
    return all(
        mine == theirs or (min(len(mine), len(theirs)) == 1 and mine[0] == theirs[0])
        for mine, theirs in zip(said, key, strict=True)
    )


def _first_letters(name: Words) -> str:
    return "".join(word[0] for word in name[:-1])


def slips(said: Words, key: Words, *, ordered: bool) -> int | None:
    """How many letters are off, if that is a slip of spelling; None if it is another answer.

    None is forgiven in a word of up to 4 letters, one up to 8, two above. A first letter,
    a digit, a numeral, a number word, or a beginning or ending that turns a word into
    another one (hyper-, hypo-) is never forgiven, nor any letter of a script in which a
    sign is a syllable or a word.
    """
    if len(said) != len(key):
        return _slips_across_words(said, key)
    if ordered:
        pairs = [(a, b) for a, b in zip(said, key, strict=True) if a != b]
        mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    else:
        mine = list((Counter(said) - Counter(key)).elements())
        theirs = list((Counter(key) - Counter(said)).elements())
    if not 0 < len(mine) <= MOST_SLIPPED_WORDS:
        return None
    orders = [mine] if ordered else permutations(mine)
    totals = [_slips_of(order, theirs) for order in orders]
    fewest = min((total for total in totals if total is not None), default=None)
    allowed = _forgiven(sum(map(str.isalpha, "".join(key))))
    return fewest if fewest is not None and fewest <= allowed else None


def distance(said: Words, other: Words) -> int:
    """Letters apart, word breaks aside."""
    return OSA.distance("".join(said), "".join(other))


def _slips_of(said: Sequence[str], key: Sequence[str]) -> int | None:
    total = 0
    for mine, theirs in zip(said, key, strict=True):
        off = _word_slips(mine, theirs)
        if off is None:
            return None
        total += off
    return total


def _word_slips(said: str, key: str) -> int | None:
    forgiven = _forgiven(len(key))
    off = OSA.distance(said, key, score_cutoff=forgiven)
    if off > forgiven or _is_exact(said) or _is_exact(key) or _is_other(said, key):
        return None
    return off


def _slips_across_words(said: Words, key: Words) -> int | None:
    """A slip together with a missing or an added word break: one letter at most."""
    mine, theirs = "".join(said), "".join(key)
    if not _forgiven(len(theirs)) or OSA.distance(mine, theirs, score_cutoff=1) > 1:
        return None
    words = (*said, *key)
    if min(map(len, words)) < 2 or any(map(_is_exact, words)) or _is_other(mine, theirs):
        return None
    return 1


def _forgiven(letters: int) -> int:
    if letters <= 4:
        return 0
    return 1 if letters <= 8 else 2


def _is_exact(word: str) -> bool:
    """Whether every sign of a word counts: digits, numerals, signs that are syllables."""
    if from_roman(word.casefold()) is not None:
        return True
    return any(not (sign.isalpha() and (sign < "\u1100" or _is_cased(sign))) for sign in word)


def _is_cased(sign: str) -> bool:
    return unicodedata.category(sign) != "Lo"


def _is_other(said: str, key: str) -> bool:
    if said[0] != key[0] and said[:2] != key[1::-1]:
        return True
    if said in _COUNTING and key in _COUNTING:
        return True
    return any(_differ(said, key, group, str.startswith) for group in _BEGINNINGS) or any(
        _differ(said, key, group, str.endswith) for group in _ENDINGS
    )


def _differ(said: str, key: str, group: Sequence[str], has: Callable[[str, str], bool]) -> bool:
    mine = next((affix for affix in group if has(said, affix)), None)
    theirs = next((affix for affix in group if has(key, affix)), None)
    return mine is not None and theirs is not None and mine != theirs


def _joined(words: Words) -> str:
    """The words without their breaks, except between digits, where a break counts."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(words))


def _in_digits(words: Words) -> Words:
    return tuple(_numeral_in_digits(word) for word in words)


def _numeral_in_digits(word: str) -> str:
    plain = word.casefold()
    roman = from_roman(plain)
    return str(roman) if roman is not None else _IN_DIGITS.get(plain, word)


def _without_accents(text: str) -> str:
    bare = _MARKS_OF_LETTERS.sub("", unicodedata.normalize("NFD", text))
    return "".join(map(_latin, unicodedata.normalize("NFC", bare)))


def _latin(sign: str) -> str:
    if sign.isascii() or not unicodedata.name(sign, "").startswith("LATIN "):
        return sign
    return str(anyascii(sign))


def _kept(sign: str) -> str:
    """The sign itself, a space for punctuation, nothing for what cannot be seen."""
    if sign.isalnum() or sign in _KEPT_SIGNS:
        return sign
    category = unicodedata.category(sign)
    if category == "Cf" or sign in "\ufe0e\ufe0f":
        return ""
    return " " if category[0] in "PZC" or (category == "Sk" and sign != "^") else sign
