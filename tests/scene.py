"""One of each record, for the access table: li's organisation is the contractor, wang's department leads."""

from datetime import timedelta
from decimal import Decimal

from applications.models import Award, Review
from fulian import clock
from fulian.departments.models import Department
from fulian.inbox.models import Message
from fulian.users.models import Role
from fulian.workdays.models import Holiday
from projects.models import Notice
from supervision.models import Activity, Archive, CloseOut, Expense, Finding, Inspection, ProgressReport
from tests import factories

PEOPLE = {  # letter in the table → (user name, roles, department)
    "S": ("stranger", [], None),
    "L": ("li", [], None),
    "R": ("rival", [], None),
    "W": ("wang", [Role.OFFICER], "权益宣传部"),
    "K": ("keeper", [Role.OFFICER], "组织联络部"),
    "H": ("head", [Role.HEAD], "权益宣传部"),
    "O": ("office", [Role.OFFICE], None),
    "F": ("finance", [Role.FINANCE], None),
    "D": ("leader", [Role.LEADER], None),
    "B": ("observer", [Role.OBSERVER], None),
    "X": ("expert", [Role.EXPERT], None),
    "M": ("administrator", [Role.ADMINISTRATOR], None),
}


def make_people() -> dict:
    """Letter → user."""
    departments = {
        name: Department.objects.create(name=name, short_name=short, verifies_organisations=keeps)
        for name, short, keeps in [("权益宣传部", "权宣部", False), ("组织联络部", "组联部", True)]
    }
    return {
        letter: factories.make_user(*roles, username=name, name=name, department=departments.get(department))
        for letter, (name, roles, department) in PEOPLE.items()
    }


def make_scene(people: dict) -> dict:
    """Name → record; the open call, the closed call, and the running project are three projects."""
    lead = people["W"].department
    organisation = factories.make_organisation(people["L"])
    factories.make_organisation(people["R"])
    draft = factories.make_catalogue(state="draft", published_at=None)
    open_call = factories.make_project(department=lead)
    scene = {
        "user": people["S"],
        "holiday": Holiday.objects.create(day=clock.today(), name="示例"),
        "message": Message.objects.create(to=people["L"], subject="示例"),
        "organisation": organisation,
        "catalogue": open_call.catalogue,
        "draft_catalogue": draft,
        "project": open_call,
        "draft_project": factories.make_project(department=lead, catalogue=draft, state="draft"),
        "application": factories.make_application(project=open_call, organisation=organisation),
    }
    scene["application_file"] = scene["application"].files.model.objects.keep(
        factories.make_pdf(), owner=scene["application"], slot="other", by=people["L"]
    )
    scene |= closed_call(people, organisation, lead) | running_project(people, organisation, lead)
    return scene


def closed_call(people, organisation, lead) -> dict:
    """A project after closing: one application under review, one already proposed in another project."""
    project = factories.make_project(department=lead)
    application = factories.make_submitted(project=project, organisation=organisation, by=people["L"])
    factories.close(project.catalogue)
    review = Review.objects.create(application=application, expert=people["X"])
    decided = factories.make_project(department=lead, catalogue=project.catalogue)
    won = factories.make_application(
        project=decided, organisation=organisation, state="proposed", final_score=Decimal(88)
    )
    notice = Notice.objects.create(catalogue=project.catalogue, title="公示", body="公示", state="draft")
    award = Award.objects.create(
        application=won, minutes="1号", amount=Decimal(40000), by=people["D"], notice=notice
    )
    return {
        "closed_catalogue": project.catalogue,
        "closed_project": project,
        "submitted": application,
        "review": review,
        "decided_project": decided,
        "proposed": won,
        "notice": notice,
        "award": award,
    }


def running_project(people, organisation, lead) -> dict:
    """A signed agreement with one of each record that supervision knows."""
    codes = ["FINAL_REPORT", "PROGRESS_QUARTERLY", "SUPERVISE_QUARTERLY"]
    project = factories.make_project(*codes, department=lead)
    factories.close(project.catalogue)
    agreement = factories.make_agreement(project=project, organisation=organisation)
    duty = agreement.duties.filter(code="PROGRESS_QUARTERLY").first()
    elsewhere = factories.make_project(department=lead)
    archived = factories.make_agreement(project=elsewhere, organisation=organisation)
    expense = Expense.objects.create(
        agreement=agreement,
        budget_line=agreement.application.budget.first(),
        paid_on=clock.today(),
        item="物料",
        payee="商店",
        amount=Decimal(100),
    )
    return {
        "agreement": agreement,
        "running": project,
        "duty": duty,
        "final_duty": agreement.duties.get(code="FINAL_REPORT"),
        "report": ProgressReport.objects.start(duty, by=people["L"]),
        "instalment": agreement.instalments.first(),
        "expense": expense,
        "closeout": CloseOut.objects.create(agreement=agreement),
        "archive": Archive.objects.create(agreement=archived, by=people["O"]),
        "year": project.catalogue.year,
        **planned_activity(agreement, people["L"]),
        **recorded_inspection(agreement, people["W"]),
    }


def planned_activity(agreement, li) -> dict:
    start = clock.now() + timedelta(hours=1)
    end = start + timedelta(hours=2)
    where = {"title": "活动", "place": "社区", "lead": "李"}
    activity = Activity.objects.plan(agreement, by=li, starts_at=start, ends_at=end, **where)
    stored = activity.files.model.objects.keep(factories.make_pdf(), owner=activity, slot="plan", by=li)
    return {"activity": activity, "activity_file": stored}


def recorded_inspection(agreement, wang) -> dict:
    inspection = Inspection.objects.plan(agreement, by=wang, held_on=clock.today(), supervisors="王")
    finding = Finding.objects.create(inspection=inspection, description="问题", due_on=clock.today())
    Inspection.objects.filter(pk=inspection.pk).update(state="recorded")
    return {"inspection": inspection, "finding": finding}
