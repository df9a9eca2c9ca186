"""What a liar makes of good proposals."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from random import Random

from study.domain import clozes
from tests.generation.voyage import Item

_AUXILIARY = re.compile(r"\b(was|were|is|are|had|has|have|could|would|will)\b")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\b[a-z]{5,}\b")


def _key(item: Item) -> str:
    match item["type"]:
        case "short":
            return str(item["answers"][0])
        case "single" | "multiple":
            return next(str(option["text"]) for option in item["options"] if option["correct"])
        case "cloze":
            text = item["text"]
            return clozes.blanks(text, clozes.numbers(text)[0])[0]
        case _:
            return str(item.get("answer", ""))


def _keyed(item: Item, key: str) -> Item | None:
    """The item with another key."""
    lie = deepcopy(item)
    match item["type"]:
        case "short":
            lie["answers"] = [key]
        case "single":
            lie["options"] = [o for o in lie["options"] if o["text"] != key]
            next(o for o in lie["options"] if o["correct"])["text"] = key
        case "cloze":
            lie["text"] = item["text"].replace(f"::{_key(item)}", f"::{key}", 1)
        case "numeric" if _DIGITS.fullmatch(key):
            lie["answer"] = int(key)
        case "flashcard":
            lie["answer"] = key
        case _:
            return None
    return lie


def _quoted(item: Item, quote: str) -> Item | None:
    lie = deepcopy(item)
    if quote == item["cite"][0]["quote"]:
        return None
    lie["cite"][0]["quote"] = quote
    return lie


def _with_text(item: Item, change: Callable[[str], str]) -> Item | None:
    field = "text" if "text" in item else "prompt"
    lie = deepcopy(item)
    lie[field] = change(item[field])
    return None if lie == item else lie


def invented(item: Item, chance: Random) -> Item | None:
    """A quote made up around the key."""
    del chance
    return _quoted(item, f"Historians agree that the answer to this is {_key(item)} beyond doubt.")


def one_word_changed(item: Item, chance: Random) -> Item | None:
    """A quote with one word put in the place of another."""
    quote = item["cite"][0]["quote"]
    words = _WORD.findall(quote)
    if not words:
        return None
    old = chance.choice(words)
    return _quoted(item, re.sub(rf"\b{old}\b", f"{old[:2]}other{old[-2:]}", quote, count=1))


def changed_number(item: Item, chance: Random) -> Item | None:
    """A quote, and a key, with another number."""
    quote = item["cite"][0]["quote"]
    numbers = _DIGITS.findall(quote)
    if not numbers:
        return None
    old = chance.choice(numbers)
    new = str(int(old) + 1)
    lie = _quoted(item, quote.replace(old, new, 1))
    key = _key(item)
    if lie is not None and old in key:
        return _keyed(lie, key.replace(old, new, 1)) or lie
    return lie


def negated_quote(item: Item, chance: Random) -> Item | None:
    """A quote with a "not" put into it."""
    del chance
    quote = item["cite"][0]["quote"]
    first, _, rest = quote.partition(" ")
    told = _AUXILIARY.sub(r"\1 not", quote, count=1)
    return _quoted(item, told if told != quote else f"{first} never {rest}")


def negated_question(item: Item, chance: Random) -> Item | None:
    """A question that denies what its quote says."""
    del chance

    def deny(text: str) -> str:
        denied = re.sub(r"\b(did|was|were|is|are|had|has)\b", r"\1 not", text, count=1)
        return denied if denied != text else re.sub(r"(\w+ed)\b", r"never \1", text, count=1)

    return _with_text(item, deny)


def turned_truth(item: Item, chance: Random) -> Item | None:
    """A statement with the wrong one of two answers."""
    del chance
    if item["type"] != "true_false":
        return None
    lie = deepcopy(item)
    lie["answer"] = str(item["answer"]).lower() != "true"
    lie["correction"] = "" if lie["answer"] else item["prompt"]
    return lie


def other_key(item: Item, chance: Random) -> Item | None:
    """A key from somewhere else."""
    others = ["Vasco da Gama", "the Treaty of Tordesillas", "1494", "Lisbon", "March 1498", "9731"]
    return _keyed(item, chance.choice(others))


def two_right(item: Item, chance: Random) -> Item | None:
    """A wrong option that is the key in other words, or stands in the quote."""
    if item["type"] != "single":
        return None
    lie = deepcopy(item)
    key, quote = _key(item), item["cite"][0]["quote"]
    words = re.findall(r"(?<![\w.,-])(?:[A-Z][a-z]{3,}|\d{2,4})(?![\w-]|[.,]\d)", quote)
    named = [word for word in words if word not in key]
    second = chance.choice([key.upper(), f"the {key}", *named])
    next(option for option in lie["options"] if not option["correct"])["text"] = second
    return lie


def two_marked(item: Item, chance: Random) -> Item | None:
    """Two options that are both marked correct."""
    del chance
    if item["type"] != "single":
        return None
    lie = deepcopy(item)
    next(option for option in lie["options"] if not option["correct"])["correct"] = True
    return lie


def neighbour(item: Item, chance: Random) -> Item | None:
    """The passage before or after the one that is quoted."""
    lie = deepcopy(item)
    document, _, number = item["cite"][0]["passage"].rpartition("#p")
    step = -1 if int(number) > 1 and chance.random() < 0.5 else 1
    lie["cite"][0]["passage"] = f"{document}#p{int(number) + step}"
    return lie


def no_such_passage(item: Item, chance: Random) -> Item | None:
    """A passage that does not exist."""
    lie = deepcopy(item)
    lie["cite"][0]["passage"] = chance.choice(["nowhere#p1", "#p0", "1", "voyage#p99999", ""])
    return lie


def a_link(item: Item, chance: Random) -> Item | None:
    """A link in what is asked."""
    bait = chance.choice(["[more](https://evil.example/)", "![](http://evil.example/a.png)"])
    return _with_text(item, lambda text: f"{text} {bait}")


def another_fact(item: Item, chance: Random) -> Item | None:
    """Another figure or name of the same quote as the key: no program without sense sees it."""
    quote, key = item["cite"][0]["quote"], _key(item)
    asked = str(item.get("prompt") or item.get("text"))
    if re.search(r"\d", key):
        found = re.findall(r"(?<![\w-])\d[\d,]*(?![\w-])", quote)
    else:
        found = re.findall(r"(?<![.\w-] )(?<!^)\b[A-Z][a-z]{3,}(?![\w-])", quote)
    others = [it for it in found if it not in asked and it not in key]
    return _keyed(item, chance.choice(others)) if others else None


def changed_year(item: Item, chance: Random) -> Item | None:
    """A question with another year than its quote."""
    asked = str(item.get("prompt") or item.get("text"))
    years = [year for year in re.findall(r"\b1\d\d\d\b", item["cite"][0]["quote"]) if year in asked]
    if not years or item["type"] == "true_false":
        return None
    year = chance.choice(years)
    return _with_text(item, lambda text: text.replace(year, str(int(year) + 1)))


LIES: Mapping[str, Callable[[Item, Random], Item | None]] = {
    "invented quote": invented,
    "quote with one word changed": one_word_changed,
    "quote with a changed number": changed_number,
    "quote with a “not” put in": negated_quote,
    "question that denies its quote": negated_question,
    "question with a changed year": changed_year,
    "wrong one of true and false": turned_truth,
    "key that is not in the quote": other_key,
    "a second right option": two_right,
    "two options marked correct": two_marked,
    "quote of another passage": neighbour,
    "passage that does not exist": no_such_passage,
    "link in the question": a_link,
}


def lies_of(item: Item, seed: int = 0) -> Iterator[tuple[str, Item]]:
    """Every lie that can be made of a good proposal, by name."""
    for name, tell in LIES.items():
        lie = tell(item, Random(f"{seed}:{name}:{item['cite'][0]['quote']}"))
        if lie is not None:
            yield name, lie
