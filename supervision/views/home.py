"""The first page after signing in: what waits for me, and how things stand."""

from django.shortcuts import render
from django.urls import reverse

from applications.models import Organisation
from applications.models.organisation import State as OrganisationState
from fulian import clock
from fulian.users.models import Role
from supervision import overview, todo

CALM = "现在没有等您办理的事项。"
READERS = [Role.OFFICER, Role.HEAD, Role.OFFICE, Role.LEADER, Role.FINANCE, Role.OBSERVER]


def home(request):
    user = request.user
    groups = todo.collect(user)
    member = bool(user.organisation_ids)
    context = {
        "groups": groups,
        "count": sum(len(group.todos) for group in groups),
        "overdue": sum(group.overdue for group in groups),
        "nothing": nothing(user) if not groups else None,
        "rows": overview.ROWS,
        "year": clock.today().year,
    }
    if member or user.has(*READERS):
        context["running"] = overview.running(user)
    if user.has(Role.FINANCE):
        context["instalments"] = overview.money(user)
    if member:
        context["applications"] = overview.own_applications(user)
    if member or not user.roles:
        context["calls"] = overview.open_calls()
    if user.has(Role.EXPERT):
        context["reviews"] = overview.own_reviews(user)
    return render(request, "supervision/home.html", context)


# What the page says when nothing waits: the next sensible thing for (who), in the order of asking.
NOTHING = [
    (
        lambda user: not user.roles and not user.organisation_ids,
        "您还没有登记所在单位。登记单位信息并通过市妇联核验后，就可以申报项目。",
        ("applications:organisation_register", "登记单位"),
    ),
    (
        lambda user: not user.roles and verified(user),
        "现在没有等您办理的事项。可以看看正在征集的项目。",
        ("projects:catalogue", "查看可申报项目"),
    ),
    (
        lambda user: not user.roles,
        "单位信息正在等待市妇联核验，核验通过后会发送消息。",
        ("applications:organisation_index", "查看单位信息"),
    ),
    (
        lambda user: user.roles == {Role.EXPERT},
        "现在没有等您评审的申报书。分配给您后会发送消息。",
        ("applications:review_index", "我的评审"),
    ),
    (lambda user: user.roles == {Role.ADMINISTRATOR}, CALM, ("users:index", "管理用户与角色")),
    (lambda user: user.roles == {Role.EVALUATOR}, CALM, ("supervision:follow_up_index", "查看项目公开")),
    (lambda user: user.has(Role.OFFICER, Role.HEAD), CALM, ("supervision:duty_index", "查看任务清单")),
]
ELSE = (CALM, ("projects:catalogue_index", "查看项目目录"))


def verified(user) -> bool:
    organisations = Organisation.objects.filter(pk__in=user.organisation_ids)
    return organisations.filter(state=OrganisationState.VERIFIED).exists()


def nothing(user) -> dict:
    """The sentence and the link of an empty to-do list: text, url, action."""
    text, (name, action) = next(((text, link) for who, text, link in NOTHING if who(user)), ELSE)
    return {"text": text, "url": reverse(name), "action": action}
