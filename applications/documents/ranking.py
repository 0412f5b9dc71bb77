"""评审得分排名表, as the leaders' meeting reads it and as the archive keeps it."""

from fulian import clock
from fulian.documents.pdf import render_pdf
from fulian.documents.xlsx import MONEY, table, to_bytes, workbook

SCORE = "0.00"


def ranking_pdf(project, standings) -> bytes:
    """A4 landscape: the ranking, then each application's scores by criterion, and places to sign."""
    context = {"project": project, "standings": standings, "today": clock.today()}
    return render_pdf("documents/ranking.html", context)


def ranking_xlsx(project, standings) -> bytes:
    """Two sheets: 排名 (one row per application) and 评分明细 (one per application and criterion)."""
    book = workbook("排名", "评分明细")
    title = f"{project.name}评审得分排名表"
    _summary(book["排名"], title, standings)
    _details(book["评分明细"], f"{project.name}评分明细表", standings)
    return to_bytes(book)


def _widest(standings) -> int:
    return max(len(row.reviews) for row in standings)


def _padded(values: list, width: int) -> list:
    return [*values, *[None] * (width - len(values))]


def _summary(sheet, title: str, standings) -> None:
    width = _widest(standings)
    columns = [("名次", 7), ("申报单位", 34), ("申请资金（元）", 16)]
    columns += [(f"专家{n}", 12) for n in range(1, width + 1)]
    columns += [("最高最低分差", 14), ("评审得分", 12), ("是否入围", 10)]
    rows = [
        [
            row.rank,
            row.application.organisation.name,
            row.application.requested,
            *_padded([review.total for review in row.reviews], width),
            row.gap,
            row.application.final_score,
            "入围" if row.passes else "未入围",
        ]
        for row in standings
    ]
    scores = dict.fromkeys(range(4, 4 + width + 2), SCORE)
    table(sheet, title, columns, rows, formats={3: MONEY} | scores, unit="单位：分、元")


def _details(sheet, title: str, standings) -> None:
    width = _widest(standings)
    columns = [("申报单位", 34), ("评审内容", 30), ("分值", 8)]
    columns += [(f"专家{n}", 12) for n in range(1, width + 1)] + [("平均", 10)]
    rows = [
        [
            row.application.organisation.name,
            criterion.name,
            criterion.weight,
            *_padded(values, width),
            average,
        ]
        for row in standings
        for criterion, values, average in row.lines
    ]
    table(sheet, title, columns, rows, formats=dict.fromkeys(range(4, 5 + width), SCORE), unit="单位：分")
