"""Stretches 1 to 4: from the Word file to a submitted application."""

import io
from datetime import date

import openpyxl
from django.conf import settings
from django.core import mail
from django.urls import reverse

from applications.models import Application, Organisation
from fulian.users.models import User
from projects.models import Catalogue, Project
from tests import factories

OPENS, CLOSES = date(2024, 4, 8), date(2024, 4, 22)
STARTS, ENDS = date(2024, 5, 1), date(2024, 12, 31)
PDF = ("扫描件.pdf", factories.PDF)


def fixture(name: str) -> bytes:
    return (settings.BASE_DIR / "fixtures" / name).read_bytes()


def import_the_catalogue(cast) -> Catalogue:
    """1. A broken file is refused cell by cell; the real one is previewed and then written."""
    office = cast.office
    office.go(reverse("projects:import_upload"))
    office.fill(file=("catalogue-broken.xlsx", fixture("catalogue-broken.xlsx"))).press("读取并预览")
    office.reads("十万")
    assert not Catalogue.objects.exists()
    office.go(reverse("projects:import_upload"))
    office.fill(file=("catalogue-2024.docx", fixture("catalogue-2024.docx"))).press("读取并预览")
    office.reads("19.7", "组联部")
    assert not Catalogue.objects.exists(), "a preview writes nothing"
    office.press("确认写入")
    catalogue = Catalogue.objects.get()
    assert sum(project.amount for project in catalogue.projects.all()) == 197000
    return catalogue


def approve_and_publish(cast, catalogue: Catalogue) -> Project:
    """2. Officers complete and hand in, heads accept, office sends, leader publishes."""
    for project in catalogue.projects.select_related("department"):
        officer, head = (
            cast.officers[project.department.short_name],
            cast.heads[project.department.short_name],
        )
        officer.go(reverse("projects:edit", args=[project.pk]))
        officer.fill(starts_on=STARTS, ends_on=ENDS).press("保存")
        officer.go(reverse("projects:confirm", args=[project.pk])).press("确认要求类型")
        officer.go(project).press("提交审核")
        head.go(project).press("审核通过").reads("已审核")
    cast.office.go(reverse("projects:catalogue_edit", args=[catalogue.pk]))
    rubric = catalogue.rubric_id or factories.Rubric.objects.default().pk
    cast.office.page.reload()
    cast.office.fill(open_at=f"{OPENS}T09:00", close_at=f"{CLOSES}T16:00", rubric=rubric).press("保存")
    cast.office.go(catalogue).press("送领导审定")
    cast.public.page.goto(catalogue.get_absolute_url())
    cast.public.does_not_read(catalogue.title)
    cast.leader.go(catalogue).press("发布目录").reads("已发布")
    cast.public.go(catalogue).reads("项目金额（万元）", "19.7", "合计")
    revision = catalogue.revisions.get()
    assert revision.verifies()
    exports(cast, catalogue)
    return catalogue.projects.get(number="1")


def exports(cast, catalogue: Catalogue) -> None:
    """The public takes the official ten columns away in each format."""
    address = {
        kind: reverse("projects:catalogue_export", args=[catalogue.pk, kind])
        for kind in ("xlsx", "docx", "pdf")
    }
    book = openpyxl.load_workbook(io.BytesIO(cast.public.fetch(address["xlsx"])))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert "合计" in cells
    assert "19.7" in cells
    assert cast.public.fetch(address["pdf"]).startswith(b"%PDF")
    assert cast.public.fetch(address["docx"]).startswith(b"PK")


def register_and_verify(cast) -> Organisation:
    """3. A person signs up, confirms the e-mail, registers the organisation, and 组联部 verifies it."""
    someone = cast.newcomer
    someone.go(reverse("account_signup"))
    someone.fill(
        name="罗紫薇",
        username="luoziwei",
        email="luo@example.org",
        phone="13900000001",
        password1=cast.password,
        password2=cast.password,
    ).press("注册")
    letter = next(message for message in mail.outbox if "luo@example.org" in message.to)
    link = next(word for word in letter.body.split() if "/accounts/confirm-email/" in word)
    someone.go(link[link.index("/accounts/") :]).press("确认")
    someone.go(reverse("account_login")).fill(login="13900000001", password=cast.password).press("登录")
    someone.go(reverse("applications:organisation_register"))
    someone.fill(name="自贡市紫薇社会工作服务中心", uscc="52510300MJQ000015K").press("登记并继续填写")
    someone.reads("校验码不符")
    someone.fill(uscc="52510300mjq000015j").press("登记并继续填写")
    organisation = Organisation.objects.get()
    profile(someone, organisation)
    someone.go(organisation).press("提交核验")
    cast.officers["组联部"].go(organisation).press("核验通过")
    someone.go(organisation).reads("已核验")
    return organisation


def profile(someone, organisation) -> None:
    someone.go(reverse("applications:organisation_edit", args=[organisation.pk]))
    someone.fill(
        registry="自贡市民政局",
        registered_on="2016-05-12",
        legal_representative="罗紫薇",
        registered_address="自流井区釜溪路1号",
        county="自流井区",
        women_org=True,
        fulltime=8,
        social_workers=4,
        bank_name="自贡银行",
        account_name=organisation.name,
        account_number="6230520300000001",
        contact="罗紫薇",
        mobile="13900000001",
    ).press("保存")
    someone.go(organisation).fill(slot="certificate", upload=PDF).press("上传")


WORDS = {
    "summary": "新建4个妇女微家，开展12场活动。",
    "locations": "自流井区、大安区",
    "need": "楼宇商圈女性缺少活动阵地。",
    "direct_count": 600,
    "goal": "4个微家、12场活动、每场50人次以上。",
    "plan": "五月选点，六月至十一月按月开展。",
    "risks": "场地变化：备选室内；人员流动：双带班。",
    "publicity": "以市妇联名义宣传。",
    "sustainability": "移交社区妇联继续运行。",
    "promise_name": "罗紫薇",
}


def write_and_submit(cast, project: Project) -> Application:
    """4. A draft saved half empty, a budget refused and mended, a submission with its receipt."""
    member = cast.newcomer
    member.go(project).press("申报这个项目")
    application = Application.objects.get()
    member.go(reverse("applications:application_edit", args=[application.pk]))
    member.fill(summary="先写一句。").press("保存草稿")
    member.go(reverse("applications:application_edit", args=[application.pk]))
    assert member.page.locator('[name="summary"]').input_value() == "先写一句。"
    member.fill(**WORDS, promise_accepted=True)
    member.fill(**{"activities-0-name": "微家启动仪式", "activities-0-held_on": "2024-05-20"})
    member.fill(**{"team-0-name": "罗紫薇", "team-0-duty": "项目负责人"})
    lines = [
        ("activity", "活动用电脑", 90000),
        ("audit", "审计费", 5000),
        ("evaluation", "第三方评估费", 5000),
    ]
    for n, (category, item, price) in enumerate(lines):
        member.fill(
            **{f"budget-{n}-category": category, f"budget-{n}-item": item, f"budget-{n}-unit_price": price}
        )
    member.press("保存草稿").go(application).reads("固定资产")
    member.go(reverse("applications:application_edit", args=[application.pk]))
    member.fill(**{"budget-0-item": "主题活动"}).press("保存草稿")
    member.go(application).press("提交申报")
    application.refresh_from_db()
    receipt = application.receipt()
    member.go(reverse("applications:receipt", args=[application.pk])).reads(receipt.number, receipt.sha256)
    assert member.fetch(reverse("applications:receipt_pdf", args=[application.pk])).startswith(b"%PDF")
    cast.leader.go("/home/").does_not_read(application.organisation.name)
    return application


def a_rival_submits(cast, project: Project) -> Application:
    """Another organisation is in the race."""
    user = factories.make_user(name="谢盐都")
    organisation = factories.make_organisation(user, name="自贡市盐都女性发展促进会")
    return factories.make_submitted(
        project=project, organisation=organisation, by=User.objects.get(pk=user.pk)
    )
