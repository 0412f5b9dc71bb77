import pytest

from projects.codes import Code
from projects.importing.clauses import recognise
from projects.wording import effect, in_words


@pytest.mark.parametrize("code", Code)
def test_every_type_says_what_it_brings_about(code):
    assert effect(code)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("承接方须有全职社工2人以上。", "不少于2人"),
        ("市妇联组联部每季度对项目进行督导。", "每季度；组联部"),
        (
            "本项目经费6.7万元，为包干费用，含活动费、项目管理费等所有费用。",
            "含：活动费、项目管理费；共6.7万元",
        ),
        ("项目资金不得用于购置固定资产。", "不得用于：固定资产"),
    ],
)
def test_what_a_sentence_says_is_told_in_words(sentence, said):
    assert in_words(recognise(sentence)[0].parameters) == said


def test_parameters_nobody_knows_are_left_out():
    assert in_words({"strange": 1, "documents": []}) == ""
