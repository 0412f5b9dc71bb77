"""Stretches 7 and 8: activities, reports, inspections, money, close-out, archive."""

import io
import zipfile
from datetime import date, timedelta

import openpyxl
from django.core.management import call_command
from django.urls import reverse

from applications.models import Agreement
from fulian import clock
from supervision.models import Activity, CloseOut, Expense, Inspection, ProgressReport
from tests import factories
from tests.road.publish import PDF

PHOTOS = [
    (f"照片{n}.jpg", factories.make_photo(colour=colour).read())
    for n, colour in enumerate(["red", "blue", "green"])
]
VIDEO = ("视频.mp4", factories.make_video().read())


def hold_an_activity(cast, agreement: Agreement, day: date) -> None:
    """Planned before, recorded with bulletin and photos after, confirmed by the department."""
    member, officer = cast.newcomer, cast.officers["组联部"]
    with clock.travel(clock.at(day - timedelta(days=3), 10)):
        member.go(reverse("supervision:activity_create", args=[agreement.pk]))
        member.fill(
            title="微家启动仪式",
            starts_at=f"{day}T14:00",
            ends_at=f"{day}T16:00",
            place="釜溪社区",
            lead="罗紫薇",
            plan_text="主题、目的、流程已定。",
        ).press("保存计划")
    activity = Activity.objects.get()
    with clock.travel(clock.at(day + timedelta(days=1), 10)):
        member.go(reverse("supervision:activity_edit", args=[activity.pk]))
        member.fill(
            attendance=58,
            women=50,
            children=5,
            bulletin_title="启动仪式举行",
            bulletin_text="现场气氛热烈。",
            brand_ok=True,
        ).press("保存")
        upload(member, activity, "photo", PHOTOS)
        upload(member, activity, "video", [VIDEO])
        member.go(activity).press("提交活动记录")
        officer.go(activity).press("确认活动")
    activity.refresh_from_db()
    assert activity.is_confirmed


def upload(member, activity: Activity, slot: str, files: list) -> None:
    member.go(activity)
    member.page.locator(f"#files-{slot}").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )
    form = f"form:has(#files-{slot})"
    with member.page.expect_navigation():
        member.page.locator(f"{form} button").click()


def report_each_quarter(cast, agreement: Agreement) -> None:
    """Each report is there pre-filled; words are added, the department accepts."""
    member, officer = cast.newcomer, cast.officers["组联部"]
    for duty in agreement.duties.filter(evidence="report").order_by("due_on"):
        with clock.travel(clock.at(duty.ends_on + timedelta(days=2), 10)):
            member.go(duty).press("填写进展报告")
            written = ProgressReport.objects.get(duty=duty)
            member.go(reverse("supervision:report_edit", args=[written.pk]))
            if duty.starts_on <= date(2024, 5, 20) <= duty.ends_on:
                member.reads("58")
            for field in member.page.locator('[name^="actual_"]').all():
                field.fill("20")
            member.fill(done="按计划开展。", next_plan="继续开展。").press("保存")
            member.go(written).press("提交报告")
            officer.go(written).press("接受报告")
        duty.refresh_from_db()
        assert duty.is_done


def inspect_each_quarter(cast, agreement: Agreement) -> None:
    """The first inspection has a finding that is answered and rechecked before it can be closed."""
    member, officer = cast.newcomer, cast.officers["组联部"]
    for n, duty in enumerate(agreement.duties.filter(evidence="inspection").order_by("due_on")):
        with clock.travel(clock.at(duty.ends_on, 10)):
            officer.go(reverse("supervision:inspection_create", args=[agreement.pk]))
            officer.fill(duty=duty.pk, held_on=duty.ends_on, supervisors="赵经办").press("下一步：填写记录")
            inspection = Inspection.objects.latest("pk")
            fill_inspection(officer, inspection, finding=n == 0)
            officer.go(inspection).press("提交督导记录")
            member.go(inspection).fill(reply="无异议。").press("确认督导记录")
            if n == 0:
                member.fill(text="已补齐。").press("提交整改情况")
                officer.go(inspection).fill(recheck="已核对。").press("复查：已整改")
            officer.go(inspection).press("办结督导")
        duty.refresh_from_db()
        assert duty.is_done


def fill_inspection(officer, inspection: Inspection, *, finding: bool) -> None:
    officer.go(reverse("supervision:inspection_edit", args=[inspection.pk]))
    for select in officer.page.locator('main select[name$="-score"]').all():
        select.select_option("4")
    officer.fill(
        documents="资料齐全。", progress="与计划一致。", conclusion="rectify" if finding else "normal"
    )
    if finding:
        row = (
            officer.page.locator('main [name$="-description"]')
            .first.get_attribute("name")
            .removesuffix("description")
        )
        officer.fill(
            **{f"{row}description": "签到表未归档", f"{row}due_on": inspection.held_on + timedelta(days=10)}
        )
    officer.press("保存")


def pay_and_spend(cast, agreement: Agreement, number: int) -> None:
    """The contractor asks with an invoice, the head approves, finance pays."""
    instalment = agreement.instalments.get(number=number)
    cast.newcomer.go(instalment).fill(invoice_number=f"FP{number}", invoice=PDF).press("申请拨付")
    cast.heads["组联部"].go(instalment).press("同意拨付")
    cast.finance.go(instalment).fill(paid_on=clock.today(), voucher=f"记-{number}").press("登记拨付")
    instalment.refresh_from_db()
    assert instalment.state == "paid"


def spend(cast, agreement: Agreement, amount: int) -> None:
    """An expense on the first budget line, checked by finance."""
    cast.newcomer.go(reverse("supervision:expense_create", args=[agreement.pk]))
    line = agreement.application.budget.first()
    cast.newcomer.fill(
        budget_line=line.pk,
        paid_on=clock.today(),
        item="主题活动物料",
        payee="某商贸公司",
        amount=amount,
        invoice_number="发票001",
        vouchers=PDF,
    ).press("保存")
    cast.finance.go(Expense.objects.get()).press("核对无误")


def finance_checks_and_exports(cast, agreement: Agreement, tmp_path) -> None:
    """Finance checks the money of each quarter; page and command give the year's tables."""
    for duty in agreement.duties.filter(owner="finance", evidence="ledger"):
        cast.finance.go(duty).press("提交任务")
        cast.finance.go(duty).press("确认完成")
    year = agreement.project.catalogue.year
    content = cast.finance.fetch(reverse("supervision:budget_export", args=[year]))
    path = tmp_path / "预算.xlsx"
    call_command("export_budget", str(year), "-o", str(path))
    for book in (openpyxl.load_workbook(io.BytesIO(content)), openpyxl.load_workbook(path)):
        assert book.sheetnames[:2] == ["项目预算汇总表", "预算执行表"]
        numbers = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
        assert any(isinstance(number, (int, float)) and number == 100000 for number in numbers)


def close_out(cast, agreement: Agreement) -> CloseOut:
    """The package says what is missing, is completed duty by duty, and handed in."""
    member, officer = cast.newcomer, cast.officers["组联部"]
    member.go(reverse("supervision:project", args=[agreement.pk])).press("准备结项")
    closeout = CloseOut.objects.get()
    member.go(closeout).reads("专项资金审计报告", "缺")
    member.go(reverse("supervision:closeout_edit", args=[closeout.pk]))
    member.fill(overview="概况。", results="成效。", money="资金。", experience="经验。").press("保存")
    member.go(closeout).press("生成资料汇编（PDF）")
    for duty in agreement.duties.filter(owner="contractor", state="pending"):
        member.go(duty)
        if duty.evidence == "file":
            member.fill(files=PDF).press("上传材料")
            member.go(duty)
        if duty.evidence == "statement":
            member.fill(statement="已齐备。")
        member.press("提交任务")
        officer.go(duty).press("确认完成")
    member.go(closeout).press("提交结项")
    return closeout


def accept_and_archive(cast, agreement: Agreement, closeout: CloseOut) -> bytes:
    """The head records the panel's verdict; the office archives; the package holds what its manifest says."""
    head, office = cast.heads["组联部"], cast.office
    head.go(reverse("supervision:closeout_accept", args=[closeout.pk]))
    head.fill(
        place="三楼会议室",
        panel="吴部长 市妇联 部长",
        goals=38,
        quality=14,
        finance=18,
        records=14,
        publicity=9,
        beneficiary_voice="满意。",
        opinion="同意结项。",
        verdict="agree",
    ).press("登记验收结论")
    head.go(closeout).reads("优秀", "93")
    pay_and_spend(cast, agreement, 3)
    office.go(closeout).press("生成档案并归档")
    archive = agreement.archive_record
    book, package = archive.files.get(slot="book"), archive.files.get(slot="package")
    assert office.fetch(book.get_absolute_url()).startswith(b"%PDF")
    content = office.fetch(package.get_absolute_url())
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert "manifest-sha256.txt" in members.namelist()
    return content


def public_follow_up(cast, agreement: Agreement) -> None:
    """Promised and done, for everybody, without names, phones and accounts."""
    cast.public.go(reverse("supervision:follow_up", args=[agreement.project_id]))
    cast.public.reads(agreement.project.name, "优秀").does_not_read(
        "罗紫薇", "13900000001", "6230520300000001"
    )
