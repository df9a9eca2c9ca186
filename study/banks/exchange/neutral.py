"""Cells that a spreadsheet would run as formulas, made plain; and back."""

import re

# What begins a formula, in full width too; marks before it may be those added here.
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:[.,]\d{1,40})?%?", re.ASCII)


def neutral_cell(text: str) -> str:
    """The cell as a spreadsheet shows it and runs nothing; numbers stay numbers."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def restored_cell(text: str) -> str:
    """What the cell was before it was made plain."""
    if text.startswith("'") and _FORMULA.match(text):
        return text[1:]
    return text
