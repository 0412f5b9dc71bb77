"""Proposing 绩效指标 from goal and content."""

import pytest

from projects.importing.indicators import recognise_indicators


def found(goal: str, content: str = "") -> list[tuple]:
    return [(one.name, one.comparator, one.value, one.unit) for one in recognise_indicators(goal, content)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("开展主题活动不少于5场", ("开展主题活动", "≥", 5, "场")),
        ("开展主题活动10场；", ("开展主题活动", "＝", 10, "场")),
        ("举办讲座４场以上", ("举办讲座", "≥", 4, "场")),
        ("服务妇女≥200人次", ("服务妇女", "≥", 200, "人次")),
        ("每个妇女微家开展活动不少于3次", ("每个妇女微家开展活动", "≥", 3, "次")),
        ("覆盖妇女不少于50人/次", ("覆盖妇女", "≥", 50, "人/次")),
        ("投诉不超过2次", ("投诉", "≤", 2, "次")),
        ("群众满意度达90%以上", ("群众满意度", "≥", 90, "%")),
        ("组建一支志愿者队伍", ("组建志愿者队伍", "＝", 1, "支")),
        ("建设一个巾帼志愿阳光站", ("建设巾帼志愿阳光站", "＝", 1, "个")),
        ("开展培训十二课时", ("开展培训", "＝", 12, "课时")),
        ("惠及妇女1.5万人次", ("惠及妇女", "＝", 1.5, "万人次")),
        ("发放资料2万份", ("发放资料", "＝", 20000, "份")),
        ("走访家庭30余户", ("走访家庭", "≥", 30, "户")),
        ("1.培育社会组织5支；", ("培育社会组织", "＝", 5, "支")),
        ("③发放宣传册2000份", ("发放宣传册", "＝", 2000, "份")),
    ],
)
def test_a_countable_promise(text, wanted):
    assert found(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "宣传贯彻党的二十大精神",
        "举办第三届巾帼广场舞大赛",
        "落实“五项机制”建设要求",
        "一是加强引领，二是做好宣传",
        "关爱“一老一小”",
        "2024年12月底完成",
        "项目周期3-6个月",
        "每个项目资助5000-10000元",
        "提供一站式服务和一系列帮助",
        "来自四区两县4个年龄段",
    ],
)
def test_what_is_no_promise_stays_a_matter_of_judgement(text):
    assert [one[1] for one in found(text)] == ["定性"]


def test_nothing_in_gives_nothing():
    assert found("", " \n") == []


def test_what_the_content_repeats_counts_once():
    assert len(found("开展活动10场", "在社区开展活动10场，招募志愿者20名")) == 2


def test_two_counts_in_one_phrase_have_their_own_names():
    assert found("举办沙龙6场、招聘会1场") == [("举办沙龙", "＝", 6, "场"), ("招聘会", "＝", 1, "场")]


def test_a_long_phrase_begins_at_its_verb():
    text = "在女性创新创业带头人、社会组织、楼宇商圈、行业园区等妇女集中的地方新建“妇女微家”至少4个"
    assert found(text) == [("新建“妇女微家”", "≥", 4, "个")]
