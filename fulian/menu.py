"""The menu: who finds which page where. Shown beside every page, built from this one table."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from fulian import clock
from fulian.users.models import Role


class Link(NamedTuple):
    """A line of the menu as the page shows it."""

    label: str
    url: str
    current: str  # aria-current: "page", "true" on a page of the same noun, "" elsewhere


class Group(NamedTuple):
    """Links under one heading; the first has none."""

    label: str
    links: list[Link]


class Item(NamedTuple):
    label: str
    name: str  # of the URL
    who: Callable  # is the page of use to this user?


def everyone(user) -> bool:
    return True


def staff(user) -> bool:
    return user.is_federation_staff


def outsider(user) -> bool:
    """Acts for an organisation, or might: no staff, expert or evaluator."""
    return bool(user.organisation_ids) or not user.roles


def holding(*roles: str) -> Callable:
    return lambda user: user.has(*roles)


def takes_part(user) -> bool:
    """Acts for an organisation, or works on what organisations hand in."""
    readers = [Role.OFFICER, Role.HEAD, Role.OFFICE, Role.LEADER, Role.FINANCE, Role.OBSERVER]
    return bool(user.organisation_ids) or user.has(*readers)


MENU = {
    "": [Item("工作台", "home", everyone)],
    "发布": [
        Item("项目目录", "projects:catalogue_index", staff),
        Item("目录条目", "projects:index", staff),
        Item("公告公示", "projects:notice_index", everyone),
        Item("可申报项目", "projects:catalogue", outsider),
    ],
    "申报": [
        Item("申报单位", "applications:organisation_index", lambda user: staff(user) or outsider(user)),
        Item("申报书", "applications:application_index", takes_part),
        Item("我的评审", "applications:review_index", holding(Role.EXPERT)),
        Item("立项结果", "applications:award_index", holding(Role.OFFICE, Role.LEADER, Role.OBSERVER)),
        Item("协议书", "applications:agreement_index", takes_part),
    ],
    "实施": [
        Item("任务清单", "supervision:duty_index", takes_part),
        Item("项目公开", "supervision:follow_up_index", everyone),
    ],
    "资金": [
        Item(
            "年度预算执行",
            "supervision:budget_year",
            holding(Role.FINANCE, Role.OFFICE, Role.LEADER, Role.OBSERVER),
        ),
    ],
    "管理": [
        Item("用户与角色", "users:index", holding(Role.ADMINISTRATOR)),
        Item("节假日与调休", "workdays:index", holding(Role.OFFICE, Role.ADMINISTRATOR)),
    ],
}
PUBLIC = [
    ("首页", "projects:catalogue"),
    ("公告公示", "projects:notice_index"),
    ("项目公开", "supervision:follow_up_index"),
    ("登录", "account_login"),
    ("注册", "account_signup"),
]
ARGUMENTS = {"supervision:budget_year": lambda: [clock.today().year]}


def address(name: str) -> str:
    """The path of the page called ``name``."""
    return reverse(name, args=ARGUMENTS[name]() if name in ARGUMENTS else None)


def noun(name: str) -> str:
    """``projects:notice_detail`` → ``projects:notice``; the app's own noun goes without: ``projects:``."""
    app, _, page = name.rpartition(":")
    return f"{app}:{page.rpartition('_')[0]}"


NAMES = {item.name for items in MENU.values() for item in items}


def link(label: str, name: str, here: str) -> Link:
    """``here`` is the name of the page being shown; pages not in the menu light up the list of their noun."""
    if name == here:
        return Link(label, address(name), "page")
    near = here not in NAMES and ":" in here and noun(name) == noun(here)
    return Link(label, address(name), "true" if near else "")


def menu(user, here: str) -> list[Group]:
    """What ``user`` finds in the menu on the page named ``here``; groups without a link are left out."""
    groups = [
        Group(
            label,
            [link(item.label, item.name, here) for item in items if item.who(user)],
        )
        for label, items in MENU.items()
    ]
    return [group for group in groups if group.links]


def public_menu(here: str) -> list[Link]:
    """What visitors find in the top bar."""
    return [link(label, name, here) for label, name in PUBLIC]
