"""From a catalogue as read (projects/importing) to rows: entries, clauses, requirements, indicators."""

import re

from django.core.exceptions import ValidationError

from fulian.departments.models import Department
from fulian.history.models import record
from fulian.money import wan
from projects.importing.draft import CatalogueDraft, IndicatorDraft, ProjectDraft
from projects.models.indicator import Tally
from projects.models.project import Project, Track

PARTICIPATION = re.compile(r"参与|参加|覆盖|服务|惠及|受益|受众|培训|宣传|普及|辐射")


def tally_of(indicator: IndicatorDraft) -> Tally:
    """How the portal can count it: by activities held, by people present, or only by what is reported."""
    if indicator.unit in {"场", "场次"} or (indicator.unit == "次" and "活动" in indicator.name):
        return Tally.ACTIVITIES
    if indicator.unit in {"人次", "人/次", "人"} and PARTICIPATION.search(indicator.name):
        return Tally.HEADCOUNT
    return Tally.MANUAL


def track_of(bidders: str) -> Track:
    """区县妇联 are given the task by letter; whoever else may bid signs a contract."""
    only_federations = "妇联" in bidders and not re.search(r"组织|机构|企业|单位|公司", bidders)
    return Track.ASSIGNMENT if only_federations else Track.SERVICE


def refuse_unfit(draft: CatalogueDraft) -> None:
    """Raise ValidationError with what stands against writing ``draft``, each a sentence with its place."""
    found = [f"{error.place}：{error.message}" for error in draft.errors]
    if draft.year is None:
        found.append("标题中没有年度，请填写年度。")
    found += [f"{one.number}号“{one.name}”没有牵头部室，请指定。" for one in draft.projects if not whose(one)]
    if found:
        raise ValidationError(found, "draft")


def whose(project: ProjectDraft) -> str:
    """The name of the lead department: the known one, else as the file has it."""
    return project.department or project.department_text


def write_entries(catalogue, draft: CatalogueDraft, *, by) -> None:
    """Write all entries of ``draft`` into ``catalogue``; departments nobody knows yet are created.

    Part of ``Catalogue.objects.import_draft``, in its transaction. Raises ValidationError naming the entry.
    """
    departments = {department.name: department for department in Department.objects.all()}
    for order, row in enumerate(draft.projects, start=1):
        name = whose(row)
        if name not in departments:
            departments[name] = Department.objects.create(name=name, order=len(departments) + 1)
        _write(catalogue, row, order, departments[name], by=by)


def _write(catalogue, row: ProjectDraft, order: int, department: Department, *, by) -> None:
    columns = ("number", "name", "goal", "content", "beneficiaries", "bidders", "period")
    dates = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    project = Project(
        catalogue=catalogue,
        order=order,
        department=department,
        amount=row.amount,
        requirements=row.requirements,
        track=track_of(row.bidders),
        **{column: getattr(row, column) for column in columns},
        **dates,
    )
    try:
        project.full_clean(exclude=["catalogue", "department"])
    except ValidationError as refusal:
        raise ValidationError([f"{row.number}号“{row.name}”：{one}" for one in refusal.messages]) from refusal
    project.save()
    project.write_clauses(row.clauses)
    project.write_indicators(_indicator(one) for one in row.indicators)
    record(project, "导入", by=by, note=f"{department}，{wan(row.amount)}万元")


def _indicator(found: IndicatorDraft) -> dict:
    return {
        "name": found.name[:100],
        "comparator": found.comparator,
        "value": found.value,
        "unit": found.unit[:20],
        "tally": tally_of(found),
    }
