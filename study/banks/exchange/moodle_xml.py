"""Moodle XML, read: every kind of question that has a place here; of the others it is said."""

import re
from collections.abc import Callable
from decimal import Decimal

from study.banks.brought import Sent
from study.banks.encoding import MOST_BYTES
from study.banks.exchange.collecting import Collector, Item
from study.banks.exchange.gaps import deletion
from study.banks.exchange.moodle_cloze import read_embedded
from study.banks.exchange.styled import in_markdown
from study.banks.exchange.tagging import tag_of_path
from study.banks.exchange.weighing import Choice, Weighed, accepted, choose, weighed
from study.banks.exchange.xml_tree import Node, read_tree
from study.banks.fields import is_number
from study.banks.problems import Problem
from study.banks.reading import Reading

SHAPE = "Moodle XML"
HEAD_MARK = "study-bank:"
REMAINDER_MARK = "study:"

_STYLES = {"html": "html", "plain_text": "plain", "markdown": "markdown"}
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_FULL = Decimal(100)


def read_moodle_xml(sent: Sent, limit: int = MOST_BYTES) -> Reading:
    """The questions of a Moodle XML file; after a break in the XML, those before it."""
    if len(sent.data) > limit:
        message = f"The file is too large: at most {limit / 1_048_576:g} MiB are read."
        problem = Problem(file=sent.name, message=message, fix="Split it into several files.")
        return Reading(None, (problem,), format=SHAPE)
    collector = Collector(sent.name, SHAPE)
    collect_moodle_xml(sent.data, collector)
    return collector.reading()


def collect_moodle_xml(data: bytes, collector: Collector) -> None:
    """Hand the questions of a Moodle XML file to a collector, in their order."""
    reader = _Reader(collector)
    root, broken = read_tree(data, reader.take, skipped="file")
    if broken is not None:
        fix = "What stands before it was read; mend it to have the rest."
        collector.problem(broken.line, broken.column, broken.message, fix)
    if root is not None and root.name != "quiz":
        message = f"This is XML, but no quiz of Moodle: it begins with <{root.name[:40]}>."
        collector.problem(root.line, root.column, message, "Export it as Moodle XML.")
    elif root is not None:
        reader.take_head(root)


def _style(node: Node) -> str:
    return _STYLES.get(node.attributes.get("format", ""), "moodle")


class _Reader:
    """One quiz while its questions are read one after the other."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.category = ""
        self.kinds: dict[str, Callable[[Node, Item], None]] = {
            "multichoice": self._choice,
            "truefalse": self._truth,
            "shortanswer": self._short,
            "numerical": self._number,
            "matching": self._pairs,
            "match": self._pairs,
            "cloze": self._cloze,
            "multianswer": self._cloze,
            "essay": self._essay,
            "ordering": self._order,
            "gapselect": self._places,
            "ddwtos": self._places,
        }

    def take(self, quiz: Node, node: Node) -> None:
        """Read one element of the quiz, if it is one."""
        self.take_head(quiz)
        if quiz.name == "quiz" and node.name == "question" and not self.collector.is_full:
            self._question(node)

    def take_head(self, quiz: Node) -> None:
        """Take over what an export of ours wrote about the whole."""
        for comment in quiz.comments:
            if comment.startswith(HEAD_MARK):
                self.collector.take_head(comment[len(HEAD_MARK) :].strip(), quiz.line)
        quiz.comments.clear()

    def _question(self, node: Node) -> None:
        kind = node.attributes.get("type", "")
        if kind == "category":
            holder = node.child("category")
            self.category = tag_of_path(holder.inner("text") if holder else "")
            if self.category:
                message = "Categories became tags."
                self.collector.remark("approximated", message, line=node.line)
            return
        name = _inner(node, "name")
        if kind not in self.kinds:
            what = "asks nothing (a description)" if kind == "description" else "has no place here"
            message = f"“{name[:60]}” is of the kind “{kind[:40]}”, which {what}; it is left out."
            shown = name[:40] or kind[:40] or "a question"
            self.collector.remark("dropped", message, item=shown, line=node.line)
            return
        item = Item({}, node.line, name=node.inner("idnumber") or name)
        self._describe(node, item)
        self.kinds[kind](node, item)
        self.collector.take(item)

    def _describe(self, node: Node, item: Item) -> None:
        """What all kinds have: the text, what is said afterwards, hints, tags, files, marks."""
        for comment in node.comments:
            if comment.startswith(REMAINDER_MARK):
                item.remainder = comment[len(REMAINDER_MARK) :].strip()
        item.fields["prompt"] = self._text(node, "questiontext", item)
        item.explain(self._text(node, "generalfeedback", item))
        hints = [in_markdown(it.inner("text"), _style(it), item) for it in node.all("hint")]
        if any(hints):
            item.fields["hint"] = "\n\n".join(filter(None, hints))
        holder = node.child("tags")
        tags = [it.inner("text")[:100] for it in holder.all("tag")] if holder else []
        tags = [tag for tag in [self.category, *tags] if tag]
        if tags:
            item.fields["tags"] = list(dict.fromkeys(tags))[:50]
        self._note_what_is_left(node, item)

    def _note_what_is_left(self, node: Node, item: Item) -> None:
        if node.inner("hidden") == "1":
            item.approximated("It was hidden in Moodle; here it is asked.")
        marks = _amount(node.inner("defaultgrade"), "1")
        if marks != 1:
            item.dropped(f"Its {marks.normalize():f} marks: here all questions count the same.")
        if _amount(node.inner("penalty"), "0"):
            message = "Penalties for further tries have no place."
            self.collector.remark("dropped", message, line=node.line)
        said = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
        if any(_inner(node, name) for name in said):
            message = "What is said to any right, partly right or wrong answer has no place."
            self.collector.remark("dropped", message, line=node.line)

    def _text(self, node: Node, name: str, item: Item) -> str:
        found = node.child(name)
        if found is None:
            return ""
        for file in found.all("file"):
            item.dropped(f"The file “{file.attributes.get('name', '')[:80]}” has no place.")
        return in_markdown(found.inner("text"), _style(found), item)

    # --- kinds ---------------------------------------------------------------------------

    def _choice(self, node: Node, item: Item) -> None:
        answers = [
            Choice(in_markdown(it.inner("text"), _style(it), item), _weight(it), _comment(it, item))
            for it in node.all("answer")
        ]
        choose(answers, item, is_single=node.inner("single").lower() not in {"false", "0"})
        if node.inner("shuffleanswers").lower() in {"false", "0"}:
            item.fields["shuffle"] = "false"

    def _truth(self, node: Node, item: Item) -> None:
        item.fields["type"] = "true_false"
        right = [it for it in node.all("answer") if _weight(it) == _FULL]
        item.fields["answer"] = right[0].inner("text").lower() if right else ""
        comments = [_comment(it, item) for it in node.all("answer")]
        if item.fields["answer"] == "false" and len(comments) == 2:
            wrong = next(it for it in node.all("answer") if it is not right[0])
            correction = _comment(wrong, item)
            if correction:
                item.fields["correction"] = correction
                comments.remove(correction)
        told = [comment for comment in dict.fromkeys(comments) if comment]
        if told:
            before = item.fields.get("explanation", "")
            item.fields["explanation"] = "\n\n".join([*filter(None, [before]), *told])
            item.approximated("What is said to right and wrong answers became the explanation.")

    def _short(self, node: Node, item: Item) -> None:
        item.fields["type"] = "short"
        answers = [
            Weighed(it.inner("text"), _weight(it), _comment(it, item)) for it in node.all("answer")
        ]
        accepted(answers, item)
        if node.inner("usecase") == "1":
            item.fields["accept"] = {"case": "true", "typos": "false"}

    def _number(self, node: Node, item: Item) -> None:
        item.fields["type"] = "numeric"
        keys = []
        for it in node.all("answer"):
            tolerance = it.inner("tolerance")
            exact = f"{abs(Decimal(tolerance)):f}" if is_number(tolerance) else ""
            margin = exact if exact.strip("0.") else ""
            keys.append(Weighed(it.inner("text"), _weight(it), _comment(it, item), margin))
        weighed(keys, item)
        holder = node.child("units")
        units = holder.all("unit") if holder else []
        named = sorted(units, key=lambda it: _amount(it.inner("multiplier"), "1") != 1)
        if named:
            item.fields["unit"] = named[0].inner("unit_name")
        others = ", ".join(it.inner("unit_name")[:20] for it in named[1:6])
        if others:
            item.dropped(f"Answers in {others} were right as well.")

    def _pairs(self, node: Node, item: Item) -> None:
        item.fields["type"] = "matching"
        pairs, extra = [], []
        for it in node.all("subquestion"):
            left = in_markdown(it.inner("text"), _style(it), item)
            holder = it.child("answer")
            right = holder.inner("text") if holder else ""
            if left:
                pairs.append([left, right])
            else:
                extra.append(right)
        item.fields["pairs"] = pairs
        if extra:
            item.fields["extra"] = list(dict.fromkeys(extra))

    def _cloze(self, node: Node, item: Item) -> None:
        found = node.child("questiontext")
        del item.fields["prompt"]
        if found is not None:
            read_embedded(found.inner("text"), _style(found), item)

    def _essay(self, node: Node, item: Item) -> None:
        item.fields["type"] = "flashcard"
        answer = self._text(node, "graderinfo", item) or item.fields.pop("explanation", "")
        if answer:
            item.fields["answer"] = answer
            item.approximated("An essay became a card that the learner rates by what graders see.")
        else:
            item.reasons.append("It is an essay: write the answer that a learner can compare with.")

    def _order(self, node: Node, item: Item) -> None:
        item.fields["type"] = "ordering"
        answers = sorted(node.all("answer"), key=lambda it: _amount(it.attributes.get("fraction")))
        item.fields["items"] = [in_markdown(it.inner("text"), _style(it), item) for it in answers]

    def _places(self, node: Node, item: Item) -> None:
        """A text with numbered places: [[2]] is to be filled with the second choice."""
        text = item.fields.pop("prompt")
        choices = [
            it.inner("text") for it in node.children if it.name in {"selectoption", "dragbox"}
        ]
        numbers = [int(it) for it in _PLACE.findall(text)]
        item.fields |= {"type": "cloze", "text": text}
        if not numbers or max(numbers) > len(choices) or min(numbers) < 1:
            item.reasons.append("Its places name choices that are not there.")
            return
        hint = " / ".join(sorted(choices))
        counted = iter(range(1, len(numbers) + 1))
        item.fields["text"] = _PLACE.sub(
            lambda it: deletion(next(counted), choices[int(it[1]) - 1], hint), text
        )
        item.approximated("Its places became gaps, and the choices their hints.")


def _inner(node: Node, name: str) -> str:
    holder = node.child(name)
    return holder.inner("text") if holder else ""


def _comment(node: Node, item: Item) -> str:
    found = node.child("feedback")
    return in_markdown(found.inner("text"), _style(found), item) if found else ""


def _weight(node: Node) -> Decimal:
    return _amount(node.attributes.get("fraction"))


def _amount(text: str | None, usual: str = "0") -> Decimal:
    """A number of the file; what it is without one where it is none, or out of all bounds."""
    given = (text or "").strip()
    return Decimal(given) if is_number(given) and len(given) <= 40 else Decimal(usual)
