"""The study day: it turns at the learner's own hour, in the learner's own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from study.domain.errors import BadInput

ROLLOVER_HOUR = 4
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (UTC), the learner's study day at it, and the instant (UTC) this day ends."""

    now: datetime
    today: date
    next_day_at: datetime


def moment(now: datetime, zone: ZoneInfo, rollover_hour: int = ROLLOVER_HOUR) -> Moment:
    """The learner's study day at an aware instant, with the coming rollover."""
    if now.tzinfo is None:
        message = "a moment needs an aware instant"
        raise ValueError(message)
    now = now.astimezone(UTC)
    today, next_day_at = _study_day(now, zone, rollover_hour)
    return Moment(now, today, next_day_at)


def study_day(instant: datetime, zone: ZoneInfo, rollover_hour: int = ROLLOVER_HOUR) -> date:
    """The study day an aware instant belongs to."""
    return moment(instant, zone, rollover_hour).today


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a naive wall-clock time comes in a zone.

    A time that comes twice in autumn means the first; a time that spring skips is read on the
    clock as it ran before the change, so 02:30 in a gap of one hour comes when clocks show 03:30.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as Europe/Berlin; BadInput when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # Besides unknown names, ZoneInfo meets folders ("America"), other files ("zone.tab"),
        # paths and over-long names, each with an exception of its own.
        message = f"There is no time zone “{name[:60]}”: choose a name such as Europe/Berlin."
        raise BadInput(message) from error


def _study_day(now: datetime, zone: ZoneInfo, rollover_hour: int) -> tuple[date, datetime]:
    """The last day whose rollover has come, and the instant of the next one.

    Comparing instants instead of wall clocks keeps days from repeating where clocks are put
    back across the rollover, and passes over a day that a zone left out (Apia, 2011-12-30).
    """
    day = now.astimezone(zone).date() + _ONE_DAY
    next_day_at = _rollover_at(day + _ONE_DAY, zone, rollover_hour)
    while (began_at := _rollover_at(day, zone, rollover_hour)) > now:
        day, next_day_at = day - _ONE_DAY, began_at
    return day, next_day_at


@lru_cache(maxsize=4096)
def _rollover_at(day: date, zone: ZoneInfo, hour: int) -> datetime:
    return instant_of(datetime.combine(day, time(hour)), zone)
