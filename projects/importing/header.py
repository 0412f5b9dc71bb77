"""Finding the header of a catalogue: which column is which, in whatever order and wording."""

import re
from typing import NamedTuple

from projects.importing.grid import Cell, plain

# field → the words that heads of this column use; the first is the one that messages use
COLUMNS = {
    "number": ("项目编号", "项目序号", "序号", "编号", "项目号"),
    "department": (
        *("牵头部室", "责任部室", "牵头部门", "责任部门", "主管部室", "主管部门", "归口部室", "归口部门"),
        *("牵头处室", "责任处室", "牵头科室", "责任科室", "牵头单位", "主责部室", "业务部室", "部室", "部门"),
    ),
    "name": ("项目名称", "名称", "项目"),
    "goal": ("项目目标", "绩效目标", "总体目标", "预期目标", "服务目标", "项目目的", "目标"),
    "content": ("项目内容", "主要内容", "实施内容", "服务内容", "工作内容", "建设内容", "任务内容", "内容"),
    "beneficiaries": ("服务对象", "受益对象", "受益人群", "服务人群", "服务群体", "对象"),
    "bidders": (
        *("项目承接主体", "承接主体", "承接单位", "承接对象", "申报主体", "申报对象", "申报单位"),
        *("实施主体", "实施单位", "承办主体", "承办单位", "执行单位"),
    ),
    "period": (
        *("实施时间", "实施周期", "实施期限", "实施时限", "项目周期", "项目期限", "项目时间", "服务周期"),
        *(
            "服务期限",
            "执行周期",
            "执行期限",
            "起止时间",
            "完成时间",
            "完成时限",
            "周期",
            "期限",
            "时限",
            "时间",
        ),
    ),
    "amount": (
        *("项目金额", "项目经费", "项目资金", "项目预算", "经费预算", "资金预算", "预算金额", "预算经费"),
        *("经费额度", "资助金额", "支持金额", "采购金额", "资金额度", "金额", "经费", "资金", "预算"),
    ),
    "requirements": (
        *("相关要求", "有关要求", "项目要求", "工作要求", "承接要求", "申报要求", "实施要求", "具体要求"),
        *("服务要求", "其他要求", "要求"),
    ),
}
LABELS = {field: words[0] for field, words in COLUMNS.items()}
FIELD_OF = {word: field for field, words in COLUMNS.items() for word in words}
LONG_WORDS = sorted((word for word in FIELD_OF if len(word) >= 4), key=len, reverse=True)

MIN_COLUMNS = 4  # a row that names so many columns is a header
HEADING_LENGTH = 20  # no heading is longer
TOTAL = re.compile(r"^(?:金额|资金|经费)?(?:合计|总计|共计|总金额|总额)")
UNIT = re.compile(r"(万元|千元|元)")
FACTORS = {"万元": 10_000, "万": 10_000, "千元": 1_000, "元": 1}


class Header(NamedTuple):
    """``columns`` says where each field stands, ``first`` is the first row below the header."""

    columns: dict[str, int]
    first: int
    labels: dict[str, str]  # field → the heading as the file words it
    unit: str  # 万元, 千元, 元, or "" when the heading names none


def field_of(heading: str) -> str | None:
    """The field that ``heading`` stands for: ``实施周期`` → ``period``; brackets and spaces do not matter."""
    if len(heading) > 10 * HEADING_LENGTH:
        return None
    words = re.sub(r"\(.*?\)|[:/*★]", "", plain(heading))
    if words in FIELD_OF or len(words) > HEADING_LENGTH:
        return FIELD_OF.get(words)
    return next((FIELD_OF[long] for long in LONG_WORDS if long in words), None)


def columns_of(texts: list[str]) -> dict[str, int]:
    """Field → position, for every heading that is known; the first of two equal ones counts."""
    columns: dict[str, int] = {}
    for position, text in enumerate(texts):
        if field := field_of(text):
            columns.setdefault(field, position)
    return columns


def is_header(texts: list[str]) -> bool:
    """Whether these are headings: enough of them are known, and none is a whole paragraph."""
    return len(columns_of(texts)) >= MIN_COLUMNS


def is_total(text: str) -> bool:
    """Whether a row that begins with ``text`` is the 合计."""
    return bool(TOTAL.match(plain(text)))


def find_header(rows: list[list[Cell]], start: int = 0) -> Header | None:
    """The first header at or after row ``start``, one or two rows high."""
    for index in range(start, len(rows)):
        one = [cell.text for cell in rows[index]]
        two = _joined(rows, index)
        if is_header(one) or (two and is_header(two)):
            tall = two is not None
            return _header(two if tall else one, index + 1 + tall)
    return None


def _header(texts: list[str], first: int) -> Header:
    columns = columns_of(texts)
    labels = {field: plain_heading(texts[position]) for field, position in columns.items()}
    unit = UNIT.search(plain(texts[columns["amount"]])) if "amount" in columns else None
    return Header(columns, first, labels, unit[1] if unit else "")


def plain_heading(text: str) -> str:
    """A heading in one line and without its unit: ``项目金额（万元）`` → ``项目金额``."""
    return re.sub(r"[(（].*?[)）]", "", "".join(text.split()))


def _joined(rows: list[list[Cell]], index: int) -> list[str] | None:
    """The headings of a two-row header, upper and lower words joined; ``None`` when the lower row is none."""
    if index + 1 >= len(rows):
        return None
    upper, lower = rows[index], rows[index + 1]
    added = [cell.text for cell in lower if plain(cell.text) and not cell.merged]
    if not added or not all(_is_unit(text) or field_of(text) for text in added) or _repeats(upper, lower):
        return None
    below = [("" if cell.merged else cell.text) for cell in lower]
    below += [""] * (len(upper) - len(below))
    return [
        cell.text + words if plain(words) and _is_unit(words) else (words or cell.text)
        for cell, words in zip(upper, below, strict=False)
    ]


def _is_unit(text: str) -> bool:
    return bool(re.fullmatch(r"\(?(?:单位:?)?(?:万元|千元|元)\)?", plain(text)))


def _repeats(upper: list[Cell], lower: list[Cell]) -> bool:
    return [plain(cell.text) for cell in upper] == [plain(cell.text) for cell in lower]
