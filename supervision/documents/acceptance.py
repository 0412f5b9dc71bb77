"""结项验收意见 (domain.md e.6): what the panel found, its scores, its verdict, room for signatures."""

from fulian.documents.pdf import render_pdf
from projects.codes import Code
from supervision.documents.book import Section, money_data
from supervision.models import Acceptance
from supervision.tally import progress


def acceptance_data(acceptance: Acceptance) -> dict:
    """All that the paper shows, for a page of its own or for a section of the archive's book."""
    closeout = acceptance.closeout
    agreement, duties = closeout.agreement, list(closeout.duties())
    audits = [duty for duty in duties if duty.code == Code.AUDIT_REPORT]
    return money_data(agreement) | {
        "acceptance": acceptance,
        "progress": progress(agreement),
        "duties": duties,
        "done": sum(duty.is_done for duty in duties),
        "waived": [duty.title for duty in duties if duty.state == "waived"],
        "audited": "、".join(stored.name for duty in audits for stored in duty.files.all()),
        "scores": [
            (acceptance._meta.get_field(name).verbose_name, getattr(acceptance, name))
            for name in Acceptance.SCORES
        ],
        "panel": [line.strip() for line in acceptance.panel.splitlines() if line.strip()],
    }


def acceptance_section(acceptance: Acceptance) -> Section:
    return Section("acceptance", "结项验收意见", "acceptance", acceptance_data(acceptance))


def acceptance_pdf(acceptance: Acceptance) -> bytes:
    """The 验收意见 as the panel signs it (PDF)."""
    context = {"agreement": acceptance.closeout.agreement, "data": acceptance_data(acceptance)}
    return render_pdf("documents/acceptance.html", context)
