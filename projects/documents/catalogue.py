"""The 项目发布目录 as offices pass it on: title, the ten official columns, 合计. Record → bytes."""

import json
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder

from fulian.documents import xlsx
from fulian.documents.pdf import render_pdf
from fulian.money import wan
from projects.documents import word
from projects.importing.draft import money, plain_number

# heading, width in characters of an Excel column (and share of the page), whether it is centred on paper
COLUMNS = [
    ("项目编号", 6, True),
    ("牵头部室", 8, True),
    ("项目名称", 15, True),
    ("项目目标", 26, False),
    ("项目内容", 34, False),
    ("服务对象", 10, True),
    ("项目承接主体", 10, True),
    ("实施时间", 11, True),
    ("项目金额（万元）", 9, True),
    ("相关要求", 56, False),
]
AMOUNT = 9  # the column of 项目金额, from 1
LINE_HEIGHT = 13.5  # points, of 宋体 10
CHARACTER = 1.95  # units of column width that a Chinese character of that size takes


def rows(catalogue) -> list[list]:
    """The cells of each entry in the official order; the amount is a Decimal in 万元."""
    return [
        [
            entry.number,
            str(entry.department),
            entry.name,
            entry.goal,
            entry.content,
            entry.beneficiaries,
            entry.bidders,
            entry.period,
            None if entry.amount is None else entry.amount / 10_000,
            entry.requirements,
        ]
        for entry in catalogue.entries()
    ]


def total(catalogue) -> Decimal:
    """The sum of all entries in 元."""
    return sum((entry.amount or Decimal(0) for entry in catalogue.entries()), Decimal(0))


def catalogue_xlsx(catalogue) -> bytes:
    """One sheet; figures are numbers, so that the sheet can be reckoned with."""
    book = xlsx.workbook("项目发布目录")
    sheet = book.active
    body = rows(catalogue)
    columns = [(label, width) for label, width, _ in COLUMNS]
    last = ["合计", *[""] * (AMOUNT - 2), total(catalogue) / 10_000, ""]
    xlsx.table(sheet, catalogue.title, columns, body, formats={AMOUNT: "General"}, total=last)
    sheet.row_dimensions[2].height = 30
    for number in range(3, sheet.max_row + 1):
        _lay_out(sheet, number)
    sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=AMOUNT - 1)
    return xlsx.to_bytes(book)


def _lay_out(sheet, number: int) -> None:
    """Centre the short columns of a row and make it as high as its longest cell (Excel allows 409 points)."""
    lines = 1
    for column, (_, width, centred) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(number, column)
        if centred:
            cell.alignment = xlsx.Alignment(horizontal="center", vertical="center", wrap_text=True)
        if isinstance(cell.value, str):
            lines = max(lines, _lines(cell.value, width))
    sheet.row_dimensions[number].height = min(lines * LINE_HEIGHT + 4, 409)


def _lines(text: str, width: float) -> int:
    """In how many lines ``text`` is shown in a column of ``width``, where a Chinese character takes two."""
    characters = max(int(width / CHARACTER), 1)
    return sum(max(-(-len(line) // characters), 1) for line in text.split("\n"))


def catalogue_docx(catalogue) -> bytes:
    """A4 across, the header repeated on every page."""
    document = word.landscape()
    document.core_properties.title = catalogue.title
    word.heading(document, catalogue.title)
    grid = word.table(document, [label for label, _, _ in COLUMNS], [width for _, width, _ in COLUMNS])
    aligns = [word.CENTRE if centred else word.LEFT for _, _, centred in COLUMNS]
    for cells in rows(catalogue):
        amount = "" if cells[AMOUNT - 1] is None else wan(cells[AMOUNT - 1] * 10_000)
        word.add_row(grid, [*cells[: AMOUNT - 1], amount, *cells[AMOUNT:]], aligns)
    word.add_total(grid, wan(total(catalogue)), AMOUNT)
    return word.to_bytes(document)


def catalogue_pdf(catalogue) -> bytes:
    """The same for reading and printing; a published one says by which sha256 it can be checked."""
    context = {
        "catalogue": catalogue,
        "entries": catalogue.entries(),
        "total": total(catalogue),
        "revision": catalogue.revisions.first(),
    }
    return render_pdf("documents/catalogue.html", context)


def catalogue_json(catalogue) -> bytes:
    """What the importer's ``--json`` gives, read from the records; UTF-8, amounts in 元 as text."""
    content = {
        "title": catalogue.title,
        "year": catalogue.year,
        "batch": catalogue.batch,
        "open_at": catalogue.open_at,
        "close_at": catalogue.close_at,
        "published_at": catalogue.published_at,
        "total": money(total(catalogue)),
        "projects": [_entry(entry) for entry in _whole(catalogue)],
    }
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _whole(catalogue):
    return catalogue.entries().prefetch_related("clauses__requirements", "indicators")


def _entry(entry) -> dict:
    plain = (
        "number",
        "name",
        "goal",
        "content",
        "beneficiaries",
        "bidders",
        "period",
        "starts_on",
        "ends_on",
    )
    return {
        **{name: getattr(entry, name) for name in plain},
        "department": entry.department.name,
        "department_text": str(entry.department),
        "amount": money(entry.amount),
        "clauses": [_clause(clause) for clause in entry.clauses.all()],
        "indicators": [
            {
                "name": one.name,
                "comparator": one.comparator,
                "value": plain_number(one.value),
                "unit": one.unit,
            }
            for one in entry.indicators.all()
        ],
    }


def _clause(clause) -> dict:
    return {
        "ordinal": clause.ordinal,
        "text": clause.text,
        "requirements": [
            {"code": found.code, "parameters": found.parameters} for found in clause.requirements.all()
        ],
    }


EXPORTS = {
    "xlsx": catalogue_xlsx,
    "docx": catalogue_docx,
    "pdf": catalogue_pdf,
    "json": catalogue_json,
}
