"""A project on its way to the archive, by its real steps."""

from datetime import timedelta
from decimal import Decimal

from fulian import clock
from supervision.models import CloseOut, Expense
from supervision.obligations import Evidence
from tests import factories
from tests.supervision.records import make_confirmed

CODES = [
    "ACTIVITY_EVIDENCE_SET", "IP_OWNERSHIP", "SEPARATE_LEDGER", "COMPILATION_BOOK", "THIRD_PARTY_EVAL",
    "AUDIT_REPORT", "FINAL_REPORT", "HANDOVER_FINANCE_DOCS",
]  # fmt: skip
REPORT = {
    "overview": "项目按协议完成。",
    "results": "服务妇女二百余人次。",
    "money": "专账管理，按预算执行。",
    "experience": "以点带面；周末场次偏少。",
}
VERDICT = {
    "place": "市妇联三楼会议室",
    "panel": "吴部长 权益宣传部 部长\n何教授 某大学 教授",
    "goals": Decimal(38),
    "quality": Decimal(13),
    "finance": Decimal(18),
    "records": Decimal(14),
    "publicity": Decimal(9),
    "beneficiary_voice": "活动实用，希望继续开展。",
    "opinion": "目标完成，资料齐全，同意结项。",
}


def make_running(department, organisation, *codes):
    """Signed and running, with the duties of ``codes`` (all that a close-out knows, when none are given)."""
    project = factories.make_project(*(codes or CODES), department=department)
    return factories.make_agreement(project=project, organisation=organisation)


def spend(agreement, by, amount="1000.00", *, line=0, **fields):
    """An expense of today on the agreement's ``line``-th budget line, with a voucher."""
    defaults = {
        "budget_line": agreement.application.budget.all()[line],
        "paid_on": clock.today(),
        "item": "活动物料",
        "payee": "自贡市某商贸有限公司",
        "amount": Decimal(amount),
        "vouchers": [factories.make_pdf("发票.pdf")],
    }
    return Expense.objects.enter(agreement, by=by, **defaults | fields)


def prepare(agreement, contractor, officer):
    """Hand in and confirm all that is due before acceptance; the close-out ready to be handed in."""
    make_confirmed(agreement, contractor, officer)
    spend(agreement, contractor).verify(by=officer)
    closeout = CloseOut.objects.open_for(agreement, by=contractor)
    closeout.edit(by=contractor, **REPORT)
    for duty in agreement.duties.filter(owner="contractor"):
        if duty.evidence in {Evidence.FILE, Evidence.BOOK}:
            duty.attach(factories.make_pdf(f"{duty.code}.pdf"), by=contractor)
        duty.submit(by=contractor, statement="材料齐备。")
        duty.accept(by=officer)
    return closeout


def make_accepted(department, organisation, contractor, officer, head):
    """Closed out and accepted."""
    agreement = make_running(department, organisation)
    closeout = prepare(agreement, contractor, officer)
    closeout.submit(by=contractor)
    closeout.accept(by=head, held_on=clock.today(), **VERDICT)
    agreement.refresh_from_db()
    return agreement


def pay(instalment, contractor, head, finance):
    """Request, approve and pay one instalment whose conditions are there."""
    instalment.request(by=contractor, invoice_number=f"FP{instalment.pk}", invoice=factories.make_pdf())
    instalment.approve(by=head)
    instalment.pay(by=finance, paid_on=clock.today(), voucher=f"记-{instalment.number:04d}")


def pay_all(agreement, contractor, head, finance):
    """Pay every instalment; the middle of the term has come."""
    with clock.travel(agreement.starts_on + timedelta(days=150)):
        for instalment in agreement.instalments.all():
            pay(instalment, contractor, head, finance)
