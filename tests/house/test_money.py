"""Money in figures and in capitals, as agreements and receipts print it."""

from decimal import ROUND_HALF_UP, Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian.money import capitals, cents, wan, yuan

AMOUNTS = st.decimals(0, 10**12, places=2)


@given(AMOUNTS)
def test_capitals_agree_with_an_independent_library(amount):
    """After 角 the payment rules leave 整 to choice: we write it, so that nothing can be added."""
    words = cn2an.an2cn(f"{amount:f}", "rmb")
    assert capitals(amount) == (f"{words}整" if words.endswith("角") else words)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("105.50", "壹佰零伍元伍角整"),
        ("46000", "肆万陆仟元整"),
        ("100000", "壹拾万元整"),
        ("100001", "壹拾万零壹元整"),
        ("1010000", "壹佰零壹万元整"),
        ("100000000", "壹亿元整"),
        ("100000001.01", "壹亿零壹元零壹分"),
    ],
)
def test_capitals_are_those_of_a_cheque(amount, words):
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-0.01", "1e16"])
def test_what_no_agreement_is_about_is_refused(amount):
    with pytest.raises(ValueError, match="金额"):
        capitals(Decimal(amount))


@given(AMOUNTS)
def test_wan_is_the_amount_and_nothing_but_the_amount(amount):
    assert Decimal(wan(amount)) * 10000 == amount
    assert not wan(amount).endswith(".")
    assert "." not in wan(amount) or not wan(amount).endswith("0")
    assert "E" not in wan(amount)


@given(AMOUNTS)
def test_yuan_can_be_read_back(amount):
    assert Decimal(yuan(amount).replace(",", "")) == amount


@given(st.decimals(-(10**12), 10**12, places=4))
def test_half_a_cent_goes_up(amount):
    assert cents(amount) == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_nothing_is_shown_as_nothing():
    assert (wan(None), yuan(None)) == ("", "")


@pytest.mark.parametrize(("amount", "text"), [(197000, "19.7"), (67000, "6.7"), (1_000_000, "100"), (0, "0")])
def test_wan_as_the_catalogue_prints_it(amount, text):
    assert wan(Decimal(amount)) == text
