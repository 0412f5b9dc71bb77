"""资金使用明细表 and 预算执行对比表 of one agreement (domain.md e.9), as the finance office keeps them."""

from decimal import Decimal

from fulian.documents.xlsx import MONEY, put, table, to_bytes, workbook
from supervision.models.expense import by_category, ledger, totals

PERCENT = "0.0%"
COLUMNS = [
    ("序号", 6), ("日期", 12), ("凭证（份）", 9), ("费用类别", 14), ("摘要", 26), ("收款单位（人）", 22),
    ("发票号码", 18), ("支付方式", 10), ("本次支出（元）", 15), ("累计支出（元）", 15),
    ("核对", 9), ("说明", 24),
]  # fmt: skip
COMPARED = [
    ("费用类别", 20), ("预算（元）", 16), ("支出（元）", 16), ("结余（元）", 16), ("执行率", 10),
    ("超预算比例", 12), ("说明", 30),
]  # fmt: skip


def share(percent: Decimal) -> Decimal:
    """46.5 (%) → 0.465: what a cell formatted as a percentage holds."""
    return percent / 100


def ledger_workbook(agreement) -> bytes:
    """The workbook of ``agreement``: every expense with running total and subtotals, then class by class."""
    book = workbook("资金使用明细表", "预算执行对比表")
    _details(book["资金使用明细表"], agreement)
    _comparison(book["预算执行对比表"], agreement)
    return to_bytes(book)


def _heading(agreement, name: str) -> str:
    return f"{agreement.project.name}{name}"


def _details(sheet, agreement) -> None:
    expenses = ledger(agreement)
    rows = [
        [
            number,
            expense.paid_on,
            len(expense.files.all()),
            expense.budget_line.get_category_display(),
            expense.item,
            expense.payee,
            expense.invoice_number,
            expense.get_method_display(),
            expense.amount,
            expense.running,
            expense.get_state_display(),
            "；".join([*expense.found, *([expense.remark] if expense.remark else [])]),
        ]
        for number, expense in enumerate(expenses, start=1)
    ]
    spent = sum((expense.amount for expense in expenses), Decimal(0))
    total = ["合计", "", "", "", "", "", "", "", spent, spent, "", ""]
    formats = {2: "yyyy-mm-dd", 9: MONEY, 10: MONEY}
    unit = f"承接单位：{agreement.organisation}    协议编号：{agreement.number}    单位：元"
    table(
        sheet, _heading(agreement, "资金使用明细表"), COLUMNS, rows, formats=formats, total=total, unit=unit
    )
    row = 3 + len(rows) + 1 + 2  # title, unit, head; rows; total; one line apart
    for item in by_category(agreement):
        put(sheet, row, 4, item["label"], bold=True)
        put(sheet, row, 8, "小计")
        put(sheet, row, 9, item["spent"], number_format=MONEY)
        row += 1
    sheet.cell(row + 1, 1, "经办：                审核：                部室负责人：                日期：")


def _comparison(sheet, agreement) -> None:
    classes = by_category(agreement)
    limit = agreement.project.catalogue.budget_move_limit
    rows = [[*_compared(item), _remark(item["over"], limit)] for item in classes]
    total = [*_compared({"label": "合计"} | totals(classes)), ""]
    formats = {2: MONEY, 3: MONEY, 4: MONEY, 5: PERCENT, 6: PERCENT}
    unit = f"协议金额：{agreement.amount:,.2f}元    单位：元"
    title = _heading(agreement, "预算执行对比表")
    table(sheet, title, COMPARED, rows, formats=formats, total=total, unit=unit)


def _compared(item: dict) -> list:
    money = [item["budget"], item["spent"], item["left"]]
    return [item["label"], *money, share(item["rate"]), share(item["over"])]


def _remark(over: Decimal, limit: Decimal) -> str:
    return f"超出预算{limit.normalize():f}%以上，须说明原因并报批" if over > limit else ""
