"""The rules of an assignment in sentences for a learner: dates, tries, time, what is shown when."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from study.actions.attempt_reviews import More
from study.actions.attempting import Standing
from study.actions.overviews import Overview
from study.domain.assignments import NO_LIMIT, Counts, Late, Mode, Phase, Rules, Seen, State
from study.domain.attempting import is_told_at_once

PARTS = {
    Seen.ANSWERS: "your answers",
    Seen.MARKS: "your marks",
    Seen.FEEDBACK: "the explanations",
    Seen.KEY: "the right answers",
    Seen.PASSAGES: "the passages they come from",
}
PHASES = {
    Phase.DURING: "While you work",
    Phase.RIGHT_AFTER: "In the two minutes after you hand in",
    Phase.WHILE_OPEN: "Later, until everybody is through",
    Phase.AFTER_CLOSE: "When it is closed for everybody",
}
COUNTS = {
    Counts.HIGHEST: "the best one counts",
    Counts.AVERAGE: "their average counts",
    Counts.FIRST: "the first one counts",
    Counts.LAST: "the last one counts",
}
FACTORS = {1.25: "a quarter more than", 1.5: "half as much again as", 2.0: "twice"}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def when(at: datetime, zone: ZoneInfo) -> str:
    """A day and a time on somebody's clock: Friday 27 November 2026, 18:00."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B} {local.year}, {local:%H:%M}"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """A time on somebody's clock: 18:00."""
    return f"{at.astimezone(zone):%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units: 1 hour 30 minutes."""
    if length < MINUTE:
        return "less than a minute"
    units = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))
    said = []
    for unit, name in units:
        count, length = divmod(length, unit)
        if count:
            said.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(said[:2])


def left_words(left: timedelta) -> str:
    """What is left of an attempt's time, in words."""
    return "No time is left" if not left else f"{span(left).capitalize()} left"


def percent(share: float) -> str:
    """A share as whole hundredths: 85 %; nearly all is never called all."""
    return f"{min(round(share * 100), 99) if share < 1 else 100} %"


def rules(it: Overview, zone: ZoneInfo) -> tuple[str, ...]:
    """Everything a learner is to know before beginning, a sentence each."""
    said = (
        _dates(it, zone),
        "" if it.assignment.mode is Mode.PRACTICE else _attempts(it),
        _limit(it.standing),
        _way(it.rules),
        "" if it.assignment.mode is Mode.PRACTICE else _passing(it.rules),
    )
    return tuple(sentence for sentence in said if sentence)


def _dates(it: Overview, zone: ZoneInfo) -> str:
    rules_ = it.rules
    opens = f"It opens on {when(rules_.open_at, zone)}. " if it.state is State.ANNOUNCED else ""
    due = f"{opens}It is due on {when(rules_.due_at, zone)}."
    moved = it.standing.allowance.due_at or it.standing.allowance.close_at
    yours = " These dates are later for you than for the class." if moved else ""
    return f"{due} {_late(rules_, zone)}{yours}"


def _late(rules_: Rules, zone: ZoneInfo) -> str:
    if rules_.mode is Mode.PRACTICE:
        return "You can go on after that; how it stood on the day stays to be seen."
    if rules_.late is Late.REFUSED or rules_.close_at == rules_.due_at:
        return "Nothing is taken after that."
    worth = "is late, and still counts in full"
    if rules_.late is Late.REDUCED:
        worth = f"is late, and counts {percent(rules_.late_share)} of its mark"
    until = "" if rules_.close_at is None else f"; it closes on {when(rules_.close_at, zone)}"
    return f"What you hand in after that {worth}{until}."


def _attempts(it: Overview) -> str:
    most, left = it.rules.most_attempts, it.left
    if most == 1:
        return "You have one attempt."
    if left is None:
        return f"You may make as many attempts as you like; {COUNTS[it.rules.counts]}."
    used = "" if left == most else f", of which {left or 'none'} {'is' if left < 2 else 'are'} left"
    return f"You have {most} attempts{used}; {COUNTS[it.rules.counts]}."


def _limit(it: Standing) -> str:
    usual, mine = it.assignment.rules.time_limit, it.rules.time_limit
    if usual is None or it.assignment.mode is Mode.PRACTICE:
        return ""
    if it.allowance.extra_time == NO_LIMIT:
        return "There is no time limit for you: your teacher has lifted it."
    extra = ""
    if it.allowance.extra_time != 1:
        more = FACTORS.get(it.allowance.extra_time, "more than")
        extra = f" That is {more} the {span(usual)} of the class: your teacher has seen to it."
    running = "The clock goes on when you leave the page."
    end = "When time is up, what you have saved is handed in."
    return f"An attempt may take {span(mine or usual)}.{extra} {running} {end}"


def _way(rules_: Rules) -> str:
    if rules_.mode is Mode.PRACTICE:
        return "You practise it like your own cards: what you miss comes back until its day."
    if rules_.mode is Mode.MASTERY:
        goal = percent(rules_.goal)
        return f"Each answer is checked at once; what was wrong comes back until {goal} are right."
    if is_told_at_once(rules_):
        return "Each answer can be checked at once, and then stands."
    return "You may go back and change your answers until you hand in."


def _passing(rules_: Rules) -> str:
    return f"You pass with {percent(rules_.pass_share)} or more." if rules_.pass_share else ""


def shown(rules_: Rules, *, closes: bool) -> tuple[tuple[str, str], ...]:
    """What will be shown in each phase; phases that show the same are told as one."""
    after = rules_.review[Phase.RIGHT_AFTER], rules_.review[Phase.WHILE_OPEN]
    rows = [(PHASES[Phase.DURING], rules_.review[Phase.DURING])] if is_told_at_once(rules_) else []
    if after[0] == after[1]:
        until = " until everybody is through" if closes else ""
        rows.append((f"From handing in on{until}", after[0]))
    else:
        rows.append((PHASES[Phase.RIGHT_AFTER], after[0]))
        rows.append((PHASES[Phase.WHILE_OPEN] if closes else "Later", after[1]))
    if closes:
        rows.append((PHASES[Phase.AFTER_CLOSE], rules_.review[Phase.AFTER_CLOSE]))
    if len(rows) > 1 and len({seen for _, seen in rows}) == 1:
        rows = [("Always" if is_told_at_once(rules_) else "From handing in on", rows[0][1])]
    return tuple((name, listed(seen) or "nothing") for name, seen in rows)


def listed(parts: Collection[Seen]) -> str:
    """Parts of a review in words: your answers, your marks and the right answers."""
    words = [PARTS[part] for part in Seen if part in parts]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def later(more: Collection[More], zone: ZoneInfo) -> tuple[str, ...]:
    """When more of an attempt will be shown, a sentence each."""
    said = []
    for it in more:
        parts = listed(it.parts)
        begun = f"{parts[:1].upper()}{parts[1:]}"
        if it.at is None:
            said.append(f"{begun} would be shown once this closes, but it has no closing day.")
        else:
            said.append(f"{begun} will be shown from {when(it.at, zone)} on.")
    return tuple(said)
