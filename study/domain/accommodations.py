"""More time for one learner: what can be chosen, and how it is told."""

# By which every time limit is multiplied; 0 lifts it.
FACTORS = (1.0, 1.25, 1.5, 2.0, 0.0)
NAMES = {
    1.0: "The usual time",
    1.25: "A quarter more (× 1.25)",
    1.5: "Half as much again (× 1.5)",
    2.0: "Twice the time (× 2)",
    0.0: "No time limit",
}
_PHRASES = {
    1.0: "the usual time",
    1.25: "one and a quarter times the time",
    1.5: "one and a half times the time",
    2.0: "twice the time",
    0.0: "no time limit",
}


def is_factor(extra_time: float) -> bool:
    """Whether it is one of those that can be chosen."""
    return extra_time in FACTORS


def phrase(extra_time: float) -> str:
    """How much it is: one and a half times the time."""
    return _PHRASES[extra_time]


def in_words(extra_time: float) -> str:
    """What a learner is told."""
    return f"You have {phrase(extra_time)}."


def typed_factor(text: str) -> float | None:
    """What somebody wrote: 1.5, 1,5, ×1.5, 50 %, 150 %, none; None when it is none of these."""
    said = "".join(text.casefold().split()).replace(",", ".").lstrip("×x+")
    if said in {"none", "nolimit", "unlimited", "notimelimit"}:
        return 0.0
    try:
        number = float(said.removesuffix("%"))
    except ValueError:
        return None
    if said.endswith("%"):
        # "100 %" is the usual time for one and twice the time for another.
        number = {25.0: 1.25, 50.0: 1.5, 125.0: 1.25, 150.0: 1.5, 200.0: 2.0}.get(number, -1.0)
    return number if is_factor(number) else None
