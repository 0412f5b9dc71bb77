"""What a sentence says about its demand: people, rhythm, department, documents, cost classes, bans.

Each function takes the match of a rule and returns plain values. A match knows its text (``match.string``).
"""

import re
from decimal import Decimal

from projects.importing.numerals import CHINESE, number

FIGURE = rf"(?P<figure>\d+|[{CHINESE}]+)"
PEOPLE = re.compile(rf"{FIGURE}(?:名|人|位|个)")
YEARS = re.compile(rf"{FIGURE}年")
MONEY = re.compile(r"(?P<figure>\d+(?:\.\d+)?)(?P<unit>万元|元)")
DEPARTMENT = re.compile(
    r"(?:妇联|妇女联合会|由|[,。;:、]|^)(?P<name>(?!项目)[一-鿿]{2,8}?(?:部|办公室|处|科室|工委办))"
    r"(?=[将会要应]?(?:负责)?(?:每|按|逐|各季|不?定期|适时|随时|全程|对|组织|开展|牵头|进行|实施))"
)
CADENCES = {  # the first word that occurs decides
    "每半月": "half-monthly",
    "每半年": "half-yearly",
    "每周": "weekly",
    "每月": "monthly",
    "按月": "monthly",
    "每季": "quarterly",
    "按季": "quarterly",
    "逐季": "quarterly",
    "季度": "quarterly",
    "三个月": "quarterly",
    "每年": "yearly",
    "定期": "periodic",
    "及时": "timely",
    "按时": "timely",
    "随时": "timely",
}
DOCUMENTS = (
    *("方案", "计划", "通知", "信息", "简报", "总结", "新闻稿", "照片", "图片", "影像", "小视频", "视频"),
    *("签到表", "签到", "满意度", "音像"),
)
FINAL_REPORTS = re.compile(
    r"[一-鿿]{0,6}?(?:结项|结题|结案|成果|总结|终期|完工|自评)[一-鿿]{0,4}报告|工作总结"
)


def nothing(match: re.Match) -> dict:
    """The demand has no parameters."""
    return {}


def platform(match: re.Match) -> dict:
    """Which platform one must belong to."""
    name = re.sub(r"^.*(?:应|须|需|是|为|属于|入驻|加入|隶属|纳入)", "", match["platform"])
    return {"platform": re.sub(r"[“”\"]", "", name)}


def experience(match: re.Match) -> dict:
    """Years of experience, when a number is given."""
    found = YEARS.search(_part(match))
    return {"years": int(number(found["figure"]) or 0)} if found else {}


def people(match: re.Match) -> dict:
    """How many at least."""
    found = PEOPLE.search(_part(match))
    count = number(found["figure"]) if found else None
    return {"people": int(count)} if count else {}


def brand(match: re.Match) -> dict:
    """In whose name."""
    found = re.search(r"以([^。;,]{0,10}?(?:妇联|妇女联合会))", match[0])
    return {"name": found[1] if found else "妇联"}


def attire(match: re.Match) -> dict:
    """Clothes, badge, or both."""
    words = {
        "服装": r"服装|马甲|马夹|着装|队服|志愿者?服",
        "标志": r"标志|标识|徽章|臂章|胸牌|工作牌|工作证|绶带",
    }
    return {"items": [item for item, pattern in words.items() if re.search(pattern, _sentence(match))]}


def site(match: re.Match) -> dict:
    """What is to be seen at each site."""
    words = {
        "logo设计": "logo",
        "制度上墙": "制度上墙",
        "标识标牌": "标识标牌|挂牌|门牌",
        "五有": "五有",
        "规范提升": "规范|标准",
    }
    return {"items": [item for item, pattern in words.items() if re.search(pattern, match.string)]}


def bans(match: re.Match) -> dict:
    """What the money may not buy."""
    kinds = ("固定资产", "硬件", "基建", "基本建设", "装修", "设备", "车辆")
    return {"bans": [kind for kind in kinds if kind in match[0]]}


def documents(match: re.Match) -> dict:
    """Which documents, in the order of the sentence."""
    text = _part(match)
    found = {text.index(name): name for name in DOCUMENTS if name in text}
    names = [found[place] for place in sorted(found)]
    return {
        "documents": [name for name in names if not any(name != other and name in other for other in names)]
    }


def quarterly(match: re.Match) -> dict:
    """Each quarter."""
    return {"cadence": "quarterly"}


def timely(match: re.Match) -> dict:
    """As things happen, or in a softer rhythm than the quarter."""
    return {"cadence": _cadence(match[0], "timely")}


def supervision(match: re.Match) -> dict:
    """How often, and by which 部室 when it is named."""
    found = DEPARTMENT.search(_sentence(match))
    name = re.sub(r"^.*(?:妇联|妇女联合会)", "", found["name"]) if found else ""
    return {"cadence": _cadence(match[0], "periodic")} | ({"department": name} if name else {})


def lump_sum(match: re.Match) -> dict:
    """The amount in 元 as text, and the cost classes that it includes."""
    text = _sentence(match)
    amount = MONEY.search(text)
    listed = re.search(r"(?:包含|包括|涵盖|含)(?P<classes>.+?)(?:等|所有|全部|一切|。|;|$)", text)
    classes = re.split(r"[、,和及与]", listed["classes"]) if listed else []
    result: dict = {"cost_classes": [name for name in classes if 2 <= len(name) <= 12]}
    if amount:
        factor = 10_000 if amount["unit"] == "万元" else 1
        result["amount"] = f"{Decimal(amount['figure']) * factor:.2f}"
    return result


def forms(match: re.Match) -> dict:
    """Electronic, on paper, or both."""
    words = {"电子档": "电子", "纸质档": "纸质"}
    return {"forms": [form for form, word in words.items() if word in match.string]}


def evaluation(match: re.Match) -> dict:
    """The report to hand in."""
    return {"documents": ["第三方绩效评估报告"]}


def audit(match: re.Match) -> dict:
    """The report to hand in."""
    return {"documents": ["专项资金审计报告"]}


def final_report(match: re.Match) -> dict:
    """The report by the name that the sentence gives it."""
    named = [found[0] for found in FINAL_REPORTS.finditer(match.string)]
    return {
        "documents": [
            re.sub(r"^.*?(?:形成|提交|上交|提供|撰写|一份|一篇|的)", "", named[-1]) if named else "结项报告"
        ]
    }


def handover(match: re.Match) -> dict:
    """To whom."""
    found = re.search(r"(?:市|区|县|省|州)?(?:妇联|妇女联合会)", _sentence(match))
    return {"to": found[0] if found else "妇联"}


def _cadence(text: str, otherwise: str) -> str:
    return next((cadence for word, cadence in CADENCES.items() if word in text), otherwise)


def _part(match: re.Match) -> str:
    """The match, completed to the next comma or full stop on both sides."""
    return _around(match, "。;,")


def _sentence(match: re.Match) -> str:
    return _around(match, "。;")


def _around(match: re.Match, stops: str) -> str:
    text = match.string
    start = max(text.rfind(stop, 0, match.start()) for stop in stops) + 1
    ends = [text.find(stop, match.end()) for stop in stops]
    return text[start : min((end for end in ends if end >= 0), default=len(text))]
