"""统一社会信用代码: the vectors of the standard and of real registers."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from applications import uscc

VALID = [
    "9144030071526726XG", "91440300708461136T", "91110000802100433B", "53100000500021676K",
    "91350100M000100Y43", "52510300MJQ000015J", "51510300MJQ000023G", "53510300MJQ0000315",
    "13510302MB0A00018G", "52510304MJQ123453Q", "91510300MA6000016L",
]  # fmt: skip
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refusal(code):
    with pytest.raises(ValidationError) as refused:
        uscc.validate(code)
    return refused.value.code


@pytest.mark.parametrize("code", VALID)
def test_real_codes_are_accepted(code):
    uscc.validate(code)


def test_a_wrong_check_digit_is_named():
    assert refusal("91350100M000100Y4Z") == "characters"  # Z is not of the alphabet at all
    assert refusal("91350100M000100Y44") == "check"


@pytest.mark.parametrize("code", ["", "9135010", "91350100M000100Y431"])
def test_a_wrong_length_says_how_long_it_is(code):
    assert refusal(code) == "length"


@pytest.mark.parametrize("code", ["9135O100M000100Y43", "91350100M000100Y4!", "5251030OMJQ000015J"])
def test_letters_that_look_like_digits_are_named(code):
    assert refusal(code) == "characters"


@given(st.sampled_from(VALID), st.integers(8, 17), st.sampled_from(ALPHABET))
def test_every_single_slip_is_caught(code, place, letter):
    if code[place] != letter:
        refusal(code[:place] + letter + code[place + 1 :])


@given(st.sampled_from(VALID), st.integers(8, 16))
def test_every_swap_of_neighbours_is_caught(code, place):
    if code[place] != code[place + 1]:
        refusal(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    "typed",
    [
        "52510300mjq000015j",
        "52510300 MJQ0 0001 5J",
        "５２５１０３００ＭＪＱ００００１５Ｊ",
        " 52510300-MJQ000015-J\t",
        "52510300　MJQ000015—J",
        "52510300\u00a0MJQ000015\u2011J",
    ],
)
def test_however_it_is_typed_it_is_the_same_code(typed):
    assert uscc.normalise(typed) == "52510300MJQ000015J"


@given(st.text(max_size=40))
def test_no_text_breaks_it(text):
    code = uscc.normalise(text)
    assert refusal(code) in {"length", "characters", "check"}


def test_the_first_two_characters_say_what_it_is():
    assert uscc.kind("52510300MJQ000015J") == "民办非企业单位（社会服务机构）"
    assert uscc.kind("13510302MB0A00018G") == "群团组织"
    assert uscc.kind("ZZ") == ""
    assert uscc.is_social_organisation("53510300MJQ0000315")
    assert not uscc.is_social_organisation("91510300MA6000016L")
