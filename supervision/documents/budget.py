"""The finance office's two tables of a year: 项目预算汇总表 and 预算执行表."""

from decimal import Decimal

from django.db.models import prefetch_related_objects

from applications.models.budget import Category
from fulian.documents.xlsx import MONEY, put, table, to_bytes, workbook
from supervision.documents.ledger import PERCENT, share
from supervision.models.expense import by_category, spending, totals

SUMMARY, EXECUTION = "项目预算汇总表", "预算执行表"


def signed_in(agreements, year: int):
    """Those of ``agreements`` that are signed, for the projects of that year's catalogues, in their order."""
    signed = agreements.filter(project__catalogue__year=year).exclude(signed_on=None)
    return signed.for_list().order_by("project__catalogue__batch", "project__order", "pk")


def year_rows(agreements) -> list[dict]:
    """Per signed agreement what both tables need, in a fixed number of queries: agreement, classes (budget
    against spending), totals, own (元 borne by the contractor), planned and paid (元 by instalments).
    """
    agreements = list(agreements)
    prefetch_related_objects(agreements, "application__budget", "instalments")
    spent = spending(agreements)
    return [_row(agreement, spent.get(agreement.pk, {})) for agreement in agreements]


def _row(agreement, spent: dict) -> dict:
    classes, instalments = by_category(agreement, spent), list(agreement.instalments.all())
    return {
        "agreement": agreement,
        "classes": classes,
        "totals": totals(classes),
        "own": agreement.application.own,
        "planned": sum((part.amount for part in instalments), Decimal(0)),
        "paid": sum((part.amount for part in instalments if part.state == "paid"), Decimal(0)),
    }


def grand_total(rows: list[dict]) -> dict:
    """The 合计 of the year: catalogue, amount, own, planned, paid, and spending over all classes."""
    found = {name: sum((row[name] for row in rows), Decimal(0)) for name in ("own", "planned", "paid")}
    found["catalogue"] = sum((row["agreement"].project.amount for row in rows), Decimal(0))
    found["amount"] = sum((row["agreement"].amount for row in rows), Decimal(0))
    return found | {"totals": totals([item for row in rows for item in row["classes"]])}


def budget_workbook(year: int, agreements) -> bytes:
    """Both tables of ``year`` over ``agreements``, numbers as numbers, ready to print."""
    rows = year_rows(agreements)
    book = workbook(SUMMARY, EXECUTION)
    _summary(book[SUMMARY], year, rows)
    _execution(book[EXECUTION], year, rows)
    return to_bytes(book)


def _summary(sheet, year: int, rows: list[dict]) -> None:
    columns = [
        ("序号", 6),
        ("牵头部室", 12),
        ("项目名称", 30),
        ("承接单位", 24),
        ("目录金额", 13),
        ("协议金额", 13),
    ]
    used = _used_classes(rows)
    columns += [(Category(one).label, 13) for one in used]
    columns += [("预算合计", 13), ("其中自筹", 13), ("计划拨付", 13), ("已拨付", 13)]
    body = []
    for number, row in enumerate(rows, start=1):
        agreement = row["agreement"]
        names = [agreement.project.department.short_name, agreement.project.name, agreement.organisation.name]
        body.append([number, *names, agreement.project.amount, agreement.amount, *_money(row, used)])
    grand = grand_total(rows)
    merged = [item for row in rows for item in row["classes"]]
    money = _money(grand | {"classes": merged}, used)
    total = ["合计", "", "", "", grand["catalogue"], grand["amount"], *money]
    formats = dict.fromkeys(range(5, len(columns) + 1), MONEY)
    title = f"{year}年度{SUMMARY}"
    table(sheet, title, columns, body, formats=formats, total=total, unit="单位：元")


def _used_classes(rows: list[dict]) -> list[str]:
    """The budget classes that the year's budgets use, in their official order: no column stays empty."""
    used = {item["category"] for row in rows for item in row["classes"]}
    return [one for one in Category.values if one in used]


def _money(row: dict, classes: list[str]) -> list[Decimal]:
    """The amounts that follow the agreement's: one per class, the whole budget, own funds, planned, paid."""
    per_class = dict.fromkeys(classes, Decimal(0))
    for item in row["classes"]:
        per_class[item["category"]] += item["budget"]
    return [*per_class.values(), row["totals"]["budget"], row["own"], row["planned"], row["paid"]]


def _execution(sheet, year: int, rows: list[dict]) -> None:
    columns = [("序号", 6), ("项目名称", 34), ("费用类别", 18), ("预算", 15), ("支出", 15), ("结余", 15),
               ("执行率", 10), ("已拨付", 15)]  # fmt: skip
    body, subtotals = [], []
    for number, row in enumerate(rows, start=1):
        name = row["agreement"].project.name
        body += [[number, name, *_spent(item), ""] for item in row["classes"]]
        subtotals.append(len(body))
        body.append([number, name, *_spent({"label": "小计"} | row["totals"]), row["paid"]])
    grand = grand_total(rows)
    total = ["合计", "", *_spent({"label": ""} | grand["totals"]), grand["paid"]]
    formats = {4: MONEY, 5: MONEY, 6: MONEY, 7: PERCENT, 8: MONEY}
    title = f"{year}年度{EXECUTION}"
    table(sheet, title, columns, body, formats=formats, total=total, unit="单位：元")
    for index in subtotals:
        for column, value in enumerate(body[index], start=1):
            put(sheet, 4 + index, column, value, number_format=formats.get(column, ""), bold=True)


def _spent(item: dict) -> list:
    return [item["label"], item["budget"], item["spent"], item["left"], share(item["rate"])]
