"""Money is Decimal 元 with two places; forms and tables show 元 or 万元."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ["", "拾", "佰", "仟"]
SECTIONS = ["", "万", "亿", "万亿"]


def cents(value) -> Decimal:
    """Round to 分, half up."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def yuan(value) -> str:
    """``197000`` → ``197,000.00``."""
    return "" if value is None else f"{cents(value):,.2f}"


def wan(value) -> str:
    """元 → 万元 without needless zeros: ``67000`` → ``6.7``."""
    if value is None:
        return ""
    text = f"{Decimal(value) / 10000:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(number: int) -> str:
    """Four digits in capitals; inner zeros are read once."""
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + UNITS[place]
            zero = False
        else:
            zero = True
    return text


def _whole(number: int) -> str:
    text, gap = "", False
    for index in range(len(SECTIONS) - 1, -1, -1):
        section = number // 10000**index % 10000
        if not section:
            gap = gap or bool(text)
            continue
        if text and (gap or section < 1000):
            text += "零"
        text += _section(section) + SECTIONS[index]
        gap = False
    return text


def capitals(value) -> str:
    """An amount in Chinese capitals as agreements print it: ``100000`` → ``壹拾万元整``.

    0 to under 10^16 元; raises ValueError outside.
    """
    total = int(cents(value) * 100)
    if not 0 <= total < 10**18:
        raise ValueError(f"金额超出可书写范围：{value}")
    whole, jiao, fen = total // 100, total // 10 % 10, total % 10
    text = f"{_whole(whole)}元" if whole else ""
    if not jiao and not fen:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif whole:
        text += "零"
    return text + (f"{DIGITS[fen]}分" if fen else "整")
