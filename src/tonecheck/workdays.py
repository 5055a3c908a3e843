"""Office hours in China: nights, weekends, public holidays, and weekends moved to working days (调休)."""

from __future__ import annotations

from datetime import MAXYEAR, datetime, timedelta, timezone

DAY_BEGINS, DAY_ENDS = 8, 20
"""Office hours, generously: what is sent from 8:00 to before 20:00 on a working day disturbs nobody."""
_CHINA = timezone(timedelta(hours=8))


def off_hours(moment: datetime) -> bool:
    """True when ``moment`` is at night, on a weekend or on a public holiday.

    It counts as written, by the clock of the sender, with a zone or without; but in UTC, which many servers write
    wherever the sender sits, it is taken as the time in China.
    The calendar is that of the ``chinesecalendar`` package; for years that it does not know, weekends count alone.
    """
    if moment.utcoffset() == timedelta(0) and moment.year < MAXYEAR:
        moment = moment.astimezone(_CHINA)
    if not DAY_BEGINS <= moment.hour < DAY_ENDS:
        return True
    import chinese_calendar

    try:
        return not chinese_calendar.is_workday(moment.date())
    except NotImplementedError:
        return moment.weekday() >= 5
