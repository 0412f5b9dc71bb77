"""Rows of cells → a catalogue: which row is a project, which the 合计, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from fulian.money import wan
from projects.importing.amounts import amount
from projects.importing.checks import remark, warnings_of
from projects.importing.clauses import read_clauses
from projects.importing.draft import CatalogueDraft, ProjectDraft, Remark
from projects.importing.grid import Cell, Table, plain, tidy
from projects.importing.header import COLUMNS, LABELS, Header, find_header, is_header, is_total
from projects.importing.indicators import recognise_indicators
from projects.importing.numerals import year_of
from projects.importing.period import parse_period

NEEDED = ("name", "amount")  # without these columns there is nothing to import
LENGTHS = {"number": 20, "name": 200, "period": 100}  # characters; what the database holds
CELL_LENGTH = 20_000  # characters; no cell of a catalogue is longer
ENTRY_CELLS = 3  # a row with fewer filled cells and no number is a note
LONG_TEXTS = ("goal", "content", "beneficiaries", "requirements")
TOTAL_WORDS = re.compile(r"^.*?[计额][:：]?(?:[(（].*?[)）])?")

Row = dict[str, Cell]  # one row by field


def parse(table: Table, *, year: int | None = None, departments: Mapping[str, str]) -> CatalogueDraft:
    """Understand ``table``. ``departments``: names → full names; ``year`` wins over the title's.

    Never raises for what the table holds: ``errors`` block an import, ``warnings`` ask for a look.
    """
    draft = CatalogueDraft()
    header = find_header(table.rows)
    lines = [*table.titles, *_lines_above(table, header)]
    draft.title = _title(lines)
    if header is None:
        draft.errors.append(
            Remark("表头", "没有找到表头（项目编号、牵头部室、项目名称……）。请连同表头一起导入。")
        )
        return draft
    unit = _unit(header, lines, draft)
    if not _has_needed_columns(header, draft):
        return draft
    rows, total = _sorted(table.rows, header)
    _Reader(draft, header.labels, unit, departments).read(rows)
    _settle_year(draft, year)
    _read_periods(draft)
    _check_total(draft, total, unit)
    draft.warnings += warnings_of(draft.projects, draft.year)
    return draft


def _lines_above(table: Table, header: Header | None) -> Iterator[str]:
    """The texts of the rows above the header: titles that were merged across the columns."""
    for row in table.rows[: header.first - 1 if header else 0]:
        yield from dict.fromkeys(tidy(cell.text) for cell in row if cell.text.strip())


def _title(lines: list[str]) -> str:
    short = (re.sub(r"\s+", "", line) for line in lines if len(plain(line)) <= 100)
    candidates = [line for line in short if len(line) >= 4 and not re.match(r"附件|附表|单位[:：]", line)]
    named = [line for line in candidates if "目录" in line]
    return next(iter(named or candidates), "")


def _unit(header: Header, lines: list[str], draft: CatalogueDraft) -> str:
    """万元 or 元: from the heading, else from a note such as 单位：万元, else 万元 with a warning."""
    noted = (re.search(r"单位[:：]?.{0,6}?(万元|千元|元)", plain(line)) for line in lines)
    unit = header.unit or next((found[1] for found in noted if found), "")
    if not unit:
        draft.warnings.append(Remark("表头“项目金额”", "没有写明单位，按万元读取，请核对。"))
    return unit or "万元"


def _has_needed_columns(header: Header, draft: CatalogueDraft) -> bool:
    missing = [field for field in COLUMNS if field not in header.columns]
    for field in missing:
        kind = draft.errors if field in NEEDED else draft.warnings
        kind.append(Remark("表头", f"没有找到“{LABELS[field]}”一列。", field=field))
    return not set(missing) & set(NEEDED)


def _sorted(rows: list[list[Cell]], header: Header) -> tuple[list[Row], list[Cell] | None]:
    """The rows that are projects, and the 合计 row; repeated headers and notes are left out."""
    columns, found = header.columns, []
    position = header.first
    while position < len(rows):
        cells = rows[position]
        position += 1
        if is_header([cell.text for cell in cells]):
            repeated = find_header(rows, position - 1)
            columns, position = repeated.columns, repeated.first
            continue
        filled = [cell for cell in cells if cell.text.strip() and not cell.merged]
        if filled and is_total(filled[0].text):
            return found, cells
        row = {field: cells[place] for field, place in columns.items() if place < len(cells)}
        if found and _continues(row):
            _append(found[-1], row)
        elif _is_entry(row):
            found.append(row)
    return found, None


def _own(row: Row, field: str) -> str:
    """The text of a cell, unless it only continues the one above."""
    cell = row.get(field)
    return "" if cell is None or cell.merged else cell.text.strip()


def _is_entry(row: Row) -> bool:
    filled = sum(bool(_own(row, field)) for field in row)
    numbered = re.fullmatch(r"\d{1,4}[.、]?", plain(_own(row, "number")))
    return filled >= ENTRY_CELLS or bool(numbered and filled > 1)


def _continues(row: Row) -> bool:
    """Whether a page break has cut this row off the one above: long texts, nothing that names a project."""
    identity = any(_own(row, field) for field in ("number", "department", "name", "amount", "period"))
    return not identity and any(_own(row, field) for field in LONG_TEXTS)


def _append(row: Row, more: Row) -> None:
    for field in LONG_TEXTS:
        if text := _own(more, field):
            cell = row.get(field, more[field])
            row[field] = Cell(f"{cell.text}\n{text}" if field in row else text, cell.row, cell.address)


class _Reader:
    """Reads rows one after the other, remembering what a row may take over from the one above."""

    def __init__(self, draft: CatalogueDraft, labels: dict[str, str], unit: str, departments: Mapping):
        self.draft, self.labels, self.unit = draft, labels, unit
        self.departments = {plain(name): full for name, full in departments.items()}
        self.places: dict[str, str] = {}  # number → where it stood

    def read(self, rows: list[Row]) -> None:
        for position, row in enumerate(rows, start=1):
            self.draft.projects.append(self._project(row, position))
        if not rows:
            self.draft.errors.append(Remark("表格", "表头下面没有项目。请检查是否只选中了表头。"))

    def _project(self, row: Row, position: int) -> ProjectDraft:
        texts = {field: tidy(cell.text) for field, cell in row.items() if field != "amount"}
        texts["name"] = tidy(_own(row, "name"))
        texts["department_text"] = texts.pop("department", "")
        project = ProjectDraft(**texts)
        project.name = project.name.replace("\n", "")
        project.period = project.period.replace("\n", "")
        self._refuse_long(row)
        self._number(project, row, position)
        if not project.name:
            self._error(row, "name", "没有填写项目名称。")
        self._amount(project, row)
        self._department(project, row, position)
        if not any(len(cell.text) > CELL_LENGTH for cell in row.values()):
            project.clauses = read_clauses(project.requirements)
            project.indicators = recognise_indicators(project.goal, project.content)
        return project

    def _error(self, row: Row, field: str, message: str) -> None:
        self.draft.errors.append(Remark(self._place(row, field), message, plain(_own(row, "number")), field))

    def _place(self, row: Row, field: str) -> str:
        """Where a cell stands, or would stand in a row that is too short for it."""
        cell = row.get(field) or Cell("", next(iter(row.values())).row)
        return cell.place(self.labels.get(field, LABELS[field]))

    def _refuse_long(self, row: Row) -> None:
        for field, cell in row.items():
            limit = LENGTHS.get(field, CELL_LENGTH)
            if len(tidy(cell.text)) > limit:
                self._error(row, field, f"文字超过{limit}字，请缩短。")

    def _number(self, project: ProjectDraft, row: Row, position: int) -> None:
        project.number = re.sub(r"(?<=\d)[.、．]$", "", plain(_own(row, "number")))
        if not project.number:
            project.number = str(position)
            self._warn(project, position, f"没有填写编号，按顺序编为{position}。", "number")
        if project.number in self.places:
            self._error(row, "number", f"编号{project.number}与{self.places[project.number]}重复。")
        self.places.setdefault(project.number, self._place(row, "number"))

    def _amount(self, project: ProjectDraft, row: Row) -> None:
        text = _own(row, "amount")
        project.amount = amount(text, self.unit)
        if not text:
            self._error(row, "amount", "没有填写金额。")
        elif project.amount is None:
            self._error(row, "amount", f"“{text[:30]}”不是金额，请填写大于0的数字（单位：{self.unit}）。")

    def _department(self, project: ProjectDraft, row: Row, position: int) -> None:
        above = self.draft.projects[-1].department_text if self.draft.projects else ""
        if not project.department_text and above:
            project.department_text = above
            merged = "department" in row and row["department"].merged
            if not merged:
                self._warn(project, position, f"没有填写，按上一行的“{above}”读取。")
        project.department_text = project.department_text.replace("\n", "")
        known = plain(project.department_text)
        project.department = self.departments.get(known) or self.departments.get(
            re.sub(r"^.{0,6}(?:妇联|妇女联合会)", "", known)
        )
        if project.department is None:
            words = f"没有名为“{project.department_text}”的部室，请指定。" if known else "没有填写，请指定。"
            self._warn(project, position, words)

    def _warn(self, project: ProjectDraft, position: int, message: str, field: str = "department") -> None:
        self.draft.warnings.append(remark(project, position, field, message))


def _settle_year(draft: CatalogueDraft, year: int | None) -> None:
    """The year that was asked for, else the title's, else the one that every period names."""
    title = plain(draft.title)
    found = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", title)
    chinese = re.search(r"[〇零一二三四五六七八九]{4}(?=年)", title)
    in_title = int(found[1]) if found else (year_of(chinese[0]) if chinese else None)
    if year and in_title and year != in_title:
        draft.warnings.append(Remark("标题", f"标题写的是{in_title}年，将导入为{year}年的目录，请核对。"))
    draft.year = year or in_title
    if draft.year is None:
        periods = "".join(plain(project.period) for project in draft.projects)
        draft.year = min(map(int, re.findall(r"(20\d{2})年", periods)), default=None)
        hint = f"按实施时间推定为{draft.year}年，请核对。" if draft.year else "请选择年度。"
        draft.warnings.append(Remark("标题", f"标题中没有年度，{hint}"))


def _read_periods(draft: CatalogueDraft) -> None:
    for project in draft.projects:
        project.starts_on, project.ends_on, _ = parse_period(project.period[:200], draft.year)


def _check_total(draft: CatalogueDraft, row: list[Cell] | None, unit: str) -> None:
    """The printed 合计 must be the sum; while an amount is unreadable, not less than the others' sum."""
    amounts = [project.amount for project in draft.projects]
    known = sum((value for value in amounts if value is not None), Decimal("0.00"))
    if row is None:
        draft.warnings.append(Remark("合计", f"没有合计行；各项目之和为{_both(known)}。"))
        return
    cell, draft.total = _printed_total(row, unit)
    if draft.total is None:
        draft.warnings.append(Remark("合计", f"合计行中没有可读的金额；各项目之和为{_both(known)}。"))
    elif draft.total != known and (None not in amounts or draft.total < known):
        others = "其余" if None in amounts else "各"
        message = f"合计写的是{_both(draft.total)}，{others}项目金额之和是{_both(known)}，两者不一致。"
        draft.errors.append(Remark(cell.place("合计"), message, field="total"))


def _printed_total(row: list[Cell], unit: str) -> tuple[Cell, Decimal | None]:
    """The first readable amount of the row; notes may stand below it, and 合计：31万元 in one cell."""
    for cell in row:
        first_line = next(iter(tidy(cell.text).splitlines()), "")
        text = TOTAL_WORDS.sub("", first_line) if is_total(first_line) else first_line
        if (value := amount(text, unit)) is not None:
            return cell, value
    return row[0], None


def _both(value: Decimal) -> str:
    """An amount as files and as catalogues write it."""
    return f"{value:.2f}元（{wan(value)}万元）"
