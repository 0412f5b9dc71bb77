"""What has been done of what was promised, counted from confirmed activities and reported figures."""

from decimal import Decimal
from typing import NamedTuple

from django.db import models

from projects.models import Indicator
from projects.models.indicator import Comparator, Tally


class Progress(NamedTuple):
    """One indicator with what has been reached of it."""

    indicator: Indicator
    actual: Decimal | None  # None: nothing counted or reported yet
    met: bool

    @property
    def percent(self) -> int | None:
        """Share of the target, 0–100, for the bar; None where a share makes no sense."""
        target = self.indicator.value
        if self.actual is None or not target or self.indicator.comparator == Comparator.AT_MOST:
            return None
        return min(100, int(self.actual * 100 / target))


def counted(agreement, indicator, until=None) -> Decimal | None:
    """What the portal itself counts for ``indicator`` up to the date ``until``; None for reported ones."""
    confirmed = agreement.activities.confirmed()
    if until:
        confirmed = confirmed.filter(starts_at__date__lte=until)
    if indicator.tally == Tally.ACTIVITIES:
        return Decimal(confirmed.count())
    if indicator.tally == Tally.HEADCOUNT:
        return Decimal(confirmed.aggregate(models.Sum("attendance"))["attendance__sum"] or 0)
    return None


def reported(agreement, indicator) -> Decimal | None:
    """The latest figure that an accepted progress report gives for ``indicator``."""
    rows = indicator.progress.filter(report__agreement=agreement, report__state="accepted")
    last = rows.exclude(actual=None).order_by("-report__duty__ends_on").first()
    return last.actual if last else None


def progress(agreement) -> list[Progress]:
    """Every indicator of the agreement's project with what has been reached."""
    found = []
    for indicator in agreement.project.indicators.all():
        actual = counted(agreement, indicator)
        if actual is None:
            actual = reported(agreement, indicator)
        found.append(Progress(indicator, actual, indicator.met_by(actual)))
    return found
