"""What the portal would give an accepted project where it can tell, each with its reason (domain.md d.9).

The panel may depart from it; nothing here decides.
"""

from decimal import ROUND_HALF_UP, Decimal

from supervision.models.expense import State as ExpenseState
from supervision.models.expense import by_category, ledger
from supervision.tally import progress

HALF = Decimal("0.5")
PER_EXCEPTION = 2  # points off 资金规范 for each exception found


def _halves(score: Decimal) -> Decimal:
    """To the nearest half point, as panels write them."""
    return (score / HALF).quantize(Decimal(1), ROUND_HALF_UP) * HALF


def goals(agreement) -> tuple[Decimal | None, str]:
    """40 points by the mean share of the countable targets reached, each counted to 100 % at most."""
    shares = []
    for row in progress(agreement):
        if row.met:
            shares.append(Decimal(100))
        elif row.indicator.value is not None:
            shares.append(Decimal(row.percent or 0))
    if not shares:
        return None, "没有可量化的指标，请验收组评议。"
    mean = sum(shares) / len(shares)
    return _halves(mean * 40 / 100), f"系统建议：可量化指标{len(shares)}项，平均完成{mean:.0f}%。"


def money_exceptions(agreement) -> list[str]:
    """What a check of the ledger would hold against it, each in words."""
    found = []
    for expense in ledger(agreement):
        found += [f"{expense.item}：{flag}" for flag in expense.found]
        if expense.state == ExpenseState.QUESTIONED:
            found.append(f"{expense.item}：疑问尚未解决")
    limit = agreement.project.catalogue.budget_move_limit
    over = [row for row in by_category(agreement) if row["over"] > limit]
    return found + [f"{row['label']}超出预算{row['over']:.0f}%" for row in over]


def finance(agreement) -> tuple[Decimal | None, str]:
    """20 points less 2 for each exception in the ledger."""
    found = money_exceptions(agreement)
    if not found:
        return Decimal(20), "系统建议：支出台账未发现异常。"
    score = max(0, 20 - PER_EXCEPTION * len(found))
    return Decimal(score), f"系统建议：发现{len(found)}项（{'；'.join(found)}），每项扣{PER_EXCEPTION}分。"


def records(agreement) -> tuple[Decimal | None, str]:
    """15 points by the share of the contractor's duties that are done."""
    duties = [duty for duty in agreement.duties.all() if duty.owner == "contractor"]
    if not duties:
        return None, "协议没有约定资料任务，请验收组评议。"
    done = sum(duty.is_done for duty in duties)
    share = Decimal(done) / len(duties)
    return _halves(share * 15), f"系统建议：承接单位任务{len(duties)}项，已完成{done}项。"


def suggested(agreement) -> dict[str, tuple[Decimal | None, str]]:
    """Score field → (points or None, why), for the parts the portal can judge."""
    return {"goals": goals(agreement), "finance": finance(agreement), "records": records(agreement)}
