"""The demo's way from a signed agreement to the archive."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Agreement
from fulian import clock
from supervision.demo.choosing import head_of, officer_of
from supervision.demo.papers import photo, scan, video
from supervision.demo.people import member_of, staff
from supervision.models import Activity, CloseOut, Expense, Inspection, ProgressReport
from supervision.models.inspection import ITEMS
from supervision.obligations import Evidence, Owner

THEMES = ["亲子沟通工作坊", "就业政策宣讲", "家庭健康讲座", "反家暴法律咨询", "巾帼志愿敬老行", "邻里读书会"]


def paper(title: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{title}.pdf", scan(f"{title}（示例）"))


def plan_activity(agreement: Agreement, day: date, number: int) -> Activity:
    theme = THEMES[number % len(THEMES)]
    return Activity.objects.plan(
        agreement,
        by=member_of(agreement.organisation),
        title=f"第{number + 1}场：{theme}",
        starts_at=clock.at(day, 14),
        ends_at=clock.at(day, 16, 30),
        place=f"{agreement.organisation.county}社区妇女之家",
        lead=member_of(agreement.organisation).name,
        plan_text=f"主题：{theme}。目的：回应社区妇女和家庭的需求。流程：签到、导入、主题活动、分享、满意度调查。",
    )


def hold_activity(agreement: Agreement, day: date, number: int, *, confirm: bool = True) -> None:
    """Plan before the day; record and confirm after it."""
    by = member_of(agreement.organisation)
    with clock.travel(clock.at(day - timedelta(days=4), 9)):
        activity = plan_activity(agreement, day, number)
    with clock.travel(clock.at(day + timedelta(days=2), 9)):
        activity.edit(
            by=by,
            attendance=66 + number,
            women=45,
            children=12,
            volunteers=8,
            bulletin_title=f"{activity.title}顺利举行",
            bulletin_text="活动以市妇联名义开展，现场互动热烈，参加者普遍表示有收获，希望今后多组织类似活动。",
            brand_ok=True,
            attire_ok=True,
            lessons="报名人数超出预期，下次增设分会场。",
        )
        for n in range(3):
            activity.attach(
                SimpleUploadedFile(f"现场{n + 1}.jpg", photo(number * 3 + n)), by=by, slot="photo"
            )
        activity.attach(SimpleUploadedFile("花絮.mp4", video()), by=by, slot="video")
        activity.record(by=by)
        if confirm:
            activity.confirm(by=officer_of(agreement.project))


def spend(agreement: Agreement, day: date, number: int, share: Decimal, *, verify: bool = True) -> None:
    """One expense on each budget line, ``share`` of it."""
    by = member_of(agreement.organisation)
    with clock.travel(clock.at(day, 15)):
        for line in agreement.application.budget.all():
            expense = Expense.objects.enter(
                agreement,
                by=by,
                vouchers=[paper(f"{line.item}发票")],
                budget_line=line,
                paid_on=day,
                item=f"{line.item}（第{number}次）",
                payee="自贡市某商贸有限公司",
                amount=(line.amount * share).quantize(Decimal("0.01")),
                invoice_number=f"{agreement.pk:04d}{number:02d}{line.ordinal:02d}",
            )
            if verify:
                expense.verify(by=staff("caiwu"))


def request(agreement: Agreement, number: int, *, paid: bool = True) -> None:
    """Ask for instalment ``number``; the head approves and finance pays."""
    instalment = agreement.instalments.get(number=number)
    instalment.request(
        by=member_of(agreement.organisation),
        invoice_number=f"FP{agreement.pk:04d}{number}",
        invoice=paper(f"第{number}期发票"),
    )
    if paid:
        instalment.approve(by=head_of(agreement.project))
        instalment.pay(by=staff("caiwu"), paid_on=clock.today(), voucher=f"记-{agreement.pk}{number:02d}")


def report(duty, *, accept: bool = True) -> None:
    """Write, hand in and accept the report that ``duty`` asks for."""
    by = member_of(duty.agreement.organisation)
    written = ProgressReport.objects.start(duty, by=by)
    reported = {row.pk: row.indicator.value for row in written.indicators.all() if row.is_reported}
    written.edit(
        by=by,
        actuals=reported,
        done="按计划开展主题活动，服务对象反馈良好；完成骨干培训和点位走访。",
        problems="个别点位场地偏小。",
        next_plan="继续开展主题活动，整理过程资料，准备下一阶段督导。",
    )
    written.submit(by=by)
    if accept:
        written.accept(by=officer_of(duty.agreement.project))


def inspect(duty, *, finding: bool = False, solved: bool = True) -> Inspection:
    """Inspect, let the contractor acknowledge, put a finding right, close."""
    agreement, officer = duty.agreement, officer_of(duty.agreement.project)
    by = member_of(agreement.organisation)
    inspection = Inspection.objects.plan(
        agreement, by=officer, duty=duty, held_on=clock.today(), supervisors=officer.name, present=by.name
    )
    findings = [{"description": "两场活动的签到表未按日期归档", "due_on": clock.today() + timedelta(days=14)}]
    inspection.edit(
        by=officer,
        items={item.pk: (4 + item.ordinal % 2, "") for item in inspection.items.all()[: len(ITEMS)]},
        findings=findings if finding else [],
        documents="查看活动方案、签到表、照片、支出凭证，资料基本齐全。",
        interviews="现场访谈6人，均表示满意。",
        progress="与计划进度一致。",
        good_points="活动设计贴近需求。",
        suggestions="进一步规范资料归档。",
        conclusion="rectify" if finding else "normal",
    )
    inspection.record(by=officer)
    inspection.acknowledge(by=by, reply="无异议，将按意见改进。")
    if finding and solved:
        first = inspection.findings.get()
        first.answer(by=by, text="已补齐并按日期装订。", files=[paper("整改材料")])
        first.fix(by=officer, recheck="已核对，整改到位。")
    if solved:
        inspection.close(by=officer)
    return inspection


def settle_recurring(agreement: Agreement, until: date) -> None:
    """Every report and inspection due up to ``until``, on time."""
    duties = agreement.duties.filter(ends_on__lt=until, state="pending").order_by("due_on", "pk")
    for duty in duties.filter(evidence=Evidence.REPORT):
        with clock.travel(clock.at(duty.ends_on + timedelta(days=2), 10)):
            report(duty)
    for duty in duties.filter(evidence=Evidence.INSPECTION):
        with clock.travel(clock.at(duty.ends_on, 10)):
            inspect(duty)
    for duty in duties.filter(evidence=Evidence.LEDGER, owner=Owner.FINANCE):
        with clock.travel(clock.at(duty.ends_on + timedelta(days=3), 10)):
            duty.submit(by=staff("caiwu"))
            duty.accept(by=staff("caiwu"))


def hand_in_papers(agreement: Agreement, *, accept: bool = True) -> CloseOut:
    """Everything the close-out asks of the contractor, and the final report."""
    by, officer = member_of(agreement.organisation), officer_of(agreement.project)
    closeout = CloseOut.objects.open_for(agreement, by=by)
    closeout.edit(
        by=by,
        overview="项目按协议如期完成，活动覆盖四个社区，建立了稳定的志愿者队伍。",
        results="服务对象满意度较高；典型案例：一名全职妈妈通过就业宣讲和技能培训重新就业。",
        money="资金专账管理，按预算执行，无固定资产购置。",
        experience="以点位主人带动邻里参与，活动方案已整理成册；不足是周末场次偏少。",
    )
    for duty in agreement.duties.filter(owner=Owner.CONTRACTOR, state="pending"):
        if duty.evidence in {Evidence.FILE, Evidence.BOOK}:
            duty.attach(paper(duty.title), by=by)
        duty.submit(by=by, statement=f"{duty.title}：已整理齐备，随时可查。")
        if accept:
            duty.accept(by=officer)
    return closeout


def accept_closeout(closeout: CloseOut) -> None:
    head = head_of(closeout.agreement.project)
    closeout.accept(
        by=head,
        held_on=clock.today(),
        place="市妇联三楼会议室",
        panel="吴部长 权益宣传部 部长\n何教授 四川轻化工大学 教授\n钱会计 办公室 会计",
        goals=Decimal(38),
        quality=Decimal("13.5"),
        finance=Decimal(18),
        records=Decimal(14),
        publicity=Decimal(9),
        beneficiary_voice="服务对象代表认为活动实用、时间安排合理，希望继续开展。",
        opinion="项目目标全面完成，资料齐全，资金使用规范，同意结项。",
    )
