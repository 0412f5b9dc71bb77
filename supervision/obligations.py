"""From requirement to duty: what each code (domain.md c.2) makes people do after signing, and by when.

Codes that are not in the table bind before signing (eligibility, design, budget bans) or are terms of
the agreement that no single paper settles; they raise no duty.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db import models

from projects.codes import Code

ENOUGH_OF_A_QUARTER = 30  # days a quarter must overlap the term to be reported on (domain.md c.2)


class Owner(models.TextChoices):
    CONTRACTOR = "contractor", "承接单位"
    DEPARTMENT = "department", "牵头部室"
    FINANCE = "finance", "财务"


class Gate(models.TextChoices):
    NONE = "", "不影响"
    INSTALMENT = "instalment", "影响拨付"
    ACCEPTANCE = "acceptance", "影响验收"
    ARCHIVE = "archive", "影响归档"


class Evidence(models.TextChoices):
    """What settles a duty."""

    FILE = "file", "上传文件"
    STATEMENT = "statement", "书面说明"
    REPORT = "report", "进展报告"
    INSPECTION = "inspection", "督导记录"
    ACTIVITIES = "activities", "活动记录"
    LEDGER = "ledger", "支出台账"
    FINAL_REPORT = "final_report", "结项报告"
    BOOK = "book", "资料汇编"
    PAYMENT = "payment", "拨付"


class Obligation(NamedTuple):
    title: str
    owner: Owner
    evidence: Evidence
    gate: Gate
    when: str  # quarterly, monthly, twice, final, end


CONTRACTOR, DEPARTMENT, FINANCE = Owner

OBLIGATIONS = {
    Code.PROGRESS_QUARTERLY: Obligation(
        "报送进展报告", CONTRACTOR, Evidence.REPORT, Gate.INSTALMENT, "quarterly"
    ),
    Code.PROGRESS_TIMELY: Obligation("报送进展报告", CONTRACTOR, Evidence.REPORT, Gate.NONE, "monthly"),
    Code.SUPERVISE_QUARTERLY: Obligation("督导", DEPARTMENT, Evidence.INSPECTION, Gate.NONE, "quarterly"),
    Code.SUPERVISE_PERIODIC: Obligation("督导", DEPARTMENT, Evidence.INSPECTION, Gate.NONE, "twice"),
    Code.FUND_COMPLIANCE: Obligation("核查资金使用", FINANCE, Evidence.LEDGER, Gate.NONE, "quarterly"),
    Code.SUBMIT_PER_ACTIVITY: Obligation(
        "每次活动报送方案和信息", CONTRACTOR, Evidence.ACTIVITIES, Gate.NONE, "end"
    ),
    Code.ACTIVITY_EVIDENCE_SET: Obligation(
        "活动方案、简报、照片、小视频齐全", CONTRACTOR, Evidence.ACTIVITIES, Gate.ACCEPTANCE, "final"
    ),
    Code.SITE_STANDARD: Obligation(
        "阵地规范提升（前后对比照片）", CONTRACTOR, Evidence.FILE, Gate.ACCEPTANCE, "end"
    ),
    Code.IP_OWNERSHIP: Obligation("成果清单", CONTRACTOR, Evidence.STATEMENT, Gate.ACCEPTANCE, "final"),
    Code.MGMT_ARCHIVE: Obligation(
        "管理档案齐备说明", CONTRACTOR, Evidence.STATEMENT, Gate.ACCEPTANCE, "final"
    ),
    Code.SEPARATE_LEDGER: Obligation("项目专账", CONTRACTOR, Evidence.LEDGER, Gate.ACCEPTANCE, "final"),
    Code.THIRD_PARTY_EVAL: Obligation(
        "第三方绩效评估报告", CONTRACTOR, Evidence.FILE, Gate.ACCEPTANCE, "final"
    ),
    Code.AUDIT_REPORT: Obligation("专项资金审计报告", CONTRACTOR, Evidence.FILE, Gate.ACCEPTANCE, "final"),
    Code.FINAL_REPORT: Obligation(
        "项目结项报告", CONTRACTOR, Evidence.FINAL_REPORT, Gate.ACCEPTANCE, "final"
    ),
    Code.COMPILATION_BOOK: Obligation(
        "资料汇编成册（电子和纸质）", CONTRACTOR, Evidence.BOOK, Gate.ACCEPTANCE, "final"
    ),
    Code.HANDOVER_FINANCE_DOCS: Obligation(
        "移交项目资金资料", CONTRACTOR, Evidence.FILE, Gate.ARCHIVE, "final"
    ),
}
ABSORBED = {Code.PROGRESS_TIMELY: Code.PROGRESS_QUARTERLY, Code.SUPERVISE_PERIODIC: Code.SUPERVISE_QUARTERLY}


class Span(NamedTuple):
    """A stretch of the term that one report or inspection covers."""

    starts_on: date
    ends_on: date
    label: str


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months(start: date, end: date) -> Iterator[Span]:
    """The calendar months of the term, cut to it."""
    first = start.replace(day=1)
    while first <= end:
        after = _next_month(first)
        yield Span(max(first, start), min(after - timedelta(days=1), end), f"{first.year}年{first.month}月")
        first = after


def quarters(start: date, end: date) -> Iterator[Span]:
    """The calendar quarters that overlap the term by at least 30 days, cut to it; at least one."""
    first, found = date(start.year, (start.month - 1) // 3 * 3 + 1, 1), []
    while first <= end:
        after = _next_month(_next_month(_next_month(first)))
        label = f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"
        found.append(Span(max(first, start), min(after - timedelta(days=1), end), label))
        first = after
    long_enough = [span for span in found if (span.ends_on - span.starts_on).days + 1 >= ENOUGH_OF_A_QUARTER]
    yield from long_enough or found[-1:]


def halves(start: date, end: date) -> Iterator[Span]:
    """The two halves of the term."""
    middle = start + (end - start) / 2
    yield Span(start, middle, "上半程")
    yield Span(middle + timedelta(days=1), end, "下半程")


def occasions(when: str, start: date, end: date, policy) -> Iterator[tuple[Span, date]]:
    """(stretch, due date) for each time a duty of rhythm ``when`` falls due in the term."""
    whole = Span(start, end, "")
    if when == "quarterly":
        yield from (
            (span, span.ends_on + timedelta(days=policy.report_days)) for span in quarters(start, end)
        )
    elif when == "monthly":
        yield from ((span, span.ends_on) for span in months(start, end))
    elif when == "twice":
        yield from ((span, span.ends_on) for span in halves(start, end))
    elif when == "final":
        yield whole, end + timedelta(days=policy.final_report_days)
    else:
        yield whole, end
