"""How questions are named and quoted in lists: never with their key."""

from study.domain.asking import front
from study.domain.questions import AnyQuestion

KIND_NAMES = {
    "flashcard": "Flashcard",
    "cloze": "Cloze",
    "single": "Single choice",
    "multiple": "Multiple choice",
    "true_false": "True or false",
    "short": "Short answer",
    "numeric": "Number",
    "ordering": "Ordering",
    "matching": "Matching",
    "comparison": "Comparison",
}
BLANK = "____"


def prompt_of(question: AnyQuestion, part: int) -> str:
    """The question as one line of text; a cloze with its blanks."""
    face = front(question, part, "")
    if face.segments:
        return "".join(BLANK if s.blank else s.text for s in face.segments)
    return face.prompt
