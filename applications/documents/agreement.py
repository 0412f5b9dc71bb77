"""The paper that is signed: 购买服务协议书 on the service track, 项目任务书 on the assignment track."""

from fulian.documents.pdf import render_pdf
from projects.codes import Code
from projects.models.project import Track

TERMS = {  # codes that make a sentence of the agreement appear
    "brand": Code.BRAND_NAME,
    "attire": Code.BRAND_ATTIRE,
    "ownership": Code.IP_OWNERSHIP,
    "no_assets": Code.BUDGET_BAN_FIXED_ASSET,
    "evaluation": Code.THIRD_PARTY_EVAL,
    "audit": Code.AUDIT_REPORT,
    "book": Code.COMPILATION_BOOK,
    "quarterly": Code.PROGRESS_QUARTERLY,
}
PARTIES = {
    Track.SERVICE: ("甲方（购买方）", "乙方（承接方）", "甲方", "乙方"),
    Track.ASSIGNMENT: ("下达单位", "责任单位", "下达单位", "责任单位"),
}


def agreement_pdf(agreement) -> bytes:
    """A4 portrait: parties, articles, three annexes (targets, budget, demands), places to sign."""
    return render_pdf("documents/agreement.html", agreement_context(agreement))


def agreement_context(agreement) -> dict:
    """What the paper says, as its template takes it."""
    project, application = agreement.project, agreement.application
    codes = project.codes()
    party_a, party_b, a, b = PARTIES[Track(agreement.track)]
    return {
        "agreement": agreement,
        "project": project,
        "policy": project.catalogue,
        "application": application,
        "organisation": agreement.organisation,
        "service": agreement.track == Track.SERVICE,
        "party_a": party_a,
        "party_b": party_b,
        "a": a,
        "b": b,
        "terms": {name: code in codes for name, code in TERMS.items()},
        "instalments": [row for row in agreement.instalments_planned() if row[2]],
        "indicators": project.indicators.all(),
        "clauses": project.clauses.prefetch_related("requirements"),
        "budget": application.budget.all(),
        "extra_terms": [line for line in agreement.extra_terms.splitlines() if line.strip()],
    }
