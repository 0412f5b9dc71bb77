"""The 申报书 on paper. Drafts print what is stored now; what was handed in prints from its receipt."""

import json
from datetime import date
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder

from applications import uscc
from applications.models import Application, Organisation
from applications.models.budget import Category
from applications.models.checks import PROFILE, SLOTS
from applications.models.organisation import Grade
from applications.models.submission import Submission
from fulian import masking
from fulian.documents.pdf import render_pdf
from fulian.money import cents

MASKED = {
    "mobile": masking.phone,
    "email": masking.email,
    "account_number": masking.account,
}


def paper(application: Application, submission: Submission | None = None, *, whole: bool = True) -> dict:
    """What page and document show, as labels and values.

    ``submission`` given: what was frozen then, whatever was changed since. Not ``whole``: phone, mail and
    account masked. Keys: profile, sections (name → value), activities, team, budget, classes, requested,
    own, total, files.
    """
    text = submission.content if submission else json.dumps(application.content(), cls=DjangoJSONEncoder)
    content = json.loads(text)
    budget = [_line(row) for row in content["budget"]]
    requested, own = Decimal(content["requested"]), Decimal(content["own"])
    sections = content["sections"]
    for name in ("starts_on", "ends_on"):
        sections[name] = _day(sections[name])
    return {
        "profile": _profile(content["organisation"], whole=whole),
        "organisation": content["organisation"]["name"],
        "sections": sections,
        "activities": [row | {"held_on": _day(row["held_on"])} for row in content["activities"]],
        "team": content["team"],
        "budget": budget,
        "classes": _classes(budget),
        "requested": requested,
        "own": own,
        "total": requested + own,
        "files": [row | {"label": SLOTS.get(row["slot"], "附件")} for row in content["files"]],
    }


def application_pdf(
    application: Application, submission: Submission | None = None, *, whole: bool = True
) -> bytes:
    """The 申报书 in the layout of the paper form; without ``submission`` it is marked as a draft."""
    facts = {"application": application, "project": application.project, "submission": submission}
    return render_pdf(
        "documents/application.html", facts | {"paper": paper(application, submission, whole=whole)}
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _line(row: dict) -> dict:
    amount = cents(Decimal(row["unit_price"]) * Decimal(row["quantity"]) * row["times"])
    own = Decimal(row["own"])
    label = Category(row["category"]).label if row["category"] else "未选类别"
    quantity = f"{Decimal(row['quantity']).normalize():f}"
    return row | {
        "category": label,
        "quantity": quantity,
        "amount": amount,
        "own": own,
        "requested": amount - own,
    }


def _classes(budget: list[dict]) -> list[tuple[str, Decimal, Decimal]]:
    """(class, 合计 元, 申请 元) in the order of first use."""
    sums: dict[str, list[Decimal]] = {}
    for line in budget:
        pair = sums.setdefault(line["category"], [Decimal(0), Decimal(0)])
        pair[0] += line["amount"]
        pair[1] += line["requested"]
    return [(label, *pair) for label, pair in sums.items()]


def _profile(profile: dict, *, whole: bool) -> list[tuple[str, str]]:
    """(label of the paper form, value) for all that is filled in."""
    rows = []
    for name, value in ((name, profile[name]) for name in PROFILE if name in profile):
        label = str(Organisation._meta.get_field(name).verbose_name)
        shown = _value(name, value)
        if name in MASKED and not whole:
            shown = MASKED[name](shown)
        rows.append((label, shown))
        if name == "uscc":
            rows.append(("单位类型", uscc.kind(value) or "未识别"))
    return rows


def _value(name: str, value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "grade":
        return Grade(value or "").label
    return "" if value is None else str(value)
