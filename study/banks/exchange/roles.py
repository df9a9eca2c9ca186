"""What the fields of other people's questions are called, and what each is to us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from study.banks.yaml_events import Plain


class Role(Enum):
    """What a field is to a question."""

    PROMPT = auto()
    OPTIONS = auto()
    KEY = auto()
    WRONG = auto()
    EXPLANATION = auto()
    HINT = auto()
    TAGS = auto()
    DIFFICULTY = auto()
    NAME = auto()
    TYPE = auto()
    SOURCE = auto()
    PAIRS = auto()
    ITEMS = auto()
    UNIT = auto()
    TOLERANCE = auto()
    REMAINDER = auto()


# In the order in which they are preferred where a question has several of them.
_NAMES = {
    Role.PROMPT: (
        "question q questiontext prompt frage pregunta domanda вопрос 问题 题目 "
        "stem text statement front term title ask query"
    ),
    Role.OPTIONS: "options choices alternatives answers answeroptions possibleanswers variants",
    Role.KEY: (
        "answer correctanswer correctanswers correct key solution rightanswer right answerkey "
        "correctoption correctoptions correctchoice correctindex answerindex rightindex "
        "correctanswerindex a ans back definition answers response modelanswer "
        "antwort réponse reponse respuesta risposta ответ 答案"
    ),
    Role.WRONG: (
        "wrong wronganswers incorrect incorrectanswers distractors otheroptions false bad falsch"
    ),
    Role.EXPLANATION: (
        "explanation explain rationale feedback generalfeedback reason justification why comment "
        "notes note"
    ),
    Role.HINT: "hint hints tip",
    Role.TAGS: "tags tag topic topics category categories subject section chapter deck",
    Role.DIFFICULTY: "difficulty level",
    Role.NAME: "id slug uid guid idnumber",
    Role.TYPE: "type kind questiontype qtype",
    Role.SOURCE: "source reference ref references citation url link",
    Role.PAIRS: "pairs matches",
    Role.ITEMS: "items order sequence steps",
    Role.UNIT: "unit units",
    Role.TOLERANCE: "tolerance margin",
    Role.REMAINDER: "study",
}
_ROLES: dict[str, list[tuple[Role, int]]] = {}
for _role, _words in _NAMES.items():
    for _rank, _word in enumerate(_words.split()):
        _ROLES.setdefault(_word, []).append((_role, _rank))

STRONG_PROMPTS = {"question", "q", "questiontext", "frage", "pregunta", "domanda", "вопрос"}
_NUMBERED_WRONG = re.compile(r"(?:wrong|false|incorrect|distractor|falsch)(?:answer)?\d{1,2}")
_LETTERED = re.compile(r"(?:option|choice|opt|answer|alternative)?([a-h]|\d{1,2})")

_TYPES = {
    "single": "mc mcq multiplechoice single singlechoice singleselect choice radio select quiz",
    "multiple": "ma multiple multipleanswers multipleanswer multipleresponse multi checkbox "
    "checkboxes multiselect manychoice multiplecorrect",
    "true_false": "tf truefalse trueorfalse boolean bool",
    "short": "short shortanswer fill fillin fillintheblank fillintheblanks fib text input string",
    "numeric": "numeric numerical number integer float",
    "ordering": "ordering order sequence sort ordered",
    "matching": "matching match pair",
    "flashcard": "essay open openended longanswer flashcard card basic",
    "cloze": "cloze",
    "comparison": "comparison",
}
TYPES = {word: kind for kind, words in _TYPES.items() for word in words.split()}


@lru_cache(maxsize=4_096)
def bare(name: str) -> str:
    """A field's name in small letters, without spaces and signs: correctAnswer, correct_answer."""
    return re.sub(r"[\W_]+", "", name[:80]).lower()


@dataclass(slots=True)
class Roles:
    """A group's fields by what they are; `rest` are the names that are nothing to us."""

    named: dict[Role, tuple[str, Plain]] = field(default_factory=dict)
    options: dict[str, Plain] = field(default_factory=dict)
    wrong: list[Plain] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def value(self, role: Role) -> Plain:
        """What stands in the field with this role; "" where none does."""
        return self.named[role][1] if role in self.named else ""

    def has(self, role: Role) -> bool:
        """Whether a field with this role says something."""
        return self.value(role) not in ("", [], {})

    def name(self, role: Role) -> str:
        """What the field with this role is called."""
        return bare(self.named[role][0]) if role in self.named else ""


def roles_of(group: Mapping[str, Plain]) -> Roles:
    """What the fields of a group are to a question."""
    roles = Roles()
    names = _lettered(group, roles)
    candidates: list[tuple[int, int, Role, str]] = []
    for place, name in enumerate(names):
        if _NUMBERED_WRONG.fullmatch(bare(name)):
            roles.wrong.append(group[name])
            continue
        found = _ROLES.get(bare(name), [])
        if not found:
            roles.rest.append(name)
        candidates += [(rank, place, role, name) for role, rank in found]
    used: set[str] = set()
    for _, _, role, name in sorted(candidates, key=lambda it: (it[2] is Role.KEY, *it[:2])):
        if role not in roles.named and name not in used:
            roles.named[role] = (name, group[name])
            used.add(name)
    roles.rest += [name for name in dict.fromkeys(it[3] for it in candidates) if name not in used]
    return roles


def _lettered(group: Mapping[str, Plain], roles: Roles) -> list[str]:
    """Takes out options that are fields of their own, A to D or option1 to option4."""
    letters = {name: found[1] for name in group if (found := _LETTERED.fullmatch(bare(name)))}
    marks = list(letters.values())
    if not ({"a", "b"} <= set(marks) or {"1", "2"} <= set(marks)) or len(set(marks)) < len(marks):
        return list(group)
    roles.options = {mark.upper(): group[name] for name, mark in letters.items() if group[name]}
    return [name for name in group if name not in letters]
