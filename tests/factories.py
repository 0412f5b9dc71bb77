"""Valid objects in one call. A test names only what it is about."""

import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from stdnum.cn.uscc import calc_check_digit

from applications.models import (
    Agreement,
    Application,
    Award,
    BudgetLine,
    Membership,
    Organisation,
    PlannedActivity,
    TeamMember,
)
from applications.models.submission import Submission
from fulian import clock
from fulian.departments.models import Department
from fulian.users.models import RoleGrant, User
from projects.codes import Code
from projects.models import Catalogue, Clause, Indicator, Project, Requirement, Rubric
from supervision.models.signing import begin_supervision

number = count(1)

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def make_pdf(name="扫描件.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def make_photo(name="照片.jpg", colour="purple", size=(40, 30)):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def make_video(name="视频.mp4"):
    return SimpleUploadedFile(
        name, b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64, "video/mp4"
    )


def make_department(**fields):
    n = next(number)
    return Department.objects.create(**{"name": f"第{n}部", "short_name": f"{n}部"} | fields)


def make_user(*roles, **fields):
    n = next(number)
    defaults = {"username": f"user{n}", "email": f"user{n}@example.org", "name": f"用户{n}"}
    user = User.objects.create(**defaults | fields)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


def make_uscc():
    """A valid code of a 民办非企业单位 (GB 32100-2015), a new one each time."""
    stem = f"52510300MJQ{800000 + next(number):06d}"
    return stem + calc_check_digit(stem)


def make_organisation(*members, **fields):
    n = next(number)
    defaults = {
        "name": f"自贡市第{n}社工服务中心",
        "uscc": make_uscc(),
        "registry": "自贡市民政局",
        "registered_on": date(2018, 3, 1),
        "legal_representative": "陈某",
        "registered_address": "自贡市自流井区某街1号",
        "county": "自流井区",
        "women_org": True,
        "fulltime": 6,
        "social_workers": 4,
        "bank_name": "自贡银行",
        "account_name": f"自贡市第{n}社工服务中心",
        "account_number": f"6200{n:08d}",
        "contact": "陈某",
        "mobile": "13800138000",
        "state": "verified",
    }
    organisation = Organisation.objects.create(**defaults | fields)
    for member in members:
        Membership.objects.create(organisation=organisation, user=member)
        member.__dict__.pop("organisation_ids", None)
    return organisation


def make_catalogue(**fields):
    """Published, its window open since a week and for a week more."""
    now = clock.now()
    year = 2100 + next(number)
    defaults = {
        "year": year,
        "title": f"{year}年妇女儿童项目发布目录",
        "open_at": now - timedelta(days=7),
        "close_at": now + timedelta(days=7),
        "published_at": now - timedelta(days=7),
        "rubric": Rubric.objects.default(),
        "state": "published",
    }
    return Catalogue.objects.create(**defaults | fields)


def make_project(*codes, **fields):
    """Published with its catalogue, one clause per requirement code, two indicators."""
    n = next(number)
    today = clock.today()
    fields["department"] = fields.get("department") or make_department()
    fields["catalogue"] = fields.get("catalogue") or make_catalogue()
    defaults = {
        "number": str(n),
        "order": n % 1000,
        "name": f"第{n}个妇女微家项目",
        "goal": "服务妇女。",
        "content": "开展活动不少于2次。",
        "beneficiaries": "全市妇女",
        "bidders": "社会组织",
        "period": "全年",
        "starts_on": today,
        "ends_on": today + timedelta(days=200),
        "amount": Decimal("100000.00"),
        "requirements": "1.按要求开展。",
        "requirements_confirmed": True,
        "state": "published",
    }
    project = Project.objects.create(**defaults | fields)
    for ordinal, code in enumerate(codes or [Code.FINAL_REPORT], start=1):
        clause = Clause.objects.create(project=project, ordinal=ordinal, text=Code(code).label)
        Requirement.objects.create(clause=clause, code=code)
    Indicator.objects.create(
        project=project, ordinal=1, name="开展活动", comparator="≥", value=2, unit="场", tally="activities"
    )
    Indicator.objects.create(project=project, ordinal=2, name="宣传报道", comparator="≥", value=3, unit="篇")
    return project


def make_application(**fields):
    """A draft that could be handed in as it stands."""
    fields["project"] = fields.get("project") or make_project()
    fields["organisation"] = fields.get("organisation") or make_organisation()
    project = fields["project"]
    words = dict.fromkeys(
        [
            "summary",
            "need",
            "goal",
            "plan",
            "volunteer_plan",
            "risks",
            "safety_plan",
            "publicity",
            "sustainability",
        ],
        "内容已写明。",
    )
    defaults = {
        "title": project.name,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "locations": "自流井区",
        "direct_count": 200,
        "promise_accepted": True,
        "promise_name": "陈某",
    }
    if fields.get("state", "draft") not in {"draft", "withdrawn"}:
        defaults["submitted_at"] = clock.now()
    application = Application.objects.create(**words | defaults | fields)
    line = {"application": application, "unit_price": Decimal("1000.00"), "unit": "次"}
    BudgetLine.objects.create(ordinal=1, category="activity", item="活动物料", quantity=40, **line)
    BudgetLine.objects.create(ordinal=2, category="audit", item="审计费", quantity=3, **line)
    BudgetLine.objects.create(ordinal=3, category="evaluation", item="第三方评估费", quantity=3, **line)
    PlannedActivity.objects.create(application=application, ordinal=1, name="启动活动", people=50)
    TeamMember.objects.create(
        application=application, ordinal=1, name="陈某", duty="项目负责人", fulltime=True
    )
    return application


def make_submitted(*, by=None, **fields):
    """Handed in, with a receipt."""
    application = make_application(state="submitted", **fields)
    by = by or make_user()
    Submission.objects.take(application, by=by, at=application.submitted_at)
    return application


def close(catalogue):
    """Let the application window be over since an hour."""
    catalogue.close_at = clock.now() - timedelta(hours=1)
    catalogue.save(update_fields=["close_at"])


def make_agreement(*, signed=True, by=None, **fields):
    """An agreement over an awarded application; signed ones have their duties and instalments."""
    application = fields.pop("application", None) or make_application(
        state="awarded",
        **{name: fields.pop(name) for name in ("project", "organisation") if name in fields},
    )
    by = by or make_user()
    Award.objects.get_or_create(
        application=application, defaults={"minutes": "〔2024〕1号", "amount": Decimal("46000.00"), "by": by}
    )
    defaults = {
        "project": application.project,
        "organisation": application.organisation,
        "number": f"自妇项〔2024〕{next(number)}号",
        "track": application.project.track,
        "amount": Decimal("46000.00"),
        "starts_on": application.starts_on,
        "ends_on": application.ends_on,
    }
    if signed:
        defaults |= {"state": "running", "signed_on": clock.today()}
    agreement = Agreement.objects.create(application=application, **defaults | fields)
    if signed:
        begin_supervision(agreement, by=by)
    return agreement
