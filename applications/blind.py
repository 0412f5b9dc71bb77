"""What an expert reads of an application: all that is to be judged, nothing that leads to its people."""

import re

from applications.models.checks import SECTIONS

MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
PHONE = re.compile(r"(?<!\d)(0\d{2,3}[-—－ ]?)\d{4}(\d{3,4})(?!\d)")
ACCOUNT = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")
HIDDEN = {"title", "promise_accepted", "promise_name"}


def mask(text: str) -> str:
    """Phone and account numbers that somebody typed into a text: ``13812341234`` → ``138****1234``."""
    for pattern in (MOBILE, PHONE, ACCOUNT):
        text = pattern.sub(r"\1****\2", text)
    return text


def sections(application) -> list[tuple[str, str]]:
    """(label, text) of each part of the application, in the order of the form, without gaps."""
    found = []
    for name in (name for names in SECTIONS.values() for name in names if name not in HIDDEN):
        value = getattr(application, name)
        if value not in (None, ""):
            found.append((str(application._meta.get_field(name).verbose_name), mask(_text(value))))
    return found


def _text(value) -> str:
    return f"{value:%Y年%-m月%-d日}" if hasattr(value, "strftime") else str(value)


def strength(organisation) -> list[tuple[str, str]]:
    """(label, value) of what the organisation is able to do: kind, age, people, grade."""
    registered = organisation.registered_on
    return [
        ("单位类型", organisation.kind or "未识别"),
        ("登记日期", f"{registered:%Y年%-m月%-d日}" if registered else ""),
        ("所在区县", organisation.county),
        ("评估等级", organisation.get_grade_display()),
        ("专职人数", f"{organisation.fulltime}人，其中专职社工{organisation.social_workers}人"),
        ("志愿者人数", f"{organisation.volunteers}人"),
        ("妇女组织", "已建立" if organisation.women_org else "未建立"),
        ("党组织", "已建立" if organisation.party_branch else "未建立"),
    ]
