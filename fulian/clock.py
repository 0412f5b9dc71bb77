"""The portal's one clock. Everything asks it, so tests and the demo can walk through a year."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone

_shift = timedelta(0)


def now() -> datetime:
    """The present moment, aware, by the server's clock."""
    return timezone.now() + _shift


def today() -> date:
    """The date in Asia/Shanghai, wherever the server stands."""
    return timezone.localdate(now())


def day_of(moment: datetime) -> date:
    """The date of ``moment`` in Asia/Shanghai."""
    return timezone.localdate(moment)


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """That minute of ``day`` in Asia/Shanghai, aware."""
    moment = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - made aware below
    return timezone.make_aware(moment)


def left(until: date | datetime) -> str:
    """How long it is until then, in words; a date lasts until its end: ``还有6天23小时``, ``已截止``."""
    end = until if isinstance(until, datetime) else at(until + timedelta(days=1))
    seconds = int((end - now()).total_seconds())
    if seconds < 0:
        return "已截止"
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"还有{days}天{hours}小时"
    return f"还有{hours}小时{minutes}分钟" if hours else f"还有{minutes}分钟"


@contextmanager
def travel(to: date | datetime):
    """For tests and the demo: let ``now()`` run on from ``to`` inside the block."""
    global _shift  # noqa: PLW0603 - there is one clock
    before = _shift
    start = to if isinstance(to, datetime) else at(to, 10)
    _shift = start - timezone.now()
    try:
        yield
    finally:
        _shift = before


class ReceivedAt:
    """Middleware: note when a request came in, before anything can make it wait."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.received_at = now()
        return self.get_response(request)
