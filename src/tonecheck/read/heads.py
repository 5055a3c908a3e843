"""The head that a plain draft may carry at its top (主题: …, 收件人: …), and dates as mails write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from tonecheck.model import Span

from .edges import field_of, is_salutation

_LIMIT = 20
"""Lines a head may have."""

_DATE = (
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s+(?P<mon>[A-Za-z]{3})[a-z]*\.?,?\s+(?P<y2>\d{2,4})"
)
_TIME = (
    r"(?P<half>上午|下午|中午|晚上|凌晨|早上|AM|PM)?\s*(?P<h>\d{1,2})"
    r"(?:[:：时](?P<min>\d{2})(?:[:：分](?P<s>\d{2}))?|[点點时時](?:(?P<min2>\d{1,2})分?|(?P<thirty>半))?|(?=\s*[AaPp][Mm]\b))"
    r"\s*(?P<half2>[AaPp][Mm]\b)?\s*(?:(?P<zone>[+-]\d{4})|(?P<utc>GMT|UTC?|Z)\b)?"
)
_NO_TIME = 12
"""The hour of a date without one."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Head(NamedTuple):
    """What a head of ``lines`` lines says. ``subject`` and its place are None when it has no such line."""

    lines: int
    subject: str | None
    subject_at: tuple[int, Span] | None
    """The number of its line, from 0, and its characters there."""
    sent: datetime | None
    recipients: tuple[str, ...]
    attachments: tuple[str, ...]


def read_head(lines: Sequence[str]) -> Head | None:
    """The head that the lines start with, or None.

    It names a subject, a sender or a recipient, and a blank line or a salutation ends it.
    """
    first = next((i for i, line in enumerate(lines[:5]) if line.strip()), len(lines))
    fields: list[tuple[str, str]] = []
    subject_at: tuple[int, Span] | None = None
    at = first
    for line in lines[first : first + _LIMIT]:
        field = field_of(line)
        # 时间： heads a mail only further down, in quoted mail; at the top it is a meeting's.
        if field is None or field[0] == "time":
            break
        fields.append(field)
        if field[0] == "subject" and subject_at is None:
            start = line.rindex(field[1])  # only blanks and stars stand behind a value
            subject_at = at, Span(start, start + len(field[1]))
        at += 1
    rest = lines[at : at + 50]
    if not rest or not any(line.strip() for line in rest) or (rest[0].strip() and not is_salutation(rest[0])):
        return None
    found = dict(reversed(fields))
    if not found.keys() & {"subject", "to", "from"}:
        return None
    people = [person for name, value in fields if name in {"to", "cc"} for person in _names(value)]
    files = [file for name, value in fields if name == "attachments" for file in _names(value)]
    return Head(
        lines=at,
        subject=found.get("subject"),
        subject_at=subject_at,
        sent=parse_date(found.get("date", "")),
        recipients=tuple(people),
        attachments=tuple(file for file in files if file.lower() not in {"无", "無", "none", "-"}),
    )


def parse_date(value: str) -> datetime | None:
    """The date of a head line: ``Sat, 15 Mar 2025 23:47:10 +0800``, ``2025-05-12 09:40``, ``2025年5月12日 下午3:05``.

    Naive where no zone is given; noon where no time is, so that nothing is said of the hour; None where no whole date
    can be read.
    """
    value = value[:200]
    date = re.search(_DATE, value)
    if date is None:
        return None
    if date["mon"]:
        month = date["mon"].lower()
        if month not in _MONTHS:
            return None
        year = int(date["y2"]) + (2000 if len(date["y2"]) == 2 else 0)
        parts = [year, _MONTHS.index(month) + 1, int(date["d2"])]
    else:
        parts = [int(date["y"]), int(date["m"]), int(date["d"])]
    zone: timezone | None = None
    time = re.search(_TIME, value[date.end() :])
    if time is not None:
        hour = int(time["h"])
        half = (time["half"] or time["half2"] or "").lower()
        if half in {"下午", "晚上", "pm"} and hour < 12:
            hour += 12
        elif half in {"am", "上午", "凌晨", "晚上"} and hour == 12:
            hour = 0
        minute = 30 if time["thirty"] else int(time["min"] or time["min2"] or 0)
        parts += [hour, minute, int(time["s"] or 0)]
        if time["zone"]:
            minutes = int(time["zone"][1:3]) * 60 + int(time["zone"][3:])
            # A zone of a day or more is a slip; the hour as written is still what the author saw.
            if minutes < 24 * 60:
                zone = timezone(timedelta(minutes=minutes if time["zone"][0] == "+" else -minutes))
        elif time["utc"]:
            zone = UTC
    else:
        parts.append(_NO_TIME)
    try:
        return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def _names(value: str) -> list[str]:
    """The people or files of a head line; ``甲; 抄送: 乙`` on one line is two people."""
    found = []
    for part in re.split(r"[;；,，、]", value):
        field = field_of(part)
        name = (field[1] if field else part).strip().strip("\"'“”").strip()
        if name:
            found.append(name)
    return found
