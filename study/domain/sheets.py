"""Tables for spreadsheets: text that stays text, whoever wrote it.

A spreadsheet takes what begins like a formula for one, and names are written by anybody.
"""

from collections.abc import Sequence

# What makes a spreadsheet calculate, the full-width signs of some languages' keyboards included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # They are meant.
BOM = "\ufeff"
Cell = str | int | float | None


def cell(text: str) -> str:
    """The text as a spreadsheet shows it and never calculates: with ' before what could begin."""
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text


def rows_to_csv(rows: Sequence[Sequence[Cell]], *, bom: bool = False) -> str:
    """The rows as CSV: every text quoted and safe, numbers bare, None an empty cell.

    `bom` is for the spreadsheet that takes UTF-8 for something else without it.
    """
    lines = (",".join(_written(value) for value in row) for row in rows)
    return (BOM if bom else "") + "".join(f"{line}\r\n" for line in lines)


def _written(value: Cell) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    doubled = cell(value).replace('"', '""')
    return f'"{doubled}"'
