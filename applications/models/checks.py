"""What must hold before an application can be handed in, and what exactly is handed in."""

from decimal import Decimal
from typing import NamedTuple

from applications.models.budget import Category, fixed_asset_in
from fulian.files.models import StoredFile
from fulian.money import wan, yuan
from projects.codes import Code

SECTIONS = {  # the parts of the paper form, in its order → the fields that stand in each
    "overview": ["title", "summary", "starts_on", "ends_on", "locations"],
    "need": ["need", "direct_count", "indirect_count"],
    "goal": ["goal"],
    "plan": ["plan"],
    "team": ["volunteer_plan"],
    "risks": ["risks", "safety_plan"],
    "publicity": ["publicity", "sustainability"],
    "budget": [],
    "files": [],
    "promise": ["promise_accepted", "promise_name"],
}
TITLES = {
    "organisation": "单位信息",
    "overview": "项目概况",
    "need": "需求与背景",
    "goal": "目标与指标",
    "plan": "实施方案",
    "team": "项目团队",
    "risks": "风险与保障",
    "publicity": "宣传与可持续",
    "budget": "资金预算",
    "files": "附件",
    "promise": "承诺书",
}
OPTIONAL = {"indirect_count", "volunteer_plan", "safety_plan"}
SLOTS = {"women_org": "建立妇女组织证明", "experience": "项目执行经验证明", "other": "其他附件"}
EARLIER = "earlier"  # slot of what was handed in once and taken off since: kept, not shown
DOCUMENTS = {  # requirement → the slot of the document that shows it, and its name
    Code.ELIG_WOMEN_ORG: ("women_org", "建立妇女组织的证明材料"),
}


class Problem(NamedTuple):
    """One reason why a submission would be refused now, and the section where it is mended."""

    section: str
    text: str  # a sentence that says what to do


class Checks:
    """The part of Application that asks questions of itself and changes nothing."""

    @property
    def total(self) -> Decimal:
        """The whole budget in 元."""
        return sum((line.amount for line in self.budget.all()), Decimal(0))

    @property
    def requested(self) -> Decimal:
        """What the federation is asked to pay, in 元."""
        return sum((line.requested for line in self.budget.all()), Decimal(0))

    @property
    def own(self) -> Decimal:
        """What the organisation bears itself, in 元."""
        return sum((line.own for line in self.budget.all()), Decimal(0))

    def by_category(self) -> list[tuple[str, Decimal]]:
        """(class label, 元) for each budget class that has lines."""
        sums: dict[str, Decimal] = {}
        for line in self.budget.all():
            label = line.get_category_display() or "未选类别"
            sums[label] = sums.get(label, Decimal(0)) + line.amount
        return list(sums.items())

    def attachments(self) -> list[StoredFile]:
        """The files that belong to it now."""
        return [stored for stored in self.files.all() if stored.slot != EARLIER]

    def gaps(self, section: str) -> list[str]:
        """Labels of the fields of a section that are still to fill in."""
        return [
            str(self._meta.get_field(name).verbose_name)
            for name in SECTIONS[section]
            if name not in OPTIONAL and not getattr(self, name)
        ]

    def findings(self) -> list[Problem]:
        """Everything that would make a submission be refused now, in the order of the form."""
        found = [Problem(section, f"“{gap}”尚未填写。") for section in SECTIONS for gap in self.gaps(section)]
        found += [Problem("overview", text) for text in self._period_problems()]
        found += self._row_problems() + self._eligibility_problems()
        found += [Problem("budget", text) for text in self.budget_problems()]
        return sorted(found, key=lambda problem: [*TITLES].index(problem.section))

    def problems(self) -> list[str]:
        """The sentences of ``findings``."""
        return [problem.text for problem in self.findings()]

    def _period_problems(self) -> list[str]:
        if not (self.starts_on and self.ends_on):
            return []
        if self.ends_on <= self.starts_on:
            return ["结束日期应晚于开始日期。"]
        last = self.project.ends_on
        return [f"结束日期不能晚于目录规定的{last:%Y年%-m月%-d日}。"] if last and self.ends_on > last else []

    def _row_problems(self) -> list[Problem]:
        activities, team = self.activities.all(), self.team.all()
        found = []
        if not activities:
            found.append(Problem("plan", "请在活动计划表中至少填写一次活动。"))
        if not team:
            found.append(Problem("team", "请在项目团队中至少填写一人。"))
        found += [
            Problem("plan", f"活动计划表第{row.ordinal}行缺少活动名称。")
            for row in activities
            if not row.name
        ]
        found += [
            Problem("team", f"项目团队第{row.ordinal}行请填写姓名和项目职务。")
            for row in team
            if not (row.name and row.duty)
        ]
        return found

    def _eligibility_problems(self) -> list[Problem]:
        """The blocking rules that the clauses set (domain.md b.4)."""
        found, held = [], self.slots()
        for requirement in self.requirements():
            if text := self._unmet(requirement):
                found.append(Problem("organisation", text))
            slot, name = DOCUMENTS.get(requirement.code, ("", ""))
            if slot and slot not in held:
                found.append(Problem("files", f"请在附件中上传{name}。"))
        return found

    def _unmet(self, requirement) -> str:
        """What the organisation lacks for ``requirement``; empty when it is met or for people to judge."""
        organisation = self.organisation
        if requirement.code == Code.ELIG_PLATFORM_MEMBER and not organisation.platform_member:
            return "本项目只面向幸福使者平台成员单位，贵单位尚未登记为成员，请与组联部联系。"
        if requirement.code == Code.ELIG_WOMEN_ORG and not organisation.women_org:
            return "本项目要求单位已建立妇女组织，请在“单位信息”中如实填写。"
        if requirement.code == Code.ELIG_FULLTIME_SW:
            wanted = int(requirement.parameters.get("people", 1))
            if organisation.social_workers < wanted:
                return f"本项目要求专职社工{wanted}人以上，单位信息中为{organisation.social_workers}人。"
        return ""

    def requirements(self):
        """The confirmed requirements of the project's clauses."""
        return [found for clause in self.project.clauses.all() for found in clause.requirements.all()]

    def budget_problems(self) -> list[str]:
        """What is wrong with the budget against the entry: sum, bans, costs its duties will make."""
        lines = list(self.budget.all())
        if not lines:
            return ["请填写资金预算。"]
        found = [
            f"预算第{line.ordinal}行“{line.item}”缺少：{'、'.join(gaps)}。"
            for line in lines
            if (gaps := line.missing())
        ]
        found += [f"预算“{line.item}”的自筹金额大于该行合计。" for line in lines if line.own > line.amount]
        if self.requested > self.project.amount:
            found.append(
                f"申请资金{yuan(self.requested)}元，超过项目金额{wan(self.project.amount)}万元，请调减。"
            )
        codes = self.project.codes()
        if Code.BUDGET_BAN_FIXED_ASSET in codes:
            found += [
                f"预算“{line.item}”含“{word}”：相关要求规定项目资金不可用于固定资产购置，请改列或改为自筹。"
                for line in lines
                if line.requested > 0 and (word := fixed_asset_in(line.item + line.basis + line.note))
            ]
        classes = {line.category for line in lines}
        if Code.AUDIT_REPORT in codes and Category.AUDIT not in classes:
            found.append("结项须提供专项资金审计报告，请在预算中列出审计费。")
        if Code.THIRD_PARTY_EVAL in codes and Category.EVALUATION not in classes:
            found.append("结项须提供第三方绩效评估报告，请在预算中列出第三方评估费。")
        return found

    def content(self) -> dict:
        """All that is handed in, as plain data: organisation, sections, rows, budget, files' hashes."""
        rows = {
            name: [_plain(row) for row in getattr(self, name).all()]
            for name in ("activities", "team", "budget")
        }
        return {
            "project": {
                "number": self.project.number,
                "name": self.project.name,
                "amount": self.project.amount,
            },
            "organisation": {name: getattr(self.organisation, name) for name in PROFILE},
            "sections": {name: getattr(self, name) for fields in SECTIONS.values() for name in fields},
            **rows,
            "requested": self.requested,
            "own": self.own,
            "files": [
                {"slot": stored.slot, "name": stored.name, "sha256": stored.sha256}
                for stored in self.attachments()
            ],
        }


PROFILE = [
    "name", "uscc", "registry", "registered_on", "legal_representative", "registered_address",
    "office_address", "county", "supervising_body", "party_branch", "women_org", "platform_member", "grade",
    "fulltime", "social_workers", "volunteers", "bank_name", "account_name", "account_number", "contact",
    "mobile", "email", "intro",
]  # fmt: skip


def _plain(row) -> dict:
    """The columns of one row of a table of the form."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.fields
        if field.name not in {"id", "application"}
    }
