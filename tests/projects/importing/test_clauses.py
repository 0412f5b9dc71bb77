"""Cutting 相关要求 into clauses, and reading what each demands."""

import pytest

from projects.codes import Code
from projects.importing.clauses import first_match, recognise, split
from projects.importing.grid import plain
from projects.importing.rules import RULES

YES = [(rule, sentence) for rule in RULES for sentence in rule.yes]
NO = [(rule, sentence) for rule in RULES for sentence in rule.no]


def codes(sentence: str) -> set[str]:
    return {found.code for found in recognise(sentence)}


def parameters(sentence: str, code: Code) -> dict:
    return next(found.parameters for found in recognise(sentence) if found.code == code)


def test_there_is_a_rule_for_each_of_the_26_kinds():
    assert {rule.code for rule in RULES} == set(Code) - {Code.OTHER}
    assert len(set(Code)) == 27


@pytest.mark.parametrize(("rule", "sentence"), YES)
def test_a_rule_matches_its_own_examples(rule, sentence):
    assert first_match(rule, plain(sentence).lower())
    assert rule.code in codes(sentence)


@pytest.mark.parametrize(("rule", "sentence"), NO)
def test_no_rule_of_that_kind_matches_its_counterexamples(rule, sentence):
    assert rule.code not in codes(sentence)


@pytest.mark.parametrize(
    "numbered",
    [
        "1.甲。\n2.乙。\n3.丙。",
        "1、甲。\n\n2、乙。\n\n3、丙。",
        "（1）甲。\n（2）乙。\n（3）丙。",
        "(1)甲。(2)乙。(3)丙。",
        "1）甲。\n2）乙。\n3）丙。",
        "①甲。②乙。③丙。",
        "一、甲。\n二、乙。\n三、丙。",
        "（一）甲。\n（二）乙。\n（三）丙。",
        "第一条，甲。\n第二条，乙。\n第三条，丙。",
        "１．甲。\n２．乙。\n３．丙。",
        "具体要求：\n1.甲。\n2.乙。\n3.丙。",
        "  1. 甲。 2. 乙。 3. 丙。 ",
    ],
)
def test_any_numbering_splits(numbered):
    assert split(numbered) == [(1, "甲。"), (2, "乙。"), (3, "丙。")]


def test_an_amount_is_no_clause():
    text = "1.甲。\n2.乙。\n3.丙，费用\n4.5万元包干。"
    assert [ordinal for ordinal, _ in split(text)] == [1, 2, 3]
    assert split("费用为\n6.7万元。") == [(1, "费用为\n6.7万元。")]


def test_a_clause_may_begin_with_a_year():
    assert split("1.2024年底完成。\n2.2024年验收。") == [(1, "2024年底完成。"), (2, "2024年验收。")]


def test_numbers_that_do_not_rise_do_not_split():
    assert split("活动要求\n3.甲。\n1.乙。") == [(1, "活动要求\n3.甲。\n1.乙。")]


def test_numbers_inside_a_clause_belong_to_it():
    assert split("一、甲：1.子。2.丑。\n二、乙。") == [(1, "甲：1.子。2.丑。"), (2, "乙。")]


def test_plain_text_is_one_clause_and_nothing_is_none():
    assert split("建立项目专账。") == [(1, "建立项目专账。")]
    assert split(" \n ") == []


def test_words_before_the_first_number_are_kept():
    assert split("承接方须建专账。\n1.甲。\n2.乙。") == [(1, "承接方须建专账。\n甲。"), (2, "乙。")]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("承接单位至少配备3名专职社会工作者。", {"ELIG_FULLTIME_SW"}),
        ("机构须持有近三年承接过政府购买妇女儿童服务项目的合同。", {"ELIG_EXPERIENCE"}),
        ("每季度末5日前提交项目进展报告。", {"PROGRESS_QUARTERLY"}),
        ("区妇联发展科按季度对项目开展实地督查。", {"SUPERVISE_QUARTERLY"}),
        ("自觉接受市妇联的督导检查。", {"SUPERVISE_PERIODIC"}),
        ("项目验收时须由具有资质的会计师事务所出具审计报告。", {"AUDIT_REPORT"}),
        ("结题前委托第三方机构开展绩效评价。", {"THIRD_PARTY_EVAL"}),
        ("项目完成后一个月内提交结题报告。", {"FINAL_REPORT"}),
        ("宣传品须标注“市妇联资助”字样。", {"BRAND_NAME"}),
        ("志愿者须统一着装并佩戴工作牌。", {"BRAND_ATTIRE"}),
        ("项目经费专款专用、单独核算。", {"FUND_COMPLIANCE", "SEPARATE_LEDGER"}),
        ("严禁用项目资金购置办公设备。", {"BUDGET_BAN_FIXED_ASSET"}),
        ("所有票据原件移交市妇联财务保存。", {"HANDOVER_FINANCE_DOCS"}),
        ("每场活动前三天报送活动方案。", {"SUBMIT_PER_ACTIVITY"}),
        ("每月向市妇联报送工作简报。", {"PROGRESS_TIMELY"}),
        ("活动产生的知识产权归市妇女联合会所有。", {"IP_OWNERSHIP"}),
        ("未经批准不得擅自调整预算。", {"FOLLOW_BUDGET"}),
        ("做到一项一档，档案齐全。", {"MGMT_ARCHIVE"}),
        ("承接方应为活动参加者购买意外保险。", {"OTHER"}),
        ("承接方无需提供审计报告。", {"OTHER"}),
        ("本项目由市妇联发布。", set()),
    ],
)
def test_other_wordings_are_understood(sentence, wanted):
    assert codes(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "code", "wanted"),
    [
        ("有全职社工2人以上。", Code.ELIG_FULLTIME_SW, {"people": 2}),
        ("至少配备两名专职社会工作者。", Code.ELIG_FULLTIME_SW, {"people": 2}),
        ("具有三年以上服务经验。", Code.ELIG_EXPERIENCE, {"years": 3}),
        ("须为“幸福使者”平台内社会组织。", Code.ELIG_PLATFORM_MEMBER, {"platform": "幸福使者平台"}),
        (
            "市妇联组联部每季度对项目进行督导。",
            Code.SUPERVISE_QUARTERLY,
            {"cadence": "quarterly", "department": "组联部"},
        ),
        ("每半年开展一次督查。", Code.SUPERVISE_PERIODIC, {"cadence": "half-yearly"}),
        ("每月报送项目进展。", Code.PROGRESS_TIMELY, {"cadence": "monthly"}),
        (
            "每次活动形成方案、简报、照片、小视频等活动记录。",
            Code.ACTIVITY_EVIDENCE_SET,
            {"documents": ["方案", "简报", "照片", "小视频"]},
        ),
        (
            "费用6.7万元为包干费用，含劳务费、活动费和管理费等所有费用。",
            Code.LUMP_SUM,
            {"amount": "67000.00", "cost_classes": ["劳务费", "活动费", "管理费"]},
        ),
        ("资金不得用于装修和购买设备。", Code.BUDGET_BAN_FIXED_ASSET, {"bans": ["装修", "设备"]}),
        ("汇编成册备查（包括电子档和纸质档）。", Code.COMPILATION_BOOK, {"forms": ["电子档", "纸质档"]}),
    ],
)
def test_parameters_are_read_from_the_sentence(sentence, code, wanted):
    assert parameters(sentence, code) == wanted


def test_a_demand_that_is_named_twice_counts_once():
    found = recognise("建立项目专账，项目专账由专人管理。")
    assert [one.code for one in found] == ["SEPARATE_LEDGER"]
