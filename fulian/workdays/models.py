from django.db import models, transaction

from fulian.history.models import record


class HolidayQuerySet(models.QuerySet):
    @transaction.atomic
    def enter(self, *, by, **fields) -> "Holiday":
        """Add one day by hand."""
        holiday = self.create(**fields)
        record(holiday, "录入", by=by, note=holiday.described)
        return holiday


class Holiday(models.Model):
    """A day that breaks Monday-to-Friday: a public holiday, or a weekend day that is worked (调休)."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班（调休）", default=False)
    name = models.CharField("名称", max_length=40, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日与调休"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"

    @property
    def described(self) -> str:
        """The row in one line: ``2024-10-01 国庆节，放假``."""
        return f"{self}，{'上班' if self.works else '放假'}"

    @transaction.atomic
    def strike(self, *, by) -> None:
        """Take the day out of the table; the history keeps that it was there."""
        record(self, "删除", by=by, note=self.described)
        self.delete()
