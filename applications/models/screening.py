"""资格（形式）审查: check items with a result and a reason each, and what they add up to."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from applications import uscc
from applications.models.checks import SECTIONS
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
    files = len(application.files.all())
    kind = uscc.kind(organisation.uscc) or "单位类型未识别"
    gaps = [gap for section in SECTIONS for gap in application.gaps(section)]
    found = [
        f"{kind}，{organisation.get_state_display()}",
        f"附件{files}份" if files else "没有附件",
        f"尚未填写：{'、'.join(gaps)}" if gaps else "申报书各部分均已填写",
        "；".join(application.budget_problems()) or "系统校验未发现问题",
        "上传时已核对文件类型" if files else "没有附件",
    ]
    labels = dict(Code.choices)
    codes = sorted(code for code in project.codes() if code.startswith("ELIG_"))
    eligibility = [(labels[code], _eligibility(organisation, code)) for code in codes]
    return [*zip(ITEMS, found, strict=True), *eligibility]


def _eligibility(organisation, code: str) -> str:
    """What the organisation's profile says about one condition."""
    return {
        Code.ELIG_PLATFORM_MEMBER: "已登记为平台成员" if organisation.platform_member else "未登记为平台成员",
        Code.ELIG_WOMEN_ORG: "单位填报：已建立" if organisation.women_org else "单位填报：未建立",
        Code.ELIG_FULLTIME_SW: f"单位填报：专职社工{organisation.social_workers}人",
    }.get(code, "请查看申报书和附件")


class ScreeningQuerySet(models.QuerySet):
    @transaction.atomic
    def conclude(self, application, *, by, items: list[tuple[str, str, str]]) -> "Screening":
        """Record (item, result, reason) for each item and take the step they add up to:
        any FAIL disqualifies, else any SUPPLEMENT returns, else it qualifies.

        Raises ValidationError when an item has no result, or a FAIL or SUPPLEMENT lacks its reason.
        """
        if not items or {result for _, result, _ in items} - set(Result):
            raise ValidationError("请对每一项审查内容作出结论。", "result")
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
