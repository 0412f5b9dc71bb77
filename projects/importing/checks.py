"""What a careful colleague would ask about a catalogue before publication. Nothing is corrected."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from projects.codes import Code
from projects.importing.draft import ProjectDraft, Remark, plain_number
from projects.importing.header import LABELS
from projects.importing.indicators import quantities
from projects.importing.numerals import CHINESE, number
from projects.importing.period import parse_period

PROSE = ("name", "goal", "content", "requirements")
DOUBLED = re.compile(r"([一-鿿]{2,6})[“”‘’\"]?\1")
REDUPLICATED = {"研究", "讨论", "商量", "学习", "介绍"}  # verbs that are doubled on purpose
MISSPELT = {"行式": "形式", "按排": "安排", "做用": "作用", "既使": "即使", "报帐": "报账", "专帐": "专账"}
LISTED = re.compile(
    rf"[(（](?:包括|涵盖|含)?(?P<items>[^()（）]*?、[^()（）]*?)(?P<figure>\d+|[{CHINESE}]+)个(?:层次|方面|类别|年龄段|群体)[)）]"
)
AMBIGUOUS = "人/次"
# Either of these fulfils the same duty, so the lack of one is no gap.
SAME_DUTY = {
    Code.PROGRESS_TIMELY: Code.PROGRESS_QUARTERLY,
    Code.SUPERVISE_PERIODIC: Code.SUPERVISE_QUARTERLY,
}
ENOUGH_OTHERS = 2  # what only one other entry demands is not yet a custom


def warnings_of(projects: list[ProjectDraft], year: int | None) -> list[Remark]:
    """All warnings about the entries, in the order of the catalogue."""
    demanded = Counter(code for project in projects for code in _duties(project))
    others = len(projects) - 1
    usual = {code for code, count in demanded.items() if count == others >= ENOUGH_OTHERS}
    remarks = []
    for position, project in enumerate(projects, start=1):
        for field, message in (*_about(project, year), *_missing_clauses(project, usual)):
            remarks.append(remark(project, position, field, message))
    return remarks


def remark(project: ProjectDraft, position: int, field: str, message: str) -> Remark:
    """A remark about one column of one entry, worded the same whatever the file's format."""
    number_ = project.number or str(position)
    return Remark(f"项目{number_}“{LABELS[field]}”", message, number_, field)


def _about(project: ProjectDraft, year: int | None) -> Iterator[tuple[str, str]]:
    yield from _period(project, year)
    yield from _targets(project)
    yield from _prose(project)
    if project.requirements and not any(clause.requirements for clause in project.clauses):
        yield "requirements", "没有识别出任何要求，请逐条核对并手工补充。"


def _period(project: ProjectDraft, year: int | None) -> Iterator[tuple[str, str]]:
    doubt = parse_period(project.period, year).doubt
    if doubt:
        yield "period", doubt
    elif project.ends_on is None:
        yield "period", f"“{project.period}”中没有找到结束日期，请补填起止日期。"


def _targets(project: ProjectDraft) -> Iterator[tuple[str, str]]:
    countable = [one for one in project.indicators if one.value is not None]
    if not any(one.value > 1 for one in countable):
        yield "goal", "没有可计数的目标，建议至少补充一项（例如活动场次、服务人次）。"
    if any(one.unit.endswith(AMBIGUOUS) for one in countable):
        yield "content", "“人/次”含义不明：是每次活动的人数，还是累计人次？请在绩效指标中写明。"
    promised, planned = quantities(project.goal), quantities(project.content)
    for target in promised:
        alike = [one for one in planned if one.unit == target.unit and _share_words(one.name, target.name)]
        total = sum((one.value for one in alike), Decimal())
        if alike and target.value not in {total, *(one.value for one in alike)}:
            figures = "+".join(str(plain_number(one.value)) for one in alike)
            figures += f"={plain_number(total)}" if len(alike) > 1 else ""
            said = f"项目目标为{plain_number(target.value)}{target.unit}，项目内容为{figures}{target.unit}"
            yield "content", f"{said}，两处不一致（{target.name}）。"


def _prose(project: ProjectDraft) -> Iterator[tuple[str, str]]:
    for field in PROSE:
        text = getattr(project, field)
        for match in DOUBLED.finditer(text):
            if match[1] not in REDUPLICATED:
                yield field, f"“{match[0]}”疑为重复用词，请核对。"
        for wrong, right in MISSPELT.items():
            if wrong in text:
                yield field, f"“{wrong}”疑为“{right}”之误，请核对。"
        for match in LISTED.finditer(text):
            count, said = match["items"].count("、") + 1, number(match["figure"])
            if said and said != count:
                yield field, f"“{match[0]}”列举了{count}项，却写为{match['figure']}个，请核对。"


def _missing_clauses(project: ProjectDraft, usual: set[Code]) -> Iterator[tuple[str, str]]:
    """``usual``: what all entries but one demand; if this one lacks it, it is that one."""
    for code in Code:
        if code in usual - _duties(project):
            yield "requirements", f"其他项目都有“{code.label}”的要求，本项目没有，请确认是否遗漏。"


def _duties(project: ProjectDraft) -> set[Code]:
    codes: Iterable[Code] = (Code(found.code) for clause in project.clauses for found in clause.requirements)
    return {SAME_DUTY.get(code, code) for code in codes} - {Code.OTHER}


def _share_words(one: str, other: str) -> bool:
    """Whether two phrases have at least two pairs of characters in common."""
    return len(_pairs(one) & _pairs(other)) >= 2


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)} - {"开展", "活动", "组织"}
