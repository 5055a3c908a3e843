"""Office hours in China: nights, weekends, public holidays, and weekends moved to working days (调休)."""

from __future__ import annotations

from datetime import datetime

DAY_BEGINS, DAY_ENDS = 8, 20
"""Office hours, generously: what is sent from 8:00 to before 20:00 on a working day disturbs nobody."""


def off_hours(moment: datetime) -> bool:
    """True when ``moment`` (local time of the sender) is at night, on a weekend or on a public holiday.

    The calendar is that of the ``chinesecalendar`` package; for years that it does not know, weekends count alone.
    """
    if not DAY_BEGINS <= moment.hour < DAY_ENDS:
        return True
    import chinese_calendar

    try:
        return not chinese_calendar.is_workday(moment.date())
    except NotImplementedError:
        return moment.weekday() >= 5
