"""资料汇编 and the archive's book (domain.md e.11): cover, contents, section by section."""

import io
from typing import NamedTuple

from PIL import Image

from fulian import clock
from fulian.documents.pdf import render_pdf
from supervision.models.expense import by_category, ledger, totals
from supervision.tally import progress

PIECES = "documents/book"
PRINT_EDGE = 1000  # pixels: half a page wide at 300 dpi


class Section(NamedTuple):
    """One part of a book: where the contents point, its title, what it is made of."""

    anchor: str
    title: str
    piece: str  # name of its template
    data: dict
    inner: bool = False  # stands under the title before it

    @property
    def template(self) -> str:
        return f"{PIECES}/_{self.piece}.html"


def for_print(stored) -> bytes:
    """A stored photo, small enough that a book of hundreds stays below 100 MB."""
    with stored.content.open("rb") as source:
        image = Image.open(source).convert("RGB")
        image.thumbnail((PRINT_EDGE, PRINT_EDGE))
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=80, optimize=True)
    return kept.getvalue()


def picture_name(stored) -> str:
    return f"photo-{stored.pk}"


def sections(agreement) -> list[Section]:
    """Everything that agreement's papers hold, in order; what is empty is left out."""
    closeout = getattr(agreement, "closeout", None)
    found = [
        Section("project", "项目简介", "project", {"project": agreement.project}),
        Section("agreement", f"{agreement.kind_label}与目标", "agreement", agreement_data(agreement)),
        *activity_sections(agreement),
        *report_sections(agreement),
        *inspection_sections(agreement),
        Section("money", "资金使用", "money", money_data(agreement)),
        Section("duties", "任务完成情况", "duties", {"duties": agreement.duties.all()}),
    ]
    if closeout and not closeout.report_gaps():
        found.append(Section("final", "项目结项报告", "final_report", {"closeout": closeout}))
    return found


def agreement_data(agreement) -> dict:
    return {"progress": progress(agreement), "instalments": agreement.instalments.all()}


def money_data(agreement) -> dict:
    classes = by_category(agreement)
    return {"classes": classes, "totals": totals(classes), "expenses": ledger(agreement),
            "paid": agreement.instalments.paid()}  # fmt: skip


def activity_sections(agreement) -> list[Section]:
    activities = agreement.activities.live().order_by("starts_at").prefetch_related("files")
    return [
        Section(
            f"activity-{activity.pk}", f"活动{number}：{activity.title}", "activity", activity_data(activity)
        )
        for number, activity in enumerate(activities, start=1)
    ]


def activity_data(activity) -> dict:
    files = list(activity.files.all())
    photos = [stored for stored in files if stored.slot == "photo" and stored.is_image]
    named = [(stored, picture_name(stored)) for stored in photos]
    return {"activity": activity, "photos": named, "others": [one for one in files if one not in photos]}


def report_sections(agreement) -> list[Section]:
    given = agreement.reports.filter(state__in=["submitted", "accepted"]).for_list()
    reports = given.prefetch_related("indicators__indicator")
    return [
        Section(f"report-{report.pk}", f"进展报告：{report}", "report", {"report": report})
        for report in reports
    ]


def inspection_sections(agreement) -> list[Section]:
    made = agreement.inspections.exclude(state="planned").order_by("held_on")
    inspections = made.prefetch_related("items", "findings")
    return [
        Section(f"inspection-{one.pk}", f"督导记录：{one}", "inspection", {"inspection": one})
        for one in inspections
    ]


def pictures(parts: list[Section]) -> dict[str, bytes]:
    """Name → JPEG of every photo that the sections show."""
    return {name: for_print(stored) for part in parts for stored, name in part.data.get("photos", [])}


def render_book(agreement, parts: list[Section], kind: str, images: dict, **context) -> bytes:
    """The PDF of ``parts`` behind a cover that calls it ``kind`` and a list of contents."""
    shared = {"agreement": agreement, "sections": parts, "kind": kind, "today": clock.today()}
    return render_pdf("documents/book.html", shared | context, pictures=images)


def compilation(agreement) -> bytes:
    """The 资料汇编: what the contractor binds and hands in (PDF)."""
    parts = sections(agreement)
    return render_book(agreement, parts, "资料汇编", pictures(parts))


def single(agreement, part: Section) -> bytes:
    """One section as a paper of its own (PDF)."""
    context = {"agreement": agreement, "section": part}
    return render_pdf("documents/book_section.html", context, pictures=pictures([part]))
