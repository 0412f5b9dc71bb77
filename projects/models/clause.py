from django.db import models

from projects.codes import Code
from projects.wording import effect, in_words


class Clause(models.Model):
    """One numbered sentence of a project's 相关要求."""

    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="clauses")  # a part of it
    ordinal = models.PositiveSmallIntegerField("条号")
    text = models.TextField("内容")

    class Meta:
        verbose_name = "相关要求"
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["project", "ordinal"], name="clause_once")]

    def __str__(self):
        return f"{self.ordinal}. {self.text}"


class Requirement(models.Model):
    """A typed demand recognised in a clause: one of the 26 codes (domain.md c.2) with its parameters."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="requirements")  # a part of it
    code = models.CharField("要求类型", max_length=30, choices=Code)
    parameters = models.JSONField("参数", default=dict, blank=True)

    class Meta:
        verbose_name = "要求类型"
        ordering = ["clause__ordinal", "pk"]
        constraints = [models.UniqueConstraint(fields=["clause", "code"], name="code_once_per_clause")]

    def __str__(self):
        return self.get_code_display()

    @property
    def effect(self) -> str:
        """What it brings about, in plain words."""
        return effect(self.code)

    @property
    def details(self) -> str:
        """What the sentence says about it, in words; empty when nothing."""
        return in_words(self.parameters)
