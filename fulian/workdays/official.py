"""The State Council's yearly notice of holidays, as far as the library chinesecalendar knows it."""

from datetime import date

import chinese_calendar
from django.core.exceptions import ValidationError
from django.db import transaction

from fulian.history.models import record
from fulian.workdays.models import Holiday

NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def known_years() -> list[int]:
    """The years whose notice the library knows, in order."""
    return sorted({day.year for day in chinese_calendar.holidays})


def notice(year: int) -> dict[date, tuple[bool, str]]:
    """Each day that the notice of ``year`` names → (is it worked?, which holiday it is about)."""
    off = {day: (False, NAMES[name]) for day, name in chinese_calendar.holidays.items() if day.year == year}
    worked = {
        day: (True, f"{NAMES[name]}调休")
        for day, name in chinese_calendar.workdays.items()
        if day.year == year
    }
    return off | worked


@transaction.atomic
def load(year: int, *, by=None) -> int:
    """Enter the days of ``year`` that are not in the table yet; what people have entered stays as it is.

    Returns how many were added. Raises ValidationError when the library does not know the year.
    """
    days = notice(year)
    if not days:
        raise ValidationError(
            "系统还不知道 %(year)s 年的国家法定节假日安排，请对照国务院办公厅通知逐日录入。",
            "unknown_year",
            {"year": year},
        )
    there = set(Holiday.objects.filter(day__year=year).values_list("day", flat=True))
    new = Holiday.objects.bulk_create(
        Holiday(day=day, works=works, name=name) for day, (works, name) in days.items() if day not in there
    )
    if by and new:
        first = Holiday.objects.get(day=min(days))
        record(first, "载入国家法定节假日", by=by, note=f"{year} 年，新增 {len(new)} 天")
    return len(new)
