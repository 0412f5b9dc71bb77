"""Records of running projects, made by their real steps."""

from datetime import timedelta

from fulian import clock
from supervision.models import Activity, Inspection
from tests import factories

WORDS = {"documents": "资料齐全。", "progress": "与计划一致。", "conclusion": "normal"}


def make_activity(agreement, by, *, photos=3, **fields):
    """Planned to begin today, its record complete (video and brand ticks included)."""
    start = fields.pop("starts_at", None) or clock.at(clock.today(), 0, 0, 1)
    activity = Activity.objects.plan(
        agreement,
        by=by,
        **{
            "title": "亲子阅读",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "place": "社区活动室",
            "lead": "陈某",
            "plan_text": "读书、分享。",
            "attendance": 30,
            "women": 20,
            "children": 10,
            "bulletin_title": "亲子阅读活动",
            "bulletin_text": "活动顺利开展。",
            "brand_ok": True,
            "attire_ok": True,
        }
        | fields,
    )
    for n in range(photos):
        activity.attach(factories.make_photo(f"{n}.jpg", size=(40 + n, 30)), by=by, slot="photo")
    activity.attach(factories.make_video(), by=by, slot="video")
    return activity


def make_confirmed(agreement, contractor, officer, **fields):
    activity = make_activity(agreement, contractor, **fields)
    activity.record(by=contractor)
    activity.confirm(by=officer)
    return activity


def make_inspection(agreement, by, *, findings=(), **fields):
    """Planned and filled in completely; ``findings``: descriptions, to be put right within ten days."""
    fields = {"held_on": clock.today(), "manner": "on_site", "supervisors": "王经办"} | fields
    inspection = Inspection.objects.plan(agreement, by=by, **fields)
    due_on = clock.today() + timedelta(days=10)
    inspection.edit(
        by=by,
        items={item.pk: (4, "") for item in inspection.items.all()},
        findings=[{"description": one, "severity": "minor", "due_on": due_on} for one in findings],
        **WORDS,
    )
    return inspection
