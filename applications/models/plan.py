from django.db import models


class PlannedActivity(models.Model):
    """One line of the 活动计划表."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="activities"
    )  # part
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("活动名称", max_length=80, blank=True)  # a draft may hold half a row
    held_on = models.DateField("计划日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    people = models.PositiveIntegerField("计划人数（人）", null=True, blank=True)
    lead = models.CharField("负责人", max_length=30, blank=True)

    class Meta:
        verbose_name = "活动计划"
        ordering = ["ordinal"]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """One person of the project team."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="team")  # a part
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=30, blank=True)
    duty = models.CharField("项目职务", max_length=40, blank=True, help_text="如项目负责人、财务、社工。")
    qualification = models.CharField("资质证书", max_length=60, blank=True)
    fulltime = models.BooleanField("专职", default=False)

    class Meta:
        verbose_name = "项目团队"
        ordering = ["ordinal"]

    def __str__(self):
        return self.name
