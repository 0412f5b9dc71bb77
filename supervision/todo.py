"""待办: everything that waits for one person, drawn from the ``waiting_for`` of every record.

Nothing is kept here: a task appears when a record comes to wait for somebody and goes when it has been done.
The number of queries does not depend on how many records there are.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from applications.models import Agreement, Application, Award, Organisation, Review
from applications.models.application import State as ApplicationState
from applications.models.review import State as ReviewState
from fulian import clock
from fulian.money import yuan
from projects.models import Catalogue, Notice, Project
from supervision.models import (
    Activity,
    CloseOut,
    Duty,
    Expense,
    Finding,
    Inspection,
    Instalment,
    ProgressReport,
)
from supervision.models.duty import AMBER_DAYS, Light
from supervision.models.instalment import DAYS_TO_PAY, Trigger
from supervision.obligations import Evidence

HORIZON = 30  # days: duties due later are counted, not listed
NEVER = date.max


class Todo(NamedTuple):
    """One thing to do: where, what, until when."""

    title: str
    task: str  # what to do, an imperative
    url: str
    about: str = ""  # which project or organisation, where the title does not say it
    due: date | None = None

    @property
    def light(self) -> str:
        """As a duty's light; empty without a due date."""
        return light(self.due)

    @property
    def light_label(self) -> str:
        return Light(self.light).label if self.light else ""

    @property
    def overdue(self) -> bool:
        return self.light == Light.RED


class Group(NamedTuple):
    """The things to do of one kind, the most urgent first."""

    label: str
    todos: list[Todo]
    later: int = 0  # how many more fall due after the horizon

    @property
    def overdue(self) -> int:
        return sum(todo.overdue for todo in self.todos)


def light(due: date | None) -> str:
    if due is None:
        return ""
    days = (due - clock.today()).days
    return Light.RED if days < 0 else Light.AMBER if days <= AMBER_DAYS else Light.GREEN


def of(record, what: str, due: date | None = None, *, title: str = "", about: str = "") -> Todo:
    """``record`` waits on its own page."""
    return Todo(title or str(record), what, record.get_absolute_url(), about, due)


def task(record, tasks: dict[str, str]) -> str:
    """What to do in the record's state; a state without words of its own falls back on who acts next."""
    return tasks.get(record.state) or record.waits_for


def catalogues(user) -> Iterator[Todo]:
    tasks = {"draft": "设定申报时间，送领导审定", "in_approval": "审定并发布"}
    for catalogue in Catalogue.objects.waiting_for(user):
        yield of(catalogue, task(catalogue, tasks))


def entries(user) -> Iterator[Todo]:
    tasks = {"draft": "完善条目，提交审核", "handed_in": "审核条目"}
    for project in Project.objects.waiting_for(user):
        yield of(project, task(project, tasks), about=project.catalogue.title)


def notices(user) -> Iterator[Todo]:
    for notice in Notice.objects.waiting_for(user):
        draft = notice.state == "draft"
        yield of(
            notice, "核对并发布公示" if draft else "公示期满，结束公示", None if draft else notice.ends_on
        )


def organisations(user) -> Iterator[Todo]:
    tasks = {"unverified": "完善单位信息，提交核验", "pending": "核验单位信息"}
    for organisation in Organisation.objects.waiting_for(user):
        yield of(organisation, task(organisation, tasks))


def own_applications(user) -> Iterator[Todo]:
    """Unfinished ones that can still be handed in."""
    tasks = {"draft": "填写并提交申报书", "returned": "补正后重新提交"}
    mine = Application.objects.waiting_for(user).filter(organisation__in=user.organisation_ids)
    for application in mine.filter(state__in=tasks):
        due = application.due
        if isinstance(due, datetime):
            late, due = due < clock.now(), clock.day_of(due)
        else:
            late = due < clock.today()
        if not late:
            yield of(application, task(application, tasks), due, title=application.title)


def incoming(user) -> Iterator[Todo]:
    """Others' applications, a line per project and task: to screen, to give to experts, to decide on."""
    rivals = Application.objects.filter(project=OuterRef("project"))
    unsettled = [ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED]
    found = (
        Application.objects.waiting_for(user)
        .exclude(state__in=[ApplicationState.DRAFT, ApplicationState.RETURNED])
        .annotate(
            seats=Count("reviews", filter=~Q(reviews__state=ReviewState.RECUSED)),
            unsettled=Exists(rivals.filter(state__in=unsettled)),
            unscreened=Exists(rivals.filter(state__in=unsettled[:2])),
            experts_min=F("project__catalogue__experts_min"),
        )
        .order_by("project", "state")
    )
    waiting = [(application.project, *what) for application in found if (what := _what_to_do(application))]
    for (_, what, page), rows in groupby(waiting, key=lambda row: (row[0].pk, *row[1:])):
        project, *same = [row[0] for row in rows]
        url = reverse(f"applications:{page}", args=[project.pk])
        yield Todo(project.name, f"{what}（{len(same) + 1}份申报书）", url)


def _what_to_do(application) -> tuple[str, str] | None:
    """(task, page of the project) for an application that was handed in; None while others are at it."""
    if application.state == ApplicationState.SUBMITTED:
        return "资格审查", "project_applications"
    if application.state == ApplicationState.REVIEWED:
        return None if application.unsettled else ("研究决定立项", "ranking")
    seated = application.seats >= application.experts_min and application.seats % 2
    return None if seated or application.unscreened else ("分配评审专家", "assign")


def reviews(user) -> Iterator[Todo]:
    tasks = {"assigned": "声明利害关系", "declared": "评分", "scored": "核对并签署"}
    for review in Review.objects.waiting_for(user):
        yield of(review, task(review, tasks), title=review.application.title)


def awards(user) -> Iterator[Todo]:
    for award in Award.objects.waiting_for(user):
        yield Todo(str(award), award.waits_for, reverse("applications:award_index"))


def agreements(user) -> Iterator[Todo]:
    tasks = {"drafted": "签字盖章，上传签章扫描件", "signed": "确认项目启动"}
    for agreement in Agreement.objects.waiting_for(user):
        yield of(agreement, task(agreement, tasks), about=agreement.organisation.name)


def duties(user) -> Iterator[Todo]:
    """Duties, less those that are settled by a record which waits itself (report, inspection, payment)."""
    settled_elsewhere = Exists(
        ProgressReport.objects.filter(duty=OuterRef("pk"), state__in=["submitted", "returned"])
    ) | Exists(Inspection.objects.filter(duty=OuterRef("pk"), state="planned"))
    found = Duty.objects.waiting_for(user).exclude(evidence=Evidence.PAYMENT).exclude(settled_elsewhere)
    for duty in found:
        what = "完成并提交" if duty.state == "pending" else "确认完成"
        yield of(duty, what, duty.due_on, about=duty.agreement.project.name)


def activities(user) -> Iterator[Todo]:
    found = Activity.objects.waiting_for(user).select_related("agreement__project__catalogue")
    for activity in found:
        project, due = activity.agreement.project, None
        if activity.state != "recorded":
            due = clock.day_of(activity.ends_at) + timedelta(days=project.catalogue.record_days_after)
        what = "确认活动记录" if activity.state == "recorded" else "补齐资料，提交活动记录"
        yield of(activity, what, due, about=project.name)


def reports(user) -> Iterator[Todo]:
    tasks = {"returned": "修改后重新提交", "submitted": "审阅进展报告"}
    for report in ProgressReport.objects.waiting_for(user):
        due = report.duty.due_on if report.state == "returned" else None
        yield of(report, task(report, tasks), due, about=report.agreement.project.name)


def inspections(user) -> Iterator[Todo]:
    tasks = {
        "planned": "填写并提交督导记录",
        "recorded": "签署意见，确认督导记录",
        "acknowledged": "办结督导",
    }
    unsolved = Exists(Finding.objects.unsolved().filter(inspection=OuterRef("pk")))
    found = Inspection.objects.waiting_for(user).exclude(Q(state="acknowledged") & unsolved)
    for inspection in found:
        due = inspection.held_on if inspection.state == "planned" else None
        yield of(inspection, task(inspection, tasks), due, about=inspection.agreement.project.name)


def findings(user) -> Iterator[Todo]:
    for finding in Finding.objects.waiting_for(user):
        answered = finding.state == "answered"
        what, due = ("复查整改情况", None) if answered else ("整改并提交报告", finding.due_on)
        yield of(finding, what, due, about=finding.agreement.project.name)


def instalments(user) -> Iterator[Todo]:
    """To approve and to pay; and, for the contractor, to ask for once its occasion has come."""
    tasks = {"requested": "审核拨付申请", "approved": "拨付并登记凭证", "planned": "申请拨付"}
    middle = clock.today() + timedelta(days=DAYS_TO_PAY)
    occasion = (
        Q(trigger=Trigger.SIGNED)
        | Q(trigger=Trigger.MIDTERM, due_on__lte=middle)
        | Q(trigger=Trigger.ACCEPTED, agreement__state__in=["accepted", "archived"])
    )
    mine = Instalment.objects.filter(
        occasion, state="planned", agreement__organisation__in=user.organisation_ids
    ).for_list()
    for found in (Instalment.objects.waiting_for(user), mine):
        for instalment in found:
            title = f"{instalment}（{yuan(instalment.amount)}元）"
            due = None if instalment.state == "planned" else instalment.due_on
            about = instalment.agreement.project.name
            yield of(instalment, task(instalment, tasks), due, title=title, about=about)


def questioned(user) -> Iterator[Todo]:
    for expense in Expense.objects.waiting_for(user).filter(state="questioned"):
        yield of(expense, "说明或更正支出", about=expense.agreement.project.name)


def expenses(user) -> Iterator[Todo]:
    """What finance has to check, a line per project."""
    found = Expense.objects.waiting_for(user).filter(state="entered").order_by("agreement", "pk")
    for agreement, rows in groupby(found, key=lambda expense: expense.agreement):
        url = reverse("supervision:money", args=[agreement.pk])
        yield Todo(
            agreement.project.name, f"核对支出（{len(list(rows))}笔）", url, agreement.organisation.name
        )


def closeouts(user) -> Iterator[Todo]:
    tasks = {"returned": "补充后重新提交结项", "submitted": "组织验收，登记结论", "accepted": "归档"}
    for closeout in CloseOut.objects.waiting_for(user):
        yield of(closeout, task(closeout, tasks), about=closeout.agreement.organisation.name)


KINDS = {
    "目录编制": [catalogues, entries],
    "申报单位": [organisations],
    "申报与审查": [own_applications, incoming],
    "专家评审": [reviews],
    "公示与立项": [awards, notices],
    "协议签订": [agreements],
    "项目任务": [duties],
    "活动与报告": [activities, reports],
    "督导与整改": [inspections, findings],
    "资金": [instalments, questioned, expenses],
    "结项与归档": [closeouts],
}


def collect(user) -> list[Group]:
    """Everything that waits for ``user`` by kind, the most urgent kind first."""
    horizon = clock.today() + timedelta(days=HORIZON)
    groups = []
    for label, sources in KINDS.items():
        todos = sorted((todo for source in sources for todo in source(user)), key=urgency)
        near = [todo for todo in todos if todo.due is None or todo.due <= horizon]
        if todos:
            groups.append(Group(label, near, len(todos) - len(near)))
    return sorted(groups, key=lambda group: (not group.todos, *map(urgency, group.todos[:1])))


def urgency(todo: Todo) -> date:
    return todo.due or NEVER
