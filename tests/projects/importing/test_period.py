"""Periods and amounts as catalogues word them."""

from datetime import date
from decimal import Decimal

import pytest

from projects.importing.amounts import amount
from projects.importing.period import months_between, parse_period

APRIL, DECEMBER = date(2024, 4, 1), date(2024, 12, 31)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2024年4月-12月", APRIL, DECEMBER),
        ("2024年4月—12月", APRIL, DECEMBER),
        ("2024年4月至2024年12月", APRIL, DECEMBER),
        ("２０２４年４月～１２月", APRIL, DECEMBER),
        ("2024.4-2024.12", APRIL, DECEMBER),
        ("2024-04-01至2024-12-31", APRIL, DECEMBER),
        ("2024年4月1日至12月31日", APRIL, DECEMBER),
        ("二〇二四年四月至十二月", APRIL, DECEMBER),
        ("4-12月", APRIL, DECEMBER),
        ("9个月（2024年4月-12月）", APRIL, DECEMBER),
        ("2024年4月起9个月", APRIL, DECEMBER),
        ("2023年10月-次年3月", date(2023, 10, 1), date(2024, 3, 31)),
        ("2024年3月中旬至11月底", date(2024, 3, 11), date(2024, 11, 30)),
        ("2024年全年", date(2024, 1, 1), DECEMBER),
        ("2024年下半年", date(2024, 7, 1), DECEMBER),
        ("2024年第二季度", APRIL, date(2024, 6, 30)),
        ("2024年12月底完成", None, DECEMBER),
        ("2024年底前", None, DECEMBER),
        ("12月底完成", None, DECEMBER),
        ("2024年12月31日前", None, DECEMBER),
        ("2024年4月起", APRIL, None),
        ("6个月", None, None),
        ("自协议签订之日起一年", None, None),
        ("", None, None),
    ],
)
def test_periods(text, starts, ends):
    assert parse_period(text, 2024) == (starts, ends, "")


def test_stated_months_are_compared_with_the_dates():
    period = parse_period("9个月（2022年5月-2022年12月）")
    assert period[:2] == (date(2022, 5, 1), date(2022, 12, 31))
    assert period.doubt == "写明9个月，按起止日期计算为8个月，请核对。"
    assert parse_period("共一年（2024年3月—2025年2月）").doubt == ""


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2024年2月30日前", "不存在"),
        ("2024年13月", "不存在"),
        ("2024年9月-2024年3月", "结束日期不晚于开始日期"),
    ],
)
def test_impossible_dates_are_doubted_and_left_out(text, doubt):
    period = parse_period(text, 2024)
    assert period[:2] == (None, None)
    assert doubt in period.doubt


def test_without_a_year_there_is_no_date():
    assert parse_period("4月-12月") == (None, None, "")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (APRIL, DECEMBER, 9),
        (date(2024, 4, 16), date(2024, 6, 15), 2),
        (date(2024, 4, 1), date(2024, 4, 20), 1),
    ],
)
def test_months_are_counted_to_the_end_of_the_last_day(first, last, months):
    assert months_between(first, last) == months


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("10", "万元", "100000.00"),
        ("6.7", "万元", "67000.00"),
        ("６．７", "万元", "67000.00"),
        (" 19.7 ", "万元", "197000.00"),
        ("100,000", "元", "100000.00"),
        ("¥67000.50", "元", "67000.50"),
        ("6.7万元", "元", "67000.00"),
        ("50000元", "万元", "50000.00"),
        ("5", "千元", "5000.00"),
    ],
)
def test_amounts_become_yuan(text, unit, yuan):
    assert amount(text, unit) == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["", "十万", "0", "-3", "10左右", "1/2", "3-5", "0.0000001", "1" * 40, "=SUM(I3:I5)", "1,00"]
)
def test_what_is_no_amount_is_not_guessed(text):
    assert amount(text, "万元") is None
