"""What is already there for a duty: the links and counts that the close-out page shows beside it."""

from typing import NamedTuple

from django.db.models import Count, Q

from fulian.money import yuan
from supervision.obligations import Evidence, Owner


class Found(NamedTuple):
    label: str
    url: str = ""


class Position(NamedTuple):
    """One duty in the package: what is there, what is missing (sentences), and whether it holds it up."""

    duty: object
    found: list[Found]
    missing: list[str]
    holds_up: bool


def found_for(duty, agreement) -> list[Found]:
    """Files, report, records or counts that stand for ``duty`` now."""
    files = [Found(stored.title or stored.name, stored.get_absolute_url()) for stored in duty.files.all()]
    more = {
        Evidence.REPORT: _report,
        Evidence.INSPECTION: _inspections,
        Evidence.ACTIVITIES: _activities,
        Evidence.LEDGER: _ledger,
        Evidence.PAYMENT: _payment,
        Evidence.FINAL_REPORT: _final_report,
    }.get(duty.evidence, _statement)
    return [*files, *more(duty, agreement)]


def _statement(duty, agreement) -> list[Found]:
    return [Found(f"说明：{duty.statement}")] if duty.statement.strip() else []


def _report(duty, agreement) -> list[Found]:
    report = getattr(duty, "report", None)
    return [Found(f"报告（{report.get_state_display()}）", report.get_absolute_url())] if report else []


def _inspections(duty, agreement) -> list[Found]:
    return [
        Found(f"{one}（{one.get_state_display()}）", one.get_absolute_url()) for one in duty.inspections.all()
    ]


def _activities(duty, agreement) -> list[Found]:
    live = agreement.activities.live()
    count = live.aggregate(all=Count("pk"), confirmed=Count("pk", filter=Q(state="confirmed")))
    return [Found(f"活动{count['all']}场，已确认{count['confirmed']}场")] if count["all"] else []


def _ledger(duty, agreement) -> list[Found]:
    expenses = agreement.expenses.filter(paid_on__lte=duty.ends_on)
    count = expenses.count()
    if not count:
        return []
    return [Found(f"支出{count}笔，共{yuan(expenses.total())}元，待核对{expenses.unchecked().count()}笔")]


def _payment(duty, agreement) -> list[Found]:
    instalment = duty.instalment
    return [Found(f"{instalment}（{instalment.get_state_display()}）", instalment.get_absolute_url())]


def _final_report(duty, agreement) -> list[Found]:
    closeout = agreement.closeout
    gaps = closeout.report_gaps()
    text = f"结项报告（还缺{len(gaps)}部分）" if gaps else "结项报告（已填写完整）"
    return [Found(text, closeout.get_absolute_url())]


def positions(closeout) -> list[Position]:
    """The whole package, duty by duty, in order of owner and date."""
    agreement = closeout.agreement
    holding_up = set(closeout.holding_up().values_list("pk", flat=True))
    duties = closeout.duties().select_related("report", "instalment").prefetch_related("files", "inspections")
    found = []
    for duty in duties:
        duty.agreement = agreement
        missing = duty.missing() if duty.state == "pending" else []
        found.append(Position(duty, found_for(duty, agreement), missing, duty.pk in holding_up))
    return found


def grouped(rows: list[Position]) -> list[tuple[str, list[Position]]]:
    """(owner in words, positions) in the order contractor, department, finance; empty groups left out."""
    groups = [(owner.label, [row for row in rows if row.duty.owner == owner]) for owner in Owner]
    return [(label, group) for label, group in groups if group]


def percent_done(rows: list[Position]) -> int:
    """Share of the duties that are met or waived, whole %; nothing to do is done."""
    return 100 * sum(row.duty.is_done for row in rows) // len(rows) if rows else 100
