"""Working days as the State Council's yearly notice sets them (table Holiday; else Monday to Friday)."""

from datetime import date, timedelta

from fulian.workdays.models import Holiday


def exceptions(start: date, end: date) -> dict[date, bool]:
    """Days between ``start`` and ``end`` that differ from Monday-to-Friday → whether they are worked."""
    return dict(Holiday.objects.filter(day__range=(start, end)).values_list("day", "works"))


def is_working_day(day: date) -> bool:
    return exceptions(day, day).get(day, day.weekday() < 5)


def add_working_days(start: date, days: int) -> date:
    """The ``days``-th working day after ``start`` (which itself never counts)."""
    table = exceptions(start, start + timedelta(days=days * 3 + 30))
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= table.get(day, day.weekday() < 5)
    return day


def calendar_known(year: int) -> bool:
    """Whether that year's holidays have been entered; otherwise dates are weekday guesses."""
    return Holiday.objects.filter(day__year=year).exists()
