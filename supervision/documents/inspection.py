"""督导记录表 (domain.md e.4): what the department found, with a place for both sides to sign."""

from fulian.documents.pdf import render_pdf
from fulian.history.models import Entry

PHOTOS = 6  # as many as one page holds


def inspection_pdf(inspection) -> bytes:
    """The record as PDF; its photos, at most six, follow on a page of their own."""
    stored = [one for one in inspection.files.all() if one.is_image][:PHOTOS]
    pictures = {}
    for photo in stored:
        with photo.content.open("rb") as content:
            pictures[str(photo.pk)] = content.read()
    context = {
        "inspection": inspection,
        "agreement": inspection.agreement,
        "project": inspection.agreement.project,
        "items": inspection.items.all(),
        "findings": inspection.findings.all(),
        "photos": stored,
        "acknowledged": Entry.objects.of(inspection).filter(verb="acknowledge").first(),
    }
    return render_pdf("documents/inspection.html", context, pictures=pictures)
