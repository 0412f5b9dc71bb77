"""Every paper of an agreement, generated and uploaded, in the archive's tree (domain.md e.8)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from applications.documents.agreement import agreement_pdf
from applications.documents.application import application_pdf
from applications.documents.ranking import ranking_pdf
from applications.documents.receipt import receipt_pdf
from applications.ranking import standings
from fulian import clock
from fulian.files.models import StoredFile
from projects.codes import Code
from supervision.documents.acceptance import acceptance_pdf
from supervision.documents.book import activity_sections, report_sections, sections, single
from supervision.documents.inspection import inspection_pdf
from supervision.documents.ledger import ledger_workbook
from supervision.models import Acceptance
from supervision.models.activity import SLOTS

FOUNDING, CONTRACT, MONEY = "1-立项类", "2-合同类", "3-资金类"
PROCESS, RESULTS, CLOSING, BOUND = "4-过程类", "6-宣传成果类", "7-验收类", "8-成册类"
KEPT = {FOUNDING: "永久", CONTRACT: "永久", CLOSING: "永久", BOUND: "永久", MONEY: "30年"}  # others: 10年
PLACES = {  # where what was handed in for a duty belongs
    Code.AUDIT_REPORT: MONEY,
    Code.SEPARATE_LEDGER: MONEY,
    Code.HANDOVER_FINANCE_DOCS: MONEY,
    Code.IP_OWNERSHIP: RESULTS,
    Code.SITE_STANDARD: RESULTS,
    Code.THIRD_PARTY_EVAL: CLOSING,
    Code.FINAL_REPORT: CLOSING,
    Code.COMPILATION_BOOK: BOUND,
}


class Paper(NamedTuple):
    """One file to be: its folder, its title, whose it is, its date, and how to get at its bytes."""

    folder: str
    title: str
    author: str
    day: date
    ending: str
    stored: StoredFile | None = None
    make: Callable[[], bytes] | None = None  # for what the portal generates

    @property
    def keep(self) -> str:
        """How long it is to be kept (domain.md f.3), as a suggestion."""
        return f"保管期限：{KEPT.get(self.folder.split('/')[0], '10年')}"


def stored_papers(folder: str, owner, author: str, prefix: str = "") -> Iterator[Paper]:
    """The files that were uploaded to ``owner``."""
    for stored in owner.files.all():
        stem, _, ending = stored.name.rpartition(".")
        title = f"{prefix}{stored.title or stem}"
        yield Paper(folder, title, author, clock.day_of(stored.at), ending.lower(), stored=stored)


def papers(agreement) -> list[Paper]:
    """All papers in the order of the tree."""
    return [
        *_founding(agreement),
        *_contract(agreement),
        *_money(agreement),
        *_process(agreement),
        *_duties(agreement, RESULTS),
        *_closing(agreement),
        *_duties(agreement, BOUND),
    ]


def _founding(agreement) -> Iterator[Paper]:
    application, author = agreement.application, agreement.organisation.name
    submission = application.submissions.first()
    if submission:
        day = clock.day_of(submission.at)
        yield Paper(
            FOUNDING, "项目申报书", author, day, "pdf", make=lambda: application_pdf(application, submission)
        )
        yield Paper(FOUNDING, "申报回执", author, day, "pdf", make=lambda: receipt_pdf(submission))
    yield from stored_papers(FOUNDING, application, author, "申报附件：")
    if found := standings(agreement.project):
        day, make = (
            clock.day_of(agreement.application.award_record.at),
            lambda: ranking_pdf(agreement.project, found),
        )
        yield Paper(FOUNDING, "评审结果汇总表", agreement.project.department.name, day, "pdf", make=make)
    yield from stored_papers(FOUNDING, agreement.organisation, author, "单位资质：")


def _contract(agreement) -> Iterator[Paper]:
    kind, author = agreement.kind_label, agreement.project.department.name
    yield Paper(CONTRACT, kind, author, agreement.signed_on, "pdf", make=lambda: agreement_pdf(agreement))
    yield from stored_papers(CONTRACT, agreement, author, f"{kind}：")


def _money(agreement) -> Iterator[Paper]:
    author, today = agreement.organisation.name, clock.today()
    yield Paper(MONEY, "资金使用明细表", author, today, "xlsx", make=lambda: ledger_workbook(agreement))
    for instalment in agreement.instalments.all():
        yield from stored_papers(MONEY, instalment, author, f"{instalment}：")
    expenses = agreement.expenses.order_by("paid_on", "pk").prefetch_related("files")
    for number, expense in enumerate(expenses, start=1):
        yield from stored_papers(f"{MONEY}/支出凭证", expense, author, f"支出{number:03d} {expense.item}：")
    yield from _duties(agreement, MONEY)


def _process(agreement) -> Iterator[Paper]:
    contractor, department = agreement.organisation.name, agreement.project.department.name
    for section in activity_sections(agreement):
        activity = section.data["activity"]
        folder, day = f"{PROCESS}/{section.title}", clock.day_of(activity.starts_at)
        yield Paper(
            folder, f"{section.title}（记录）", contractor, day, "pdf", make=_maker(agreement, section)
        )
        for stored in stored_papers(folder, activity, contractor):
            yield stored._replace(title=f"{SLOTS[stored.stored.slot]}：{stored.title}")
    for section in report_sections(agreement):
        day = section.data["report"].duty.ends_on
        folder = f"{PROCESS}/进展报告"
        yield Paper(folder, section.title, contractor, day, "pdf", make=_maker(agreement, section))
    for inspection in agreement.inspections.exclude(state="planned").order_by("held_on"):
        folder = f"{PROCESS}/督导"
        make = _inspection_maker(inspection)
        yield Paper(folder, f"督导记录表 {inspection}", department, inspection.held_on, "pdf", make=make)
        yield from stored_papers(folder, inspection, department)
        for finding in inspection.findings.all():
            yield from stored_papers(f"{folder}/整改", finding, contractor, "整改材料：")
    yield from _duties(agreement, PROCESS)


def _maker(agreement, section) -> Callable[[], bytes]:
    return lambda: single(agreement, section)


def _inspection_maker(inspection) -> Callable[[], bytes]:
    return lambda: inspection_pdf(inspection)


def _duties(agreement, place: str) -> Iterator[Paper]:
    """What was handed in for the duties that belong in ``place``; by default in the process."""
    owners = {"contractor": agreement.organisation.name, "department": agreement.project.department.name}
    for duty in agreement.duties.prefetch_related("files"):
        if PLACES.get(duty.code, PROCESS) == place:
            yield from stored_papers(place, duty, owners.get(duty.owner, "财务"), f"{duty.title}：")


def _closing(agreement) -> Iterator[Paper]:
    closeout, contractor = agreement.closeout, agreement.organisation.name
    final = [section for section in sections(agreement) if section.anchor == "final"]
    for section in final:
        make = _maker(agreement, section)
        yield Paper(CLOSING, "项目结项报告", contractor, clock.today(), "pdf", make=make)
    yield from stored_papers(CLOSING, closeout, contractor)
    yield from _duties(agreement, CLOSING)
    acceptance = Acceptance.objects.get(closeout=closeout)
    author = agreement.project.department.name
    make = lambda: acceptance_pdf(acceptance)  # noqa: E731 - made only when it is packed
    yield Paper(CLOSING, "结项验收意见", author, acceptance.held_on, "pdf", make=make)
