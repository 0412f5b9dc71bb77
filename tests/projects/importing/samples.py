"""What the importer's tests share: where the samples lie, and small tables made on the spot."""

from pathlib import Path

from projects.importing.grid import Cell, Table
from projects.importing.table import parse

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "fixtures"
SEEDS = [
    path for year in (2022, 2024) if (path := ROOT.parent / f"shared/seeds/catalogue-{year}.txt").exists()
]

DEPARTMENTS = {
    "组织联络部": "组织联络部",
    "组联部": "组织联络部",
    "权宣部": "权益宣传部",
    "发展部": "妇女发展部",
    "家儿部": "家庭儿童工作部",
}
HEADINGS = {
    "number": "项目编号",
    "department": "牵头部室",
    "name": "项目名称",
    "goal": "项目目标",
    "content": "项目内容",
    "beneficiaries": "服务对象",
    "bidders": "项目承接主体",
    "period": "实施时间",
    "amount": "项目金额（万元）",
    "requirements": "相关要求",
}
ENTRY = {
    "number": "1",
    "department": "组联部",
    "name": "巾帼课堂",
    "goal": "开展培训不少于10场",
    "content": "开展培训10场",
    "beneficiaries": "妇女",
    "bidders": "社会组织",
    "period": "2024年4月-12月",
    "amount": "10",
    "requirements": "1.活动以市妇联的名义开展。\n2.建立项目专账。",
}


def entry(**changes: str) -> list[str]:
    """One correct row in the official order, with some cells changed."""
    return list((ENTRY | changes).values())


def table_of(*rows: list[str], title: str = "某市妇女联合会2024年项目发布目录") -> Table:
    """Rows of texts as a reader would return them."""
    return Table([title], [[Cell(text, number) for text in row] for number, row in enumerate(rows, start=1)])


def draft_of(*rows: list[str], total: str | None = None, **keywords):
    """The draft of rows below the official header; with a 合计 when ``total`` is given."""
    closing = [] if total is None else [["合计", *[""] * 7, total, ""]]
    return parse(table_of(list(HEADINGS.values()), *rows, *closing, **keywords), departments=DEPARTMENTS)


def messages(remarks) -> str:
    """All remarks as lines of place and message."""
    return "\n".join(f"{remark.place}：{remark.message}" for remark in remarks)
