"""Proposing 绩效指标 from 项目目标 and 项目内容: every countable promise with comparator, value and unit."""

import re
from collections.abc import Iterator
from decimal import Decimal

from projects.importing.draft import IndicatorDraft
from projects.importing.numerals import CHINESE, number

AT_LEAST = "不少于|不低于|不得少于|不小于|至少|最少|≥|>=|大于等于|超过|达到|达|多于"
AT_MOST = "不超过|不多于|不高于|至多|最多|≤|<=|控制在"
# Units, each with what must not follow: 个月 is no count of things, 次性 no count of times.
UNITS = (
    r"万?人/次|万?人次|户次|课时|学时|场次|小时|%"
    r"|个(?!月|工作日|季|年|百分点|别|性|人|年龄|层次|方面|阶段|环节|维度|中心|特点|结合|领域|代|“)"
    r"|场(?!所|地|景|馆|面)|次(?!性|序|数|月|年|要)|名(?!单|称|义|列|优)|人(?!民|大|才|生|类|群|均|次|员|口|文|力|工|心|士|身|/)"
    r"|支(?!持|出|付|撑|部|教|委)|篇(?!章|幅)|户(?!外|籍)|家(?!庭|长|校|政|访|风|教|家|暴|属|乡)|条(?!件|例)|份(?!额)|册|套(?!路)"
    r"|期(?!间|限|望|末|满|待)|件|对(?!于|象|口|接|一|应|外|项|各)|处(?!理|置|境)|位(?!置|于|一体)|例(?!如)|幅(?!度)"
    r"|项(?!目|机制|制度|工作|重点|职能|任务|措施)|节(?!点|日|目|约|假)|组(?!织|建|成|长)|部(?!门|室|分|署|委)|集(?!中|体|合|聚)|台(?!账|阶)"
)
QUANTITY = re.compile(
    rf"(?P<before>{AT_LEAST}|{AT_MOST})?(?:约|共计?|为|到|在)?"
    rf"(?<![第每各某同这那任另前近年\d.{CHINESE}])"
    rf"(?P<figure>\d+(?:\.\d+)?(?:万(?!人))?|[{CHINESE}]{{1,4}})(?:-\d+(?:\.\d+)?)?(?P<about>余|多)?"
    rf"(?P<unit>{UNITS})(?P<after>以上|及以上|以内|以下|之内)?"
)
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|\"[^\"]*\"")
STOPS = "，。；：！？\n,;:!?"
FIGURES = "一二三四五六七八九十"
ORDINAL = re.compile(rf"^\s*(?:[(（]?[0-9{FIGURES}]{{1,2}}[.、．)）]|[①-⑳]|[{FIGURES}]是)\s*")
VERBS = re.compile(
    "新建|建设|建立|创建|打造|开展|组织|举办|举行|培育|孵化|培训|覆盖|发放|发布|服务|走访|组建|选定|制作|吸纳|"
    "邀请|遴选|形成|提供|慰问|帮扶|招募|受益|参与|推送"
)
NAME_LENGTH = 28
NAME_LIMIT = 100  # what the database holds


def recognise_indicators(goal: str, content: str) -> list[IndicatorDraft]:
    """Indicators from both texts; what the content repeats counts once; one 定性 when nothing is countable.

    Years, ordinals (第三届), rates per each (每场) and figures inside quotes or titles are no promises.
    """
    promised = list(_quantities(goal))
    known = {(indicator.value, indicator.unit) for indicator in promised}
    promised += [one for one in _quantities(content) if (one.value, one.unit) not in known]
    unique = list({(one.name, one.value, one.unit): one for one in promised}.values())
    return unique or _qualitative(goal or content)


def quantities(text: str) -> list[IndicatorDraft]:
    """Every countable promise of one text, in its order."""
    return list(_quantities(text))


def _quantities(text: str) -> Iterator[IndicatorDraft]:
    words = _half_width(text)
    hidden = QUOTED.sub(lambda quoted: "“" * len(quoted[0]), words)
    end = 0
    for match in QUANTITY.finditer(hidden):
        value = number(match["figure"])
        if not value or value >= Decimal(10) ** 9:
            continue
        name = _name(words, hidden, match, end)
        end = match.end()
        if name:
            yield IndicatorDraft(name, _comparator(match), value, match["unit"])


def _half_width(text: str) -> str:
    """Digits and signs in half width; every sign keeps its place, and sentence signs stay as they are."""
    return text.translate({code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0F)})


def _comparator(match: re.Match) -> str:
    before, after = match["before"] or "", match["after"] or ""
    if after in {"以内", "以下", "之内"} or before in AT_MOST.split("|"):
        return "≤"
    ranged = "-" in match[0]
    return "≥" if before or after or match["about"] or ranged else "＝"


def _name(words: str, hidden: str, match: re.Match, previous_end: int) -> str:
    """The phrase around a quantity without the quantity: ``开展主题活动10场`` → ``开展主题活动``."""
    start = max(*(hidden.rfind(stop, 0, match.start()) + 1 for stop in STOPS), previous_end)
    stops = (hidden.find(stop, match.end()) for stop in f"{STOPS}()（）")
    end = min((stop for stop in stops if stop >= 0), default=len(words))
    following = QUANTITY.search(hidden, match.end())
    after = words[match.end() : end]
    if following and following.start() < end:  # 沙龙6场、招聘1场: what stands behind 、 is the next one's
        after = words[match.end() : following.start()].partition("、")[0]
    before = ORDINAL.sub("", words[start : match.start()]).strip(" 、").removeprefix("并")
    return _shortened(before, after).strip(" 的、()（）-")[:NAME_LIMIT]


def _shortened(before: str, after: str) -> str:
    """Long phrases begin at their last verb, and end at a list."""
    if len(after) > NAME_LENGTH:
        after = after.partition("、")[0]
    after = after if len(after) <= NAME_LENGTH else ""
    if len(before) > NAME_LENGTH:
        verbs = list(VERBS.finditer(before))
        before = before[verbs[-1].start() :] if verbs else before[-NAME_LENGTH:]
    return before + after


def _qualitative(text: str) -> list[IndicatorDraft]:
    """The first promise in words, for people to judge."""
    phrases = re.split(rf"[{STOPS}]", text.strip())
    name = ORDINAL.sub("", next((phrase for phrase in phrases if phrase.strip()), "")).strip()
    return [IndicatorDraft(name[:NAME_LIMIT], "定性")] if name else []
