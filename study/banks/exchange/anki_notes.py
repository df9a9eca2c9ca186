"""A note of Anki's as a question: which of its fields asks, which answers, and what the rest is."""

import hashlib
import html
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from study.banks.exchange.anki_collection import Note, NoteType
from study.banks.exchange.collecting import NO_KEY, Item
from study.banks.fields import LONGEST_NAME
from study.banks.html_text import html_to_plain, html_to_text
from study.banks.markdown_text import escaped

# The field in which our own packages keep what Anki has no place for.
REMAINDER_FIELD = "Study"
# And the field in which they show a quote and where it stands.
SOURCE_FIELD = "Source"
OCCLUSION = "A picture with covered parts (image occlusion) cannot be asked here; it is left out."

_REFERENCE = re.compile(r"\{\{([^{}]*)\}\}")
_DELETION = re.compile(r"(\{\{c[0-9]+::|\}\})")
_SOUND = re.compile(r"\[sound:([^\]]{0,200})\]")
_SPEECH = re.compile(r"\[/?anki:(?:tts|play)[^\]]{0,200}\]")
_FORMULAS = (
    (re.compile(r"\[\$\](.{0,2000}?)\[/\$\]", re.DOTALL), r"\\(\1\\)"),
    (re.compile(r"\[\$\$\](.{0,2000}?)\[/\$\$\]", re.DOTALL), r"\\[\1\\]"),
    (re.compile(r"\[latex\](.{0,2000}?)\[/latex\]", re.DOTALL), r"\\[\1\\]"),
)
_EMPHASIS = re.compile(r"<(?:b|strong|i|em|u|code|pre|ul|ol)\b", re.IGNORECASE)
_MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Roles:
    """What a note type's fields are for, by their numbers, as its first card shows them.

    `reverse` is the template that asks the other way round, `others` are those that ask
    otherwise; `is_guessed` says that the templates told nothing, `is_ours` that we wrote them.
    """

    front: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    hints: tuple[int, ...] = ()
    typed: int | None = None
    cloze: int | None = None
    reverse: int | None = None
    others: tuple[tuple[int, str], ...] = ()
    is_guessed: bool = False
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class _Face:
    """The fields that one side of a card shows, typed, hidden as hints, or with deletions."""

    shown: tuple[int, ...]
    typed: tuple[int, ...]
    hints: tuple[int, ...]
    clozes: tuple[int, ...]


@lru_cache(maxsize=256)
def roles_of(kind: NoteType) -> Roles:
    """What the fields of this note type are for."""
    if not kind.templates:
        return _guessed(kind)
    faces = [(_face(it.front, kind.fields), _face(it.back, kind.fields)) for it in kind.templates]
    front, back = faces[0]
    if kind.is_cloze:
        text = (*front.clozes, *back.clozes, 0)[0]
        extra = [it for it in (*front.shown, *back.shown) if it != text]
        return Roles(cloze=text, back=tuple(dict.fromkeys(extra)), hints=front.hints)
    if not front.shown:
        return _guessed(kind)
    answers = tuple(it for it in back.shown if it not in front.shown and it not in front.hints)
    reverse = next((n for n, it in enumerate(faces) if n and _is_reverse(it, front, back)), None)
    others = [(n, it.name) for n, it in enumerate(kind.templates) if n and n != reverse]
    return Roles(
        front=front.shown,
        back=answers,
        hints=front.hints,
        typed=front.typed[0] if front.typed else None,
        reverse=reverse,
        others=tuple(others),
        is_ours=bool(_unread(kind.fields)),
    )


def _guessed(kind: NoteType) -> Roles:
    unread = _unread(kind.fields)
    rest = tuple(n for n, name in enumerate(kind.fields) if n and name not in unread)
    return Roles(front=(0,), back=rest, is_guessed=True)


def _face(template: str, fields: Sequence[str]) -> _Face:
    """The fields that a template names, `{{filter:Field}}`; conditions (#, ^, /) show none."""
    found: dict[str, list[int]] = {"": [], "type": [], "hint": [], "cloze": []}
    for reference in _REFERENCE.findall(template):
        *filters, name = [part.strip() for part in reference.split(":")]
        if name not in fields or name in _unread(fields):
            continue
        use = next((it for it in ("cloze", "type", "hint") if it in filters), "")
        if fields.index(name) not in found[use]:
            found[use].append(fields.index(name))
    return _Face(*(tuple(found[use]) for use in ("", "type", "hint", "cloze")))


def _unread(fields: Collection[str]) -> Collection[str]:
    """Fields of our own packages that hold nothing of a question's words."""
    return (REMAINDER_FIELD, SOURCE_FIELD) if REMAINDER_FIELD in fields else ()


def _conditions(kind: NoteType) -> Collection[str]:
    """The fields that decide only whether something is shown, `{{#Field}}`."""
    texts = "".join(it.front + it.back for it in kind.templates)
    return {it.strip("#^/ ") for it in _REFERENCE.findall(texts) if it.lstrip()[:1] in {"#", "^"}}


def _is_reverse(faces: tuple[_Face, _Face], front: _Face, back: _Face) -> bool:
    answers = set(back.shown) - set(front.shown)
    mine = set(faces[1].shown) - set(faces[0].shown)
    return bool(answers) and set(faces[0].shown) <= answers and set(front.shown) <= mine


def name_of(note: Note) -> str:
    """The id of a note's question: the same at every import, whatever becomes of its words."""
    return "anki-" + hashlib.sha256(note.guid.encode()).hexdigest()[:16]


def item_of(note: Note, kind: NoteType, places: Collection[int]) -> Item:
    """The note as a question; `places` are the numbers of its cards."""
    roles = roles_of(kind)
    item = Item({}, name=name_of(note))
    texts = _Texts(note, item)
    if roles.is_guessed:
        item.guessed("Its card shows no field that is known: the first is asked, the next answers.")
    if roles.cloze is not None:
        item.fields.update(_cloze(roles, roles.cloze, texts))
    elif roles.typed is not None:
        item.fields.update(_typed(roles, roles.typed, texts))
    else:
        item.fields.update(_flashcard(roles, texts, places))
    hint = texts.joined(roles.hints)
    item.fields.update({"hint": hint} if hint else {})
    _say_what_is_lost(note, kind, roles, places, item)
    return item


def noted_beside(note: Note, kind: NoteType) -> tuple[str, str]:
    """What our own export wrote beside the note, about its question and about its bank.

    Both are "" in packages of others.
    """
    place = kind.fields.index(REMAINDER_FIELD) if REMAINDER_FIELD in kind.fields else -1
    if not 0 <= place < len(note.fields):
        return "", ""
    question, _, head = note.fields[place].partition("<br>")
    return html.unescape(question), html.unescape(head)


class _Texts:
    """A note's fields as texts; what they lose on the way is noted."""

    def __init__(self, note: Note, item: Item) -> None:
        self.note = note
        self.item = item

    def styled(self, place: int) -> str:
        """A field as Markdown."""
        return self._converted(place, html_to_text)

    def plain(self, place: int) -> str:
        """A field as bare words."""
        return self._converted(place, html_to_plain)

    def joined(self, places: Sequence[int]) -> str:
        """Several fields as paragraphs."""
        return "\n\n".join(filter(None, map(self.styled, places)))

    def with_deletions(self, place: int) -> str:
        """A field with deletions: what is in them is typed, so it is left as it is written."""
        if _EMPHASIS.search(self._field(place)):
            self.item.approximated("Emphasis and lists in a text with blanks are left out.")
        out, depth = "", 0
        for piece in _DELETION.split(self.plain(place)):
            if piece == "}}":
                depth = max(0, depth - 1)
            elif _DELETION.fullmatch(piece):
                depth += 1
            out += piece if depth or piece == "}}" else escaped(piece)
        return out

    def _field(self, place: int) -> str:
        return self.note.fields[place] if place < len(self.note.fields) else ""

    def _converted(self, place: int, convert: Callable[[str], tuple[str, tuple[str, ...]]]) -> str:
        field = self._field(place)
        for sound in dict.fromkeys(_SOUND.findall(field)):
            self.item.dropped(f"A sound was left out: {sound[:80]}.")
        field = _SPEECH.sub("", _SOUND.sub("", field))
        for formula, ours in _FORMULAS:
            field = formula.sub(ours, field)
        text, left = convert(field)
        for sentence in left:
            self.item.dropped(sentence)
        return text


def _cloze(roles: Roles, place: int, texts: _Texts) -> dict[str, object]:
    text = texts.with_deletions(place)
    if not _DELETION.search(text):
        texts.item.reasons.append("Its text has no deletion.")
    return {"type": "cloze", "text": text, **_explanation(texts.joined(roles.back))}


def _typed(roles: Roles, place: int, texts: _Texts) -> dict[str, object]:
    answer = " ".join(texts.plain(place).split())
    rest = texts.joined([it for it in roles.back if it != place])
    _check(texts.joined(roles.front), answer, texts.item)
    if len(answer) > _MOST_TYPED:
        texts.item.approximated("Its answer is too long to be typed; it is a flashcard.")
        asked: dict[str, object] = {"type": "flashcard", "answer": texts.styled(place)}
    else:
        asked = {"type": "short", "answers": [answer] if answer else []}
    return {**asked, "prompt": texts.joined(roles.front), **_explanation(rest)}


def _flashcard(roles: Roles, texts: _Texts, places: Collection[int]) -> dict[str, object]:
    prompt = texts.joined(roles.front)
    filled = [text for text in map(texts.styled, roles.back) if text]
    answer, rest = (filled or [""])[0], filled[1:]
    _check(prompt, answer, texts.item)
    if rest and not roles.is_ours:
        texts.item.guessed("The first field of its back answers, the others explain.")
    reverse = {"reverse": "true"} if roles.reverse in places else {}
    asked = {"type": "flashcard", "prompt": prompt, "answer": answer}
    return {**asked, **reverse, **_explanation("\n\n".join(rest))}


def _explanation(text: str) -> dict[str, object]:
    return {"explanation": text} if text else {}


def _check(prompt: str, answer: str, item: Item) -> None:
    if not prompt.strip():
        item.reasons.append("Its front is empty.")
    if not answer.strip():
        item.reasons.append(NO_KEY)


def _say_what_is_lost(
    note: Note, kind: NoteType, roles: Roles, places: Collection[int], item: Item
) -> None:
    used = {*roles.front, *roles.back, *roles.hints, roles.typed, roles.cloze}
    told = {*_unread(kind.fields), *_conditions(kind)}
    for place, name in enumerate(kind.fields[: len(note.fields)]):
        if place not in used and name not in told and note.fields[place].strip():
            item.dropped(f"The field “{name[:LONGEST_NAME]}” is on no card and was left out.")
    for place, name in roles.others:
        if place in places:
            item.dropped(f"Its card “{name[:LONGEST_NAME]}” asks in another way; it is left out.")
