"""Numbers as Chinese documents write them."""

from decimal import Decimal, InvalidOperation

DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "".join(DIGITS) + "".join(PLACES)


def number(text: str) -> Decimal | None:
    """``12``, ``6.7``, ``1.2万``, ``十二``, ``两百`` as a number; ``None`` when it is none of these."""
    factor = 10_000 if text.endswith("万") else 1
    text = text.removesuffix("万")
    try:
        return Decimal(text) * factor
    except InvalidOperation:
        value = _chinese(text)
        return None if value is None else Decimal(value * factor)


def year_of(text: str) -> int | None:
    """Four Chinese digits as a year: 二〇二四 is 2024."""
    digits = [DIGITS.get(sign) for sign in text]
    return None if None in digits or len(digits) != 4 else int("".join(map(str, digits)))


def _chinese(text: str) -> int | None:
    if not text or any(sign not in CHINESE for sign in text):
        return None
    total = pending = 0
    for sign in text:
        if sign in PLACES:
            total += (pending or 1) * PLACES[sign]
            pending = 0
        else:
            pending = DIGITS[sign]
    return total + pending
