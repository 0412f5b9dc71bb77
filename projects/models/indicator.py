from django.db import models


class Comparator(models.TextChoices):
    AT_LEAST = "≥", "≥"
    EQUAL = "＝", "＝"
    AT_MOST = "≤", "≤"
    QUALITATIVE = "定性", "定性"


class Tally(models.TextChoices):
    """How the portal counts what was done."""

    ACTIVITIES = "activities", "按活动场次统计"
    HEADCOUNT = "headcount", "按活动参加人次统计"
    MANUAL = "manual", "由承接单位填报"


class Indicator(models.Model):
    """绩效指标: what a project promises, and how it is counted."""

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="indicators")  # a part of it
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("指标名称", max_length=100)
    comparator = models.CharField("指标性质", max_length=4, choices=Comparator, default=Comparator.AT_LEAST)
    value = models.DecimalField("指标值", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    tally = models.CharField("统计方式", max_length=20, choices=Tally, default=Tally.MANUAL)

    class Meta:
        verbose_name = "绩效指标"
        ordering = ["ordinal"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comparator=Comparator.QUALITATIVE) | models.Q(value__isnull=False),
                name="countable_indicators_have_a_value",
                violation_error_message="请填写指标值；没有数量的指标，性质请选“定性”。",
            )
        ]

    def __str__(self):
        return f"{self.name}{self.target}"

    @property
    def target(self) -> str:
        """``≥4个``, or 定性."""
        if self.comparator == Comparator.QUALITATIVE:
            return "定性"
        return f"{self.comparator}{self.value.normalize():f}{self.unit}"

    def met_by(self, actual) -> bool:
        """Whether ``actual`` (same unit) reaches the target; a qualitative one is for people to judge."""
        if actual is None or self.comparator == Comparator.QUALITATIVE:
            return False
        return actual <= self.value if self.comparator == Comparator.AT_MOST else actual >= self.value
