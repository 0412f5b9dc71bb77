"""The column 相关要求: cut into numbered clauses, and each clause read for what it demands."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from projects.codes import Code
from projects.importing.draft import ClauseDraft, RequirementDraft
from projects.importing.grid import plain, tidy
from projects.importing.numerals import number
from projects.importing.rules import NOT_NEEDED, RULES, Rule

FIGURES = "〇零一二三四五六七八九十"
# How clauses are numbered. A figure with a unit behind it (6.7万元) is an amount, not a clause.
STYLES = [
    re.compile(r"(?P<ordinal>[0-9０-９]{1,2})\s*[.．](?!\d+(?:\.\d+)?\s*(?:万|元|%|％|倍|米|小时))"),
    re.compile(r"(?P<ordinal>[0-9０-９]{1,2})\s*、"),
    re.compile(r"[(（]\s*(?P<ordinal>[0-9０-９]{1,2})\s*[)）]"),
    re.compile(r"(?P<ordinal>[0-9０-９]{1,2})\s*[)）]"),
    re.compile(r"(?P<ordinal>[①-⑳])"),
    re.compile(rf"(?P<ordinal>[{FIGURES}]{{1,3}})、"),
    re.compile(rf"[(（](?P<ordinal>[{FIGURES}]{{1,3}})[)）]"),
    re.compile(rf"第(?P<ordinal>[{FIGURES}]{{1,3}}|\d{{1,2}})(?:条[,，、:：]?|[,，、])"),
]
BEFORE = re.compile(r"(?:^|[\n。；;！!]|[:：])\s*$")  # a clause begins a line or follows a finished one
DEMAND = re.compile(
    r"应|须|必需|需要|需|必要|不得|不可|严禁|禁止|要求|务必|负责|确保|保证|提供|提交|配合|承担|接受|落实|不少于|不低于|达到|(?<![重主需次概摘])要(?![素点闻约])"
)


class _Mark(NamedTuple):
    """Where a number stands in the text."""

    start: int
    end: int
    ordinal: int


def read_clauses(requirements: str) -> list[ClauseDraft]:
    """The clauses of a cell, each with what it demands."""
    return [ClauseDraft(ordinal, text, recognise(text)) for ordinal, text in split(requirements)]


def split(requirements: str) -> list[tuple[int, str]]:
    """Ordinal and text of each clause. Ordinals must rise 1, 2, 3 …; else the text is one clause."""
    text = tidy(requirements)
    if not text:
        return []
    marks = max((_marks(style, text) for style in STYLES), key=lambda found: (bool(found), -_start(found)))
    if not marks:
        return [(1, text)]
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    clauses = [(mark.ordinal, tidy(text[mark.end : end])) for mark, end in zip(marks, ends, strict=True)]
    preface = tidy(text[: marks[0].start])
    if preface and not preface.endswith((":", "：")):
        clauses[0] = (1, f"{preface}\n{clauses[0][1]}")
    return [(ordinal, clause) for ordinal, clause in clauses if clause]


def recognise(sentence: str) -> list[RequirementDraft]:
    """What ``sentence`` demands, in the order of ``Code``; OTHER when it fits none, [] if nothing."""
    text = plain(sentence).lower()
    found: dict[str, RequirementDraft] = {}
    for rule in RULES:
        if rule.code not in found and (match := first_match(rule, text)):
            found[rule.code] = RequirementDraft(str(rule.code), rule.parameters(match))
    if not found and DEMAND.search(text):
        return [RequirementDraft(str(Code.OTHER))]
    return [found[code] for code in Code if code in found]


def first_match(rule: Rule, text: str) -> re.Match | None:
    """Where ``rule`` applies in a text that is already plain, passing over places that say the contrary."""
    for match in _compiled(rule.pattern).finditer(text):
        part = _part(match)
        if NOT_NEEDED.search(part) or (rule.unless and _compiled(rule.unless).search(part)):
            continue
        return match
    return None


@cache
def _compiled(pattern: str) -> re.Pattern:
    return re.compile(pattern)


def _part(match: re.Match) -> str:
    start = max(match.string.rfind(stop, 0, match.start() + 1) for stop in "。;,") + 1
    ends = [match.string.find(stop, max(match.end() - 1, 0)) for stop in "。;,"]
    return match.string[start : min((end for end in ends if end >= 0), default=len(match.string))]


def _marks(style: re.Pattern, text: str) -> list[_Mark]:
    """The numbers of one style that rise 1, 2, 3 …; a single one counts only at the very beginning."""
    marks: list[_Mark] = []
    for mark in _candidates(style, text):
        if mark.ordinal == len(marks) + 1:
            marks.append(mark)
    return marks if len(marks) > 1 or (marks and marks[0].start == 0) else []


def _candidates(style: re.Pattern, text: str) -> Iterator[_Mark]:
    for match in style.finditer(text):
        if BEFORE.search(text[max(match.start() - 4, 0) : match.start()]) or match.start() == 0:
            yield _Mark(match.start(), match.end(), _figure(match["ordinal"]))


def _figure(sign: str) -> int:
    return int(number(plain(sign)) or 0)


def _start(marks: list[_Mark]) -> int:
    return marks[0].start if marks else 0
