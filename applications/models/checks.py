"""What must hold before an application can be handed in, and what exactly is handed in."""

from decimal import Decimal

from applications.models.budget import Category, fixed_asset_in
from fulian.money import wan, yuan
from projects.codes import Code

SECTIONS = {
    "overview": ["title", "summary", "starts_on", "ends_on", "locations"],
    "need": ["need", "direct_count", "indirect_count"],
    "goal": ["goal"],
    "plan": ["plan"],
    "team": ["volunteer_plan"],
    "risks": ["risks", "safety_plan"],
    "publicity": ["publicity", "sustainability"],
    "promise": ["promise_accepted", "promise_name"],
}
OPTIONAL = {"indirect_count", "volunteer_plan", "safety_plan"}
DOCUMENTS = {  # requirement → the slot of the document that shows it, and its name
    Code.ELIG_WOMEN_ORG: ("women_org", "建立妇女组织的证明材料"),
}


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
            label = line.get_category_display()
            sums[label] = sums.get(label, Decimal(0)) + line.amount
        return list(sums.items())

    def gaps(self, section: str) -> list[str]:
        """Labels of the fields of a section that are still to fill in."""
        return [
            str(self._meta.get_field(name).verbose_name)
            for name in SECTIONS[section]
            if name not in OPTIONAL and not getattr(self, name)
        ]

    def problems(self) -> list[str]:
        """Everything that would make a submission be refused now, each a sentence that says what to do."""
        found = [f"“{gap}”尚未填写。" for section in SECTIONS for gap in self.gaps(section)]
        found += self._period_problems() + self._row_problems() + self._eligibility_problems()
        return found + self.budget_problems()

    def _period_problems(self) -> list[str]:
        if not (self.starts_on and self.ends_on):
            return []
        if self.ends_on <= self.starts_on:
            return ["结束日期应晚于开始日期。"]
        last = self.project.ends_on
        return [f"结束日期不能晚于目录规定的{last:%Y年%-m月%-d日}。"] if last and self.ends_on > last else []

    def _row_problems(self) -> list[str]:
        found = []
        if not self.activities.all():
            found.append("请在活动计划表中至少填写一次活动。")
        if not self.team.all():
            found.append("请在项目团队中至少填写一人。")
        return found

    def _eligibility_problems(self) -> list[str]:
        """The blocking rules that the clauses set (domain.md b.4)."""
        organisation, found, held = self.organisation, [], self.slots()
        for requirement in self.requirements():
            if requirement.code == Code.ELIG_PLATFORM_MEMBER and not organisation.platform_member:
                found.append("本项目只面向幸福使者平台成员单位，贵单位尚未登记为成员，请与组联部联系。")
            if requirement.code == Code.ELIG_WOMEN_ORG and not organisation.women_org:
                found.append("本项目要求单位已建立妇女组织，请在“单位信息”中如实填写。")
            if requirement.code == Code.ELIG_FULLTIME_SW:
                wanted = int(requirement.parameters.get("people", 1))
                if organisation.social_workers < wanted:
                    found.append(
                        f"本项目要求专职社工{wanted}人以上，单位信息中为{organisation.social_workers}人。"
                    )
            slot, name = DOCUMENTS.get(requirement.code, ("", ""))
            if slot and slot not in held:
                found.append(f"请在附件中上传{name}。")
        return found

    def requirements(self):
        """The confirmed requirements of the project's clauses."""
        return [found for clause in self.project.clauses.all() for found in clause.requirements.all()]

    def budget_problems(self) -> list[str]:
        """What is wrong with the budget against the entry: sum, bans, costs its duties will make."""
        lines = list(self.budget.all())
        if not lines:
            return ["请填写资金预算。"]
        found = [f"预算“{line.item}”的自筹金额大于该行合计。" for line in lines if line.own > line.amount]
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
        """Everything that is handed in, as plain data: organisation, sections, rows, budget, files' hashes."""
        organisation = self.organisation
        profile = ["name", "uscc", "registry", "registered_on", "legal_representative", "registered_address",
                   "county", "women_org", "platform_member", "social_workers", "bank_name", "account_name",
                   "account_number", "contact", "mobile"]  # fmt: skip
        rows = {
            name: [
                {
                    field.name: getattr(row, field.name)
                    for field in row._meta.fields
                    if field.name not in {"id", "application"}
                }
                for row in getattr(self, name).all()
            ]
            for name in ("activities", "team", "budget")
        }
        return {
            "project": {
                "number": self.project.number,
                "name": self.project.name,
                "amount": self.project.amount,
            },
            "organisation": {name: getattr(organisation, name) for name in profile},
            "sections": {name: getattr(self, name) for fields in SECTIONS.values() for name in fields},
            **rows,
            "requested": self.requested,
            "own": self.own,
            "files": [
                {"slot": stored.slot, "name": stored.name, "sha256": stored.sha256}
                for stored in self.files.all()
            ],
        }
