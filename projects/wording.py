"""Requirement types in plain words: what each will make people do, and what a sentence says about it."""

from fulian.money import wan
from projects.codes import Code

EFFECTS = {
    Code.ELIG_PLATFORM_MEMBER: "申报时核对：申报单位须为平台成员",
    Code.ELIG_WOMEN_ORG: "申报时核对：申报单位须建有妇女组织",
    Code.ELIG_EXPERIENCE: "申报书须填写以往项目，作为评分依据",
    Code.ELIG_FULLTIME_SW: "申报时核对：全职社工人数",
    Code.DESIGN_QUALITATIVE: "申报书须写明活动设计，作为评分依据",
    Code.BRAND_NAME: "写入协议；每次活动记录中注明并附照片",
    Code.BRAND_ATTIRE: "写入协议；每次活动记录中注明并附照片",
    Code.IP_OWNERSHIP: "承接单位结项时提交成果清单，影响验收",
    Code.SITE_STANDARD: "承接单位提交点位改造前后对比照片，影响验收",
    Code.BUDGET_BAN_FIXED_ASSET: "预算和支出中不得出现固定资产",
    Code.SUBMIT_PER_ACTIVITY: "承接单位每次活动前报方案、活动后报信息",
    Code.PROGRESS_QUARTERLY: "承接单位每季度末报送进展报告，影响拨付",
    Code.PROGRESS_TIMELY: "承接单位每月报送进展",
    Code.SUPERVISE_QUARTERLY: "牵头部室每季度督导一次并形成记录",
    Code.SUPERVISE_PERIODIC: "牵头部室至少督导两次并形成记录",
    Code.ACTIVITY_EVIDENCE_SET: "每次活动的方案、简报、照片、小视频齐全，影响验收",
    Code.LUMP_SUM: "预算按包干费用编制，列出的费用均在其内",
    Code.FUND_COMPLIANCE: "财务每季度核查资金使用",
    Code.FOLLOW_BUDGET: "支出按预算科目登记，调整须报批",
    Code.SEPARATE_LEDGER: "承接单位建立项目专账，结项时导出台账，影响验收",
    Code.MGMT_ARCHIVE: "承接单位结项时说明管理档案齐备情况，影响验收",
    Code.COMPILATION_BOOK: "承接单位结项时提交资料汇编（电子和纸质），影响验收",
    Code.THIRD_PARTY_EVAL: "承接单位结项时提交第三方绩效评估报告，影响验收；评估费列入预算",
    Code.AUDIT_REPORT: "承接单位结项时提交专项资金审计报告，影响验收；审计费列入预算",
    Code.FINAL_REPORT: "承接单位在项目结束后提交结项报告，影响验收",
    Code.HANDOVER_FINANCE_DOCS: "承接单位移交全部资金资料，影响归档",
    Code.OTHER: "写入协议，由牵头部室在督导时掌握，不自动形成任务",
}
CADENCES = {
    "weekly": "每周",
    "half-monthly": "每半月",
    "monthly": "每月",
    "quarterly": "每季度",
    "half-yearly": "每半年",
    "yearly": "每年",
    "periodic": "定期",
    "timely": "及时",
}
PARAMETERS = {
    "platform": "平台：{}",
    "years": "近{}年",
    "people": "不少于{}人",
    "name": "以{}名义",
    "items": "{}",
    "bans": "不得用于：{}",
    "documents": "{}",
    "cadence": "{}",
    "department": "{}",
    "amount": "共{}万元",
    "cost_classes": "含：{}",
    "forms": "{}",
    "to": "移交{}",
}


def effect(code: str) -> str:
    """What a requirement of this type brings about, for the officer and for whoever may apply."""
    return EFFECTS[Code(code)]


def in_words(parameters: dict) -> str:
    """The parameters of a requirement in one line: ``{"people": 2}`` → ``不少于2人``."""
    said = []
    for name, value in parameters.items():
        text = "、".join(value) if isinstance(value, list) else CADENCES.get(value, value)
        text = wan(text) if name == "amount" else text
        if name in PARAMETERS and text:
            said.append(PARAMETERS[name].format(text))
    return "；".join(said)
