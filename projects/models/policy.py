"""The numbers a catalogue works by (design 6). Frozen at publication with the catalogue."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def count(label: str, default: int, help_text: str = "") -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, help_text=help_text)


def percent(label: str, default: str, help_text: str = "") -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        default=Decimal(default),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=help_text,
    )


class Policy(models.Model):
    """Policy values of one catalogue, with the defaults of design.md section 6."""

    applications_per_organisation = count("每单位可申报项目数（个）", 2)
    wins_per_organisation = count("每单位可承接项目数（个）", 1)
    supplement_days = count("补正期限（工作日）", 3)
    experts_min = count("评审专家最少人数（人）", 3, "应为单数；5人及以上时去掉一个最高分和一个最低分。")
    pass_line = percent("入围分数线（分）", "60")
    publicity_days = count("公示期（工作日）", 5)
    instalment_first = percent("签约后拨付（%）", "50")
    instalment_second = percent("中期拨付（%）", "40")
    instalment_last = percent("验收后拨付（%）", "10")
    budget_move_limit = percent("预算调整须报批的比例（%）", "10")
    management_fee_warn = percent("管理费提示比例（%）", "10")
    report_days = count("季度报告报送期限（季后天数）", 5)
    plan_days_before = count("活动方案提前报送（天）", 3)
    record_days_after = count("活动记录报送期限（活动后天数）", 7)
    final_report_days = count("结项资料报送期限（项目结束后天数）", 30)
    photos_min = count("每次活动照片最少张数（张）", 3)

    class Meta:
        abstract = True

    @property
    def shares(self) -> list[Decimal]:
        """Instalment shares in %, first to last; they sum to 100."""
        return [self.instalment_first, self.instalment_second, self.instalment_last]
