"""Instants as a form shows and takes them: days and minutes on somebody's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from study.domain.errors import BadInput

# What `datetime-local` sends; with seconds where a browser adds them.
_SHAPES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
SHOWN = _SHAPES[0]
# So far from the ends of the calendar that no zone and no allowance leaves it.
YEARS = range(2000, 2200)


def local_text(at: datetime | None, zone: ZoneInfo) -> str:
    """The instant on a clock of that zone, as a form has it; "" for none."""
    return "" if at is None else at.astimezone(zone).strftime(SHOWN)


def typed_instant(text: str, zone: ZoneInfo, kept: datetime | None = None) -> datetime | None:
    """The instant that was typed on a clock of that zone; None where nothing was.

    A form that comes back as it was shown keeps its instant, whatever seconds or whichever of
    an hour that comes twice it was. Of such an hour the first is meant otherwise. Raises
    BadInput for what is no time, or is skipped when clocks go forward.
    """
    said = text.strip()
    if not said:
        return None
    if kept is not None and said[: len(local_text(kept, zone))] == local_text(kept, zone):
        return kept
    local = _read(said)
    at = local.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        raise BadInput(
            f"There is no {local:%H:%M} on that day in {zone.key}: the clocks go forward then."
        )
    return at


def _read(text: str) -> datetime:
    for shape in _SHAPES:
        try:
            read = datetime.strptime(text, shape)  # noqa: DTZ007  # A clock's time; its zone comes next.
        except ValueError:
            continue
        if read.year in YEARS:
            return read
    raise BadInput("Write a day and a time, like 2026-12-03 18:00.")
