"""The demo's way from a catalogue file to a signed agreement, each stretch by the steps people take."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, Award, Organisation, Review
from applications.models.screening import Screening, items_for
from fulian import clock
from fulian.departments.models import Department
from fulian.users.models import Role, User
from projects.importing import read_catalogue
from projects.models import Catalogue, Rubric
from supervision.demo.papers import scan
from supervision.demo.people import member_of, staff

FIXTURES = settings.BASE_DIR / "fixtures"
COMMENT = "方案清楚、目标可衡量，预算依据较充分，建议按目录要求实施并注意资料留存。"


def officer_of(project) -> User:
    return User.objects.holding(Role.OFFICER, department=project.department).get()


def head_of(project) -> User:
    return User.objects.holding(Role.HEAD, department=project.department).get()


def demo_text(year: int, title: str, period: str) -> str:
    """The demo catalogue's text with its title and one period for all entries."""
    text = (FIXTURES / "catalogue-demo.txt").read_text(encoding="utf-8")
    text = re.sub(r"^\s*自贡市妇女联合会\{year\}年妇女儿童项目发布目录", title, text)
    return re.sub(r"^(\s+)\{year\}年.*$", rf"\g<1>{period}", text, flags=re.MULTILINE).format(year=year)


def prepare(source: bytes | str, *, year: int) -> Catalogue:
    """Import a catalogue (a file's bytes, or text) and settle what its text leaves open."""
    office = staff("bangong")
    draft = read_catalogue(source, year=year, departments=Department.objects.names())
    catalogue = Catalogue.objects.import_draft(draft, by=office)
    catalogue.edit(
        by=office,
        contact="0813-8101000",
        supervision_contact="0813-8101001",
        rubric=Rubric.objects.default(),
    )
    return catalogue


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def finish(project, *, starts_on: date, ends_on: date) -> None:
    """The officer completes an entry and settles its requirement types."""
    officer = officer_of(project)
    project.edit(by=officer, starts_on=project.starts_on or starts_on, ends_on=project.ends_on or ends_on)
    codes = {
        clause.pk: [found.code for found in clause.requirements.all()] for clause in project.clauses.all()
    }
    project.confirm(by=officer, codes=codes)


def approve(catalogue, *, starts_on: date, ends_on: date) -> None:
    """Every entry completed, handed in and accepted."""
    for project in catalogue.projects.all():
        finish(project, starts_on=starts_on, ends_on=ends_on)
        project.hand_in(by=officer_of(project))
        project.accept(by=head_of(project))


def publish(catalogue, *, open_on: date, close_on: date) -> None:
    """Window set, sent for approval, published."""
    office = staff("bangong")
    catalogue.edit(by=office, open_at=clock.at(open_on, 9), close_at=clock.at(close_on, 17))
    catalogue.send_for_approval(by=office)
    catalogue.publish(by=staff("zhuxi"))


def budget(amount: Decimal) -> list[dict]:
    """Lines that sum to ``amount`` (元): activities take the rest after fees."""
    fees = [
        ("labour", "社工和志愿者补贴", "按活动场次核定", Decimal("0.20")),
        ("management", "项目管理费", "办公、交通、资料", Decimal("0.08")),
        ("audit", "专项审计费", "会计师事务所报价", Decimal("0.03")),
        ("evaluation", "第三方评估费", "评估机构报价", Decimal("0.04")),
        ("publicity", "宣传资料制作", "海报、折页、短视频", Decimal("0.10")),
    ]
    lines, rest = [], amount
    for category, item, basis, share in fees:
        price = (amount * share).quantize(Decimal(1))
        rest -= price
        lines.append({"category": category, "item": item, "basis": basis, "unit_price": price, "unit": "项"})
    activity = {
        "category": "activity",
        "item": "主题活动",
        "basis": "场地、物料、授课",
        "unit_price": rest,
        "unit": "批",
    }
    return [activity, *lines]


WORDS = {
    "need": "入户和问卷显示，辖区妇女在亲子沟通、就业信息和权益咨询方面的需求最为集中，现有服务不足三成。",
    "direct_count": 400,
    "indirect_count": 1500,
    "goal": "逐项完成目录规定的场次和人次，并形成可复制的活动方案。",
    "plan": "先摸底和招募，再按月开展活动，最后总结推广；每次活动明确责任人、流程和应急安排。",
    "volunteer_plan": "招募志愿者30名，由资深社工督导。",
    "risks": "天气和场地变化：备选室内场地；人员流动：设两名带班社工。",
    "safety_plan": "活动前排查场地，儿童由监护人陪同，购买公众责任险。",
    "publicity": "以市妇联名义开展，通过公众号和社区公告栏发布。",
    "sustainability": "活动方案、骨干队伍和点位机制移交社区妇联，项目结束后继续开展。",
    "promise_accepted": True,
}


def planned_activities(application, lead: str) -> list[dict]:
    """Six activities spread over the project's term."""
    project = application.project
    span = (project.ends_on - project.starts_on).days
    return [
        {
            "name": f"第{n}场主题活动",
            "held_on": project.starts_on + timedelta(days=span * n // 8),
            "place": f"{application.organisation.county}妇女之家",
            "people": 60,
            "lead": lead,
        }
        for n in range(1, 7)
    ]


def fill(application, *, by) -> None:
    """A complete 申报书 for the project at hand."""
    project = application.project
    team = [
        {"name": by.name, "duty": "项目负责人", "qualification": "社会工作师", "fulltime": True},
        {"name": "会计", "duty": "项目财务", "qualification": "初级会计", "fulltime": False},
        {"name": "社工甲", "duty": "社工", "qualification": "助理社会工作师", "fulltime": True},
    ]
    rows = {
        "activities": planned_activities(application, by.name),
        "team": team,
        "budget": budget(project.amount),
    }
    application.edit(
        by=by,
        version=application.version,
        rows=rows,
        summary=f"围绕“{project.name}”，以社区为单位组织系列活动，服务{project.beneficiaries[:30]}。",
        locations=application.organisation.county,
        promise_name=by.name,
        **WORDS,
    )
    evidence = SimpleUploadedFile("妇女组织证明.pdf", scan("妇女组织证明（示例）"))
    application.attach(evidence, by=by, slot="women_org")


def apply(project, organisation, *, submit: bool = True) -> Application:
    """An application by one of its members; ``submit=False`` leaves a filled draft."""
    by = member_of(organisation)
    application = Application.objects.start(project=project, organisation=organisation, by=by)
    fill(application, by=by)
    if submit:
        application.submit(by=by)
    return application


def organisations(*starts: str) -> list[Organisation]:
    """The demo's organisations whose contact signs in by these names."""
    return [Organisation.objects.get(memberships__user__username=name) for name in starts]


def screen(project) -> None:
    for application in project.applications.filter(state="submitted"):
        items = [(name, "pass", "") for name, _ in items_for(application)]
        Screening.objects.conclude(application, by=officer_of(project), items=items)


def assign(project) -> list[User]:
    experts = list(User.objects.holding(Role.EXPERT).order_by("pk")[:3])
    qualified = list(project.applications.filter(state="qualified"))
    Review.objects.assign(qualified, experts, by=officer_of(project))
    return experts


def review(project, *, unsigned: int = 0) -> None:
    """Every expert declares, scores and signs; the last ``unsigned`` reviews stay open."""
    reviews = list(Review.objects.filter(application__project=project).order_by("pk"))
    for n, item in enumerate(reviews[: len(reviews) - unsigned]):
        expert = item.expert
        item.declare(by=expert)
        share = Decimal("0.92") - Decimal("0.03") * (n % 4)
        scores = {
            criterion.pk: ((criterion.weight * share * 2).quantize(Decimal(1)) / 2, "")
            for criterion in item.criteria()
        }
        item.score(by=expert, scores=scores, comment=COMMENT, recommendation="fund")
        item.sign(by=expert)


def decide(project) -> Award:
    """The leader takes the first of the ranking."""
    best = project.applications.filter(state="reviewed").order_by("-final_score", "pk").first()
    return Award.objects.decide(
        best,
        by=staff("zhuxi"),
        minutes=f"主席办公会〔{clock.today().year}〕{project.pk}号",
        amount=best.requested,
    )


def put_up(catalogue):
    """The 公示 over all that is decided."""
    notice = Award.objects.publicise(catalogue, by=staff("bangong"))
    notice.publish(by=staff("bangong"))
    return notice


def sign(agreement) -> None:
    upload = SimpleUploadedFile("签章扫描件.pdf", scan(f"{agreement.number}签章页（示例）"))
    agreement.sign(by=officer_of(agreement.project), scan=upload, signed_on=clock.today())
