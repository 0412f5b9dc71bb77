from django.db import models, transaction

# domain.md d.8: the default when the federation has not set its own
DEFAULT = [
    ("需求与背景", 15, "优：有调研和数据；良：有描述；中：泛泛而谈；差：未说明"),
    ("目标与指标", 15, "优：全部对应并高于目录要求；良：全部达到；中：部分达到；差：缺漏"),
    (
        "实施方案可行性与安全",
        25,
        "优：步骤、时间、责任人清楚，安全措施到位；良：基本清楚；中：较笼统；差：不可行",
    ),
    ("成效与可持续", 15, "优：成效可衡量、可持续、可复制；良：成效明确；中：成效一般；差：看不出成效"),
    ("预算合理性", 10, "优：逐项有依据；良：基本合理；中：部分缺依据；差：明显不合理"),
    ("团队与执行力、财务规范", 10, "优：专职力量和财务制度齐备；良：基本齐备；中：较弱；差：不具备"),
    ("与妇联重点工作结合度", 10, "优：紧密结合；良：较好结合；中：有所关联；差：关联不大"),
]


class RubricQuerySet(models.QuerySet):
    @transaction.atomic
    def default(self) -> "Rubric":
        """The federation's standing rubric, made on first use."""
        rubric, new = self.get_or_create(name="项目评审细则（通用）")
        if new:
            Criterion.objects.bulk_create(
                Criterion(rubric=rubric, ordinal=n, name=name, weight=weight, anchors=anchors)
                for n, (name, weight, anchors) in enumerate(DEFAULT, start=1)
            )
        return rubric


class Rubric(models.Model):
    """What experts score by. The weights of its criteria sum to 100."""

    name = models.CharField("评审细则名称", max_length=100, unique=True)

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = "评审细则"

    def __str__(self):
        return self.name


class Criterion(models.Model):
    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")  # a part of it
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("评审内容", max_length=60)
    weight = models.PositiveSmallIntegerField("分值")
    anchors = models.CharField("评分标准", max_length=300, blank=True)

    class Meta:
        verbose_name = "评审内容"
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["rubric", "ordinal"], name="criterion_once")]

    def __str__(self):
        return self.name
