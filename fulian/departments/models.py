from collections.abc import Iterator

from django.db import models


class DepartmentQuerySet(models.QuerySet):
    def names(self) -> dict[str, str]:
        """Full and short names → full name, for recognising a department in a text."""
        return dict(_spellings(self))


def _spellings(departments) -> Iterator[tuple[str, str]]:
    for department in departments:
        yield department.name, department.name
        if department.short_name:
            yield department.short_name, department.name


class Department(models.Model):
    """部室 of the federation."""

    name = models.CharField("部室名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=20, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    verifies_organisations = models.BooleanField("负责核验社会组织", default=False)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部室"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.short_name or self.name
