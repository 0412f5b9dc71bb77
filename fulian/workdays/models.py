from django.db import models


class Holiday(models.Model):
    """A day that breaks Monday-to-Friday: a public holiday, or a weekend day that is worked (调休)."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班（调休）", default=False)
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = "节假日与调休"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"
