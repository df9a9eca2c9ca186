"""The errors of the house: each carries a sentence for the reader."""


class StudyError(Exception):
    """Something a person can mend; its text says what, where and what to do."""


class NotFound(StudyError):
    """What was asked for does not exist, or is not the asker's to see."""


class Conflict(StudyError):
    """What was asked for no longer fits the present state; nothing was changed."""


class BadInput(StudyError):
    """What was given cannot be used as it stands; nothing was changed."""
