from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from fulian.money import cents


class Category(models.TextChoices):
    """Budget classes as the catalogues' lump-sum clauses name them."""

    SITE = "site", "阵地打造费"
    ACTIVITY = "activity", "项目活动费"
    LABOUR = "labour", "劳务费"
    MANAGEMENT = "management", "项目管理费"
    AUDIT = "audit", "审计费"
    EVALUATION = "evaluation", "第三方评估费"
    PUBLICITY = "publicity", "宣传费"
    OTHER = "other", "其他费用"


FIXED_ASSETS = [
    "电脑", "计算机", "笔记本电脑", "打印机", "复印机", "空调", "投影仪", "电视机", "相机", "摄像机",
    "家具", "办公桌", "沙发", "装修", "改建", "修缮", "车辆", "固定资产", "冰箱", "洗衣机", "音响设备",
]  # fmt: skip


def fixed_asset_in(text: str) -> str:
    """The first word in ``text`` that names a fixed asset or building work; empty when none."""
    return next((word for word in FIXED_ASSETS if word in text), "")


class BudgetLine(models.Model):
    """One line of the 资金预算: unit price × quantity × times, less what the organisation bears itself."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="budget"
    )  # a part
    ordinal = models.PositiveSmallIntegerField("序号")
    # A draft may hold half a row: what is missing is said by ``missing()``, not by the database.
    category = models.CharField("费用类别", max_length=12, choices=Category, blank=True)
    item = models.CharField("明细项目", max_length=100, blank=True)
    basis = models.CharField("计算依据", max_length=200, blank=True)
    unit_price = models.DecimalField(
        "单价（元）", max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    unit = models.CharField("单位", max_length=10, blank=True)
    quantity = models.DecimalField(
        "数量", max_digits=10, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    times = models.PositiveSmallIntegerField("次数", default=1)
    own = models.DecimalField(
        "其中自筹（元）", max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "预算明细"
        ordering = ["ordinal"]

    def __str__(self):
        return self.item

    @property
    def amount(self) -> Decimal:
        """合计（元） = 单价 × 数量 × 次数."""
        return cents(self.unit_price * self.quantity * self.times)

    @property
    def requested(self) -> Decimal:
        """申请资金（元）: what the organisation does not bear itself."""
        return self.amount - self.own

    def missing(self) -> list[str]:
        """Labels of what this row still lacks before it can be handed in."""
        wanted = ["category", "item", "unit_price", "quantity", "times"]
        return [str(self._meta.get_field(name).verbose_name) for name in wanted if not getattr(self, name)]
