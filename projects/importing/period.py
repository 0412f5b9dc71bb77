"""实施时间 as free text → dates: ``2022年4月—11月``, ``2024年12月底完成``, ``9个月（5月-12月）``."""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from projects.importing.grid import plain
from projects.importing.numerals import CHINESE, number, year_of

TOKEN = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号]?|(?P<part>[上中下]旬|[初中底末]))?"
)
YEAR_PART = re.compile(
    r"(?P<year>(?:19|20)\d{2})年度?(?P<part>全年|年?内|[初底末]|上半年|下半年|第?[一二三四1-4]季度)?"
)
MONTHS = re.compile(rf"(?<!\d)(?P<figure>\d{{1,2}}|[{CHINESE}]{{1,3}}|半)个?(?P<unit>月|年)(?P<half>半)?")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
PART_DAYS = {
    "初": 10,
    "上旬": 10,
    "中": 15,
    "中旬": 20,
}  # the last day meant; 底, 末, 下旬 are the month's end
PART_STARTS = {"中": 11, "中旬": 11, "下旬": 21}  # the first day meant; 底, 末 are the month's end
OPENS = re.compile(r"\d[月日号](?:起|开始|启动)")


class Period(NamedTuple):
    """Dates as far as the text gives them, and a Chinese sentence when the text contradicts itself."""

    starts_on: date | None = None
    ends_on: date | None = None
    doubt: str = ""


class _Span(NamedTuple):
    """The days a date expression may mean."""

    first: date
    last: date
    open_end: bool = False  # 底, 前, 完成: only the last day was said


def parse_period(text: str, year: int | None = None) -> Period:
    """Read a period; dates without a year are in ``year``, the catalogue's. Never raises."""
    words = _normalised(text)
    try:
        spans = _spans(words, year)
    except ValueError:
        return Period(doubt=f"“{text.strip()}”中的日期不存在，请核对。")
    months = _stated_months(words)
    period = _from_spans(spans, words)
    if period.starts_on and period.ends_on:
        return _checked(period, months)
    if period.starts_on and months and period.starts_on.year + months // 12 < 9000:
        return Period(period.starts_on, _add_months(period.starts_on, months) - timedelta(days=1))
    return period


def months_between(first: date, last: date) -> int:
    """Whole months from ``first`` to the end of ``last``, half months rounded up: May to December is 8."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months + (1 if after.day - first.day >= 15 else 0) - (1 if first.day - after.day >= 15 else 0)


def _normalised(text: str) -> str:
    """One spelling: half-width, one dash, dates with 年月日 and Arabic figures."""
    words = re.sub(r"[—–―‐‑‒−~～〜至到]+|--+", "-", plain(text))
    words = re.sub(r"[〇零一二三四五六七八九]{4}(?=年)", lambda found: str(year_of(found[0])), words)
    words = re.sub(r"[一二三四五六七八九十]{1,3}(?=[月日])", lambda found: f"{number(found[0])}", words)
    words = re.sub(r"((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d|月)", r"\1年\2月\3日", words)
    words = re.sub(r"((?:19|20)\d{2})[./](\d{1,2})(?!\d|月)", r"\1年\2月", words)
    words = re.sub(r"((?:19|20)\d{2})-(\d{2})(?!\d|月|年)", r"\1年\2月", words)
    return re.sub(r"(?<!\d)(\d{1,2})-(\d{1,2})月", r"\1月-\2月", words)


def _spans(words: str, year: int | None) -> list[_Span]:
    """The dates named, in order; raises ValueError for days that do not exist."""
    found = [match for match in TOKEN.finditer(words) if not re.match(r"个|份?内", words[match.end() :])]
    if not found:
        return _year_parts(words)
    years = [int(match["year"]) for match in found if match["year"]]
    current = years[0] if years else year
    spans: list[_Span] = []
    for match in found[:2]:
        if current is None and not match["year"]:
            continue
        current = int(match["year"] or current)
        span = _span(current, match)
        if spans and not match["year"] and span.last < spans[0].first:
            current += 1  # 10月-次年3月
            span = _span(current, match)
        spans.append(span)
    return spans


def _span(year: int, match: re.Match) -> _Span:
    month, part = int(match["month"]), match["part"] or ""
    if match["day"]:
        day = date(year, month, int(match["day"]))
        return _Span(day, day)
    end = date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else date(year, month, 1)
    first = end if part in {"底", "末"} else date(year, month, PART_STARTS.get(part, 1))
    last = date(year, month, PART_DAYS[part]) if part in PART_DAYS else end
    return _Span(first, last, open_end=part in {"底", "末"})


def _year_parts(words: str) -> list[_Span]:
    """年底, 上半年, 第三季度, 全年: parts of a named year."""
    spans = []
    for match in list(YEAR_PART.finditer(words))[:2]:
        year, part = int(match["year"]), match["part"] or ""
        if part in {"底", "末", "内", "年内"}:
            spans.append(_Span(date(year, 12, 31), date(year, 12, 31), open_end=True))
        elif "季度" in part:
            last = 3 * QUARTERS[re.sub(r"[第季度]", "", part)]
            spans.append(_Span(date(year, last - 2, 1), date(year, last, calendar.monthrange(year, last)[1])))
        else:
            spans.append(_half_or_whole(year, part))
    return spans


def _half_or_whole(year: int, part: str) -> _Span:
    first = date(year, 7, 1) if part == "下半年" else date(year, 1, 1)
    last = date(year, 6, 30) if part == "上半年" else date(year, 12, 31)
    return _Span(first, date(year, 1, 31) if part == "初" else last)


def _from_spans(spans: list[_Span], words: str) -> Period:
    if not spans:
        return Period()
    if len(spans) == 2:
        return _ordered(spans[0].first, spans[1].last)
    span = spans[0]
    if OPENS.search(words):
        return Period(span.first, None)
    said_end = (
        span.open_end
        or re.search(r"前|完成|结束|止|截止", words)
        or span.last - span.first < timedelta(days=45)
    )
    return Period(None if said_end else span.first, span.last)


def _ordered(first: date, last: date) -> Period:
    if last <= first:
        return Period(doubt="结束日期不晚于开始日期，请核对。")
    return Period(first, last)


def _stated_months(words: str) -> int | None:
    """``9个月``, ``一年``, ``半年``, ``1年半`` in months; a month of the calendar (9月) is none."""
    for match in MONTHS.finditer(words):
        phrase = match[0]
        if match["unit"] == "月" and "个" not in phrase:
            continue
        if match["unit"] == "年" and re.search(r"[全上下]$", words[: match.start()]):
            continue
        figure = 0 if match["figure"] == "半" else int(number(match["figure"]) or 0)
        months = figure * (12 if match["unit"] == "年" else 1)
        halves = 6 if match["unit"] == "年" and (match["half"] or match["figure"] == "半") else 0
        return months + halves
    return None


def _checked(period: Period, months: int | None) -> Period:
    actual = months_between(period.starts_on, period.ends_on)
    if months and months != actual:
        return period._replace(doubt=f"写明{months}个月，按起止日期计算为{actual}个月，请核对。")
    return period


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
