"""The questions that a careful colleague asks before a catalogue is published."""

import pytest

from tests.projects.importing.samples import draft_of, entry, messages


def warned(*rows) -> str:
    return messages(draft_of(*rows).warnings)


def test_a_blameless_entry_is_not_asked_about():
    assert warned(entry()).splitlines() == ["合计：没有合计行；各项目之和为100000.00元（10万元）。"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"period": "9个月（2024年5月-12月）"}, "“实施时间”：写明9个月，按起止日期计算为8个月"),
        ({"period": "尽快"}, "没有找到结束日期"),
        ({"goal": "讲授社会工作专题15课时", "content": "妇女社会工作6课时、儿童社会工作6课时"}, "6+6=12课时"),
        ({"goal": "开展培训不少于12场"}, "项目目标为12场，项目内容为10场"),
        ({"goal": "加强思想引领", "content": "做好宣传"}, "没有可计数的目标"),
        ({"content": "开展培训10场，覆盖不少于50人/次"}, "是每次活动的人数，还是累计人次"),
        ({"goal": "开展培训10场，做好组织建设建设"}, "“建设建设”疑为重复用词"),
        ({"requirements": "1.行式新颖。"}, "“行式”疑为“形式”之误"),
        ({"content": "开展培训10场（包括小学、初中、高中、社区四十个层次）"}, "列举了4项，却写为四十个"),
        ({"requirements": "1.长期有效。\n2.本项目有名额。"}, "没有识别出任何要求"),
    ],
)
def test_what_is_doubtful_is_asked(changes, words):
    assert words in warned(entry(**changes))


def test_a_goal_that_the_content_adds_up_to_is_consistent():
    row = entry(goal="讲授社会工作专题12课时", content="妇女社会工作6课时、儿童社会工作6课时")
    assert "不一致" not in warned(row)


def test_verbs_that_are_doubled_on_purpose_are_no_fault():
    assert "重复用词" not in warned(entry(goal="开展培训10场，研究研究"))


COMMON = "1.活动以市妇联的名义开展。\n2.建立项目专账。"


def test_a_demand_that_all_others_make_is_missed():
    rows = [entry(number="1", requirements=COMMON), entry(number="2", requirements=COMMON)]
    lines = warned(*rows, entry(number="3", requirements="1.建立项目专账。")).splitlines()
    assert [line for line in lines if "其他项目都有" in line] == [
        "项目3“相关要求”：其他项目都有“以妇联名义开展”的要求，本项目没有，请确认是否遗漏。"
    ]


def test_one_other_entry_is_no_custom():
    assert "其他项目都有" not in warned(entry(), entry(number="2", requirements="1.建立项目专账。"))


def test_timely_and_quarterly_reports_are_the_same_duty():
    quarterly = entry(number="3", requirements="1.每季度报送项目进展。")
    timely = "1.及时报送项目进展。"
    assert "其他项目都有" not in warned(
        entry(number="1", requirements=timely), entry(number="2", requirements=timely), quarterly
    )
