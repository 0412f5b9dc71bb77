"""Amounts as catalogues print them."""

import re
from decimal import Decimal

from projects.importing.grid import plain
from projects.importing.header import FACTORS

AMOUNT = re.compile(r"(?:人民币|RMB|[¥￥])?(?P<figure>\d+(?:\.\d+)?)(?P<unit>万元|千元|万|元)?(?:整)?")
LARGEST = Decimal(10) ** 11  # 元; what the database can hold


def amount(text: str, unit: str) -> Decimal | None:
    """``6.7`` in 万元 is ``Decimal("67000.00")`` 元; a unit in the cell itself wins; ``None``: no amount.

    Half-width and full-width figures, thousands separators and currency signs are understood; words (十万),
    zero, fractions of a 分 and sums beyond 10^11 元 are not.
    """
    found = AMOUNT.fullmatch(re.sub(r"(?<=\d),(?=\d{3})", "", plain(text)))
    if found is None:
        return None
    exact = Decimal(found["figure"]) * FACTORS[found["unit"] or unit]
    value = exact.quantize(Decimal("0.01")) if exact < LARGEST else None
    return value if value and value == exact else None
