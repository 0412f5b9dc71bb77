"""资格（形式）审查: check items with a result and a reason each, and what they add up to."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from applications import uscc
from fulian import clock
from projects.codes import Code


class Result(models.TextChoices):
    PASS = "pass", "通过"
    SUPPLEMENT = "supplement", "需补正"
    FAIL = "fail", "不通过"


ITEMS = ["主体资格与登记信息", "材料齐全", "内容规范，回应目录要求", "预算符合要求", "附件清晰有效"]


def items_for(application) -> list[tuple[str, str]]:
    """What to check for this application: (item, what the portal itself found)."""
    organisation, project = application.organisation, application.project
    found = [(name, "") for name in ITEMS]
    found[0] = (
        ITEMS[0],
        f"{uscc.kind(organisation.uscc) or '单位类型未识别'}，{organisation.get_state_display()}",
    )
    problems = application.budget_problems()
    found[3] = (ITEMS[3], "；".join(problems) or "系统校验未发现问题")
    labels = dict(Code.choices)
    for code in sorted(code for code in project.codes() if code.startswith("ELIG_")):
        found.append((labels[code], ""))
    return found


class ScreeningQuerySet(models.QuerySet):
    @transaction.atomic
    def conclude(self, application, *, by, items: list[tuple[str, str, str]]) -> "Screening":
        """Record (item, result, reason) for each item and take the step they add up to:
        any FAIL disqualifies, else any SUPPLEMENT returns, else it qualifies.

        Raises ValidationError when a FAIL or SUPPLEMENT lacks its reason.
        """
        for name, result, reason in items:
            if result != Result.PASS and not reason.strip():
                raise ValidationError(f"“{name}”的结论不是通过，请写明理由。", "reason")
        results = {result for _, result, _ in items}
        reasons = "；".join(f"{name}：{reason}" for name, result, reason in items if result != Result.PASS)
        screening = self.create(application=application, by=by)
        ScreeningItem.objects.bulk_create(
            ScreeningItem(screening=screening, ordinal=n, name=name, result=result, reason=reason)
            for n, (name, result, reason) in enumerate(items, start=1)
        )
        if Result.FAIL in results:
            application.disqualify(by=by, reason=reasons)
        elif Result.SUPPLEMENT in results:
            application.return_(by=by, reason=reasons)
        else:
            application.qualify(by=by)
        return screening


class Screening(models.Model):
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="screenings")
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+", verbose_name="审查人")
    at = models.DateTimeField("审查时间", default=clock.now)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = "资格审查"
        ordering = ["-pk"]


class ScreeningItem(models.Model):
    screening = models.ForeignKey(Screening, models.CASCADE, related_name="items")  # a part of it
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("审查内容", max_length=100)
    result = models.CharField("结论", max_length=12, choices=Result)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "审查内容"
        ordering = ["ordinal"]
