"""What an import has understood: plain values, nothing written yet."""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Remark:
    """A warning or an error: where, for people; and which entry and field, for a page that shows it there."""

    place: str
    message: str
    number: str = ""
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """Place and message, both Chinese."""
        return {"place": self.place, "message": self.message}


@dataclass(frozen=True)
class RequirementDraft:
    """A demand recognised in a clause: a ``projects.codes.Code`` and what the sentence says about it."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClauseDraft:
    """One numbered sentence of 相关要求, without its number."""

    ordinal: int
    text: str
    requirements: list[RequirementDraft] = field(default_factory=list)


@dataclass(frozen=True)
class IndicatorDraft:
    """A proposed 绩效指标. ``comparator`` is ≥ ＝ ≤ or 定性; only a 定性 one has no ``value``."""

    name: str
    comparator: str
    value: Decimal | None = None
    unit: str = ""


@dataclass
class ProjectDraft:
    """One row of the catalogue; ``amount`` in 元, ``None`` only together with an error."""

    number: str = ""
    department: str | None = None  # full name of a known 部室
    department_text: str = ""
    name: str = ""
    goal: str = ""
    content: str = ""
    beneficiaries: str = ""
    bidders: str = ""
    period: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    amount: Decimal | None = None
    requirements: str = ""
    clauses: list[ClauseDraft] = field(default_factory=list)
    indicators: list[IndicatorDraft] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The row as it will be stored, in types that JSON knows."""
        row = asdict(self)
        del row["requirements"]  # its clauses say the same
        row["starts_on"] = self.starts_on and self.starts_on.isoformat()
        row["ends_on"] = self.ends_on and self.ends_on.isoformat()
        row["amount"] = money(self.amount)
        for indicator in row["indicators"]:
            indicator["value"] = plain_number(indicator["value"])
        return row


@dataclass
class CatalogueDraft:
    """A catalogue as read, to be stored only without ``errors``; ``total`` is the printed 合计 in 元."""

    title: str = ""
    year: int | None = None
    total: Decimal | None = None
    projects: list[ProjectDraft] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that ``import_catalogue --json`` prints: one for every format of the same catalogue."""
        return {
            "title": self.title,
            "year": self.year,
            "total": money(self.total),
            "projects": [project.as_json() for project in self.projects],
            "warnings": [remark.as_json() for remark in self.warnings],
            "errors": [remark.as_json() for remark in self.errors],
        }


def money(amount: Decimal | None) -> str | None:
    """元 with two places as text: ``"197000.00"``."""
    return None if amount is None else f"{amount:.2f}"


def plain_number(value: Decimal | None) -> str | None:
    """A number without needless zeros as text: ``"50"``."""
    return None if value is None else f"{value.normalize():f}"
