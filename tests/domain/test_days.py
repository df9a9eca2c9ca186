"""Study days: the learner's own rollover, zones, daylight saving, odd calendars."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.days import instant_of, moment, study_day, zone_named
from study.domain.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Africa/Cairo",
    "Africa/Casablanca",
    "UTC",
)
INSTANTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001
    max_value=datetime(2045, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_evening_and_the_night_after_it_are_one_study_day():
    assert study_day(wall("2026-10-01T23:30"), BERLIN) == date(2026, 10, 1)
    assert study_day(wall("2026-10-02T03:30"), BERLIN) == date(2026, 10, 1)
    assert study_day(wall("2026-10-02T03:59:59.999999"), BERLIN) == date(2026, 10, 1)
    assert study_day(wall("2026-10-02T04:00"), BERLIN) == date(2026, 10, 2)
    assert study_day(wall("2026-10-02T04:01"), BERLIN) == date(2026, 10, 2)


def test_a_learner_may_choose_midnight_or_noon():
    night = wall("2026-10-02T00:30")

    assert study_day(night, BERLIN, rollover_hour=0) == date(2026, 10, 2)
    assert study_day(night, BERLIN, rollover_hour=12) == date(2026, 10, 1)


def test_one_instant_is_two_days_in_two_zones():
    instant = utc("2026-10-01T12:00")

    assert study_day(instant, ZoneInfo("Pacific/Kiritimati")) == date(2026, 10, 1)
    assert study_day(instant, ZoneInfo("Pacific/Honolulu")) == date(2026, 9, 30)


def test_a_moment_keeps_the_instant_in_utc_to_the_microsecond():
    now = moment(wall("2026-10-01T15:00:00.123456"), BERLIN)

    assert now.now == utc("2026-10-01T13:00:00.123456")
    assert now.now.tzinfo is UTC
    assert now.next_day_at == utc("2026-10-02T02:00")


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        moment(datetime(2026, 10, 1), BERLIN)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("zone", "before", "rollover", "hours"),
    [
        ("Europe/Berlin", "2026-10-24", "2026-10-25T03:00", 25),
        ("Europe/Berlin", "2027-03-27", "2027-03-28T02:00", 23),
        ("Europe/Berlin", "2027-10-30", "2027-10-31T03:00", 25),
        ("America/New_York", "2027-03-13", "2027-03-14T08:00", 23),
        ("America/New_York", "2027-11-06", "2027-11-07T09:00", 25),
        ("Australia/Lord_Howe", "2027-04-03", "2027-04-03T17:30", 24.5),
        ("Asia/Kathmandu", "2027-03-27", "2027-03-27T22:15", 24),
        ("Pacific/Kiritimati", "2028-02-28", "2028-02-28T14:00", 24),
        ("Pacific/Kiritimati", "2028-02-29", "2028-02-29T14:00", 24),
        ("UTC", "2038-01-18", "2038-01-19T04:00", 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone, before, rollover, hours):
    rollover_at, place = utc(rollover), ZoneInfo(zone)
    last = moment(rollover_at - SECOND, place)
    first = moment(rollover_at, place)

    assert last.today == date.fromisoformat(before)
    assert last.next_day_at == rollover_at
    assert first.today == last.today + timedelta(days=1)
    began_at = rollover_at - timedelta(hours=hours)
    assert moment(began_at, place) == replace(last, now=began_at)
    assert moment(began_at - SECOND, place).today == last.today - timedelta(days=1)


def test_an_hour_that_spring_skips_turns_the_day_at_the_change():
    change = utc("2027-03-28T01:00")

    assert study_day(change - SECOND, BERLIN, rollover_hour=2) == date(2027, 3, 27)
    assert study_day(change, BERLIN, rollover_hour=2) == date(2027, 3, 28)


def test_an_hour_that_comes_twice_turns_the_day_the_first_time_only():
    first, second = utc("2027-10-31T00:00"), utc("2027-10-31T01:00")

    assert study_day(first - SECOND, BERLIN, rollover_hour=2) == date(2027, 10, 30)
    assert study_day(first, BERLIN, rollover_hour=2) == date(2027, 10, 31)
    assert study_day(second, BERLIN, rollover_hour=2) == date(2027, 10, 31)


def test_a_day_does_not_come_back_when_clocks_go_back_over_midnight():
    # Newfoundland put its clocks back at 00:01, to 23:01 of the evening before.
    newfoundland = ZoneInfo("America/St_Johns")

    assert study_day(utc("2010-11-07T02:30"), newfoundland, rollover_hour=0) == date(2010, 11, 7)
    assert study_day(utc("2010-11-07T03:00"), newfoundland, rollover_hour=0) == date(2010, 11, 7)


def test_a_wall_time_in_the_spring_gap_comes_an_hour_later_on_the_new_clock():
    comes_at = instant_of(datetime(2027, 3, 28, 2, 30), BERLIN)  # noqa: DTZ001

    assert comes_at.astimezone(BERLIN).isoformat() == "2027-03-28T03:30:00+02:00"


def test_a_wall_time_that_comes_twice_means_the_first():
    comes_at = instant_of(datetime(2027, 10, 31, 2, 30), BERLIN)  # noqa: DTZ001

    assert comes_at == utc("2027-10-31T00:30")


def test_a_day_that_the_calendar_left_out_is_passed_over():
    apia = ZoneInfo("Pacific/Apia")
    last = moment(utc("2011-12-30T09:00"), apia)

    assert last.today == date(2011, 12, 29)
    assert study_day(last.next_day_at - SECOND, apia) == date(2011, 12, 29)
    assert study_day(last.next_day_at, apia) == date(2011, 12, 31)


@given(INSTANTS, st.sampled_from(ZONES), st.integers(0, 23))
def test_the_day_lasts_until_its_rollover_and_no_longer(instant, name, hour):
    zone = ZoneInfo(name)
    now = moment(instant, zone, hour)

    assert now.now < now.next_day_at <= now.now + timedelta(hours=49)
    assert study_day(now.next_day_at - timedelta(microseconds=1), zone, hour) == now.today
    assert study_day(now.next_day_at, zone, hour) > now.today


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=3)), st.sampled_from(ZONES))
def test_study_days_never_run_backwards(instant, later, name):
    zone = ZoneInfo(name)

    for hour in (0, 2, 4):
        assert study_day(instant, zone, hour) <= study_day(instant + later, zone, hour)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Kathmandu", "UTC"])
def test_a_zone_is_found_by_its_name(name):
    assert zone_named(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe/Nowhere",
        "Europe",
        "../etc",
        "/etc/passwd",
        "zone.tab",
        "a\0b",
        "x" * 5000,
        "\ud800",
    ],
)
def test_an_unknown_zone_is_refused_in_one_clear_sentence(name):
    with pytest.raises(BadInput, match="There is no time zone “") as refusal:
        zone_named(name)

    assert "Europe/Berlin" in str(refusal.value)
    assert len(str(refusal.value)) < 140
