"""Filters and tags that every template may use."""

from django import template

from fulian import menu as menus
from fulian import money
from fulian.history.models import Entry

register = template.Library()
register.filter("yuan", money.yuan)
register.filter("wan", money.wan)
register.filter("capitals", money.capitals)


@register.filter
def has(user, role: str) -> bool:
    """Whether ``user`` holds the role: ``{% if request.user|has:"finance" %}``."""
    return user.is_authenticated and user.has(role)


def _here(request) -> str:
    """The name of the page being shown; none where no page was found."""
    return request.resolver_match.view_name if request.resolver_match else ""


@register.simple_tag(takes_context=True)
def menu(context) -> list[menus.Group]:
    """The groups of the menu for whoever is signed in."""
    request = context["request"]
    return menus.menu(request.user, _here(request))


@register.simple_tag(takes_context=True)
def public_menu(context) -> list[menus.Link]:
    """The links of the top bar for visitors."""
    return menus.public_menu(_here(context["request"]))


@register.simple_tag(takes_context=True)
def unread(context) -> int:
    """How many messages wait for whoever is signed in."""
    return context["request"].user.inbox.unread().count()


@register.inclusion_tag("_history.html")
def history(record) -> dict:
    """The record's history, newest first."""
    return {"entries": Entry.objects.of(record)}


def _button(context, record, name: str, url: str) -> dict:
    return {
        "offered": name in record.steps_for(context["request"].user),
        "name": name,
        "key": record.pk,
        "label": record.STEPS[name].label,
        "url": url,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("_step.html", takes_context=True)
def step(context, record, name: str, url: str, *, confirm: str = "", look: str = "primary") -> dict:
    """A button that takes step ``name`` of ``record`` by POST to ``url``, when the person may and can."""
    return _button(context, record, name, url) | {"confirm": confirm, "look": look}


@register.inclusion_tag("_step_reason.html", takes_context=True)
def step_reason(
    context,
    record,
    name: str,
    url: str,
    *,
    prompt: str = "理由",
    field: str = "reason",
    look: str = "danger",
) -> dict:
    """The same for a step that asks one question first; the answer is posted as ``field``."""
    return _button(context, record, name, url) | {"prompt": prompt, "field": field, "look": look}
