"""统一社会信用代码 (GB 32100-2015): normalise, check, and read the kind of body from it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as Wrong

KINDS = {
    "51": "社会团体",
    "52": "民办非企业单位（社会服务机构）",
    "53": "基金会",
    "59": "其他民政登记单位",
    "11": "机关",
    "12": "事业单位",
    "13": "群团组织",
    "91": "企业",
}
SOCIAL = {"51", "52", "53", "59"}


def normalise(text: str) -> str:
    """Half-width, upper case, without white space and dashes of any kind."""
    return re.sub(r"[\s\-‐-―−]", "", unicodedata.normalize("NFKC", text)).upper()


def validate(code: str) -> None:
    """Refuse a code whose length, characters or check digit are wrong, saying which."""
    if len(code) != 18:
        raise ValidationError(
            f"统一社会信用代码应为18位，现在是{len(code)}位。请对照登记证书核对。", "length"
        )
    try:
        uscc.validate(code)
    except InvalidChecksum as wrong:
        raise ValidationError(
            "统一社会信用代码的校验码不符，可能有一位写错。请对照登记证书逐位核对。", "check"
        ) from wrong
    except Wrong as wrong:
        raise ValidationError(
            "统一社会信用代码前8位应为数字，其余为数字或大写字母（不用 I、O、S、V、Z）。请核对。",
            "characters",
        ) from wrong


def kind(code: str) -> str:
    """What the first two characters say the body is; empty when they say nothing known."""
    return KINDS.get(code[:2], "")


def is_social_organisation(code: str) -> bool:
    return code[:2] in SOCIAL
