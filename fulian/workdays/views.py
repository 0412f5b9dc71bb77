"""The table of holidays and worked weekends that 公示 and other periods in working days are counted by."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fulian import clock
from fulian.history.models import Entry
from fulian.lifecycle import refusal_as_message
from fulian.users.gates import holders_only
from fulian.users.models import Role
from fulian.workdays import official
from fulian.workdays.days import calendar_known
from fulian.workdays.forms import HolidayForm
from fulian.workdays.models import Holiday

keepers_only = holders_only(Role.OFFICE, Role.ADMINISTRATOR)


def asked_year(request) -> int:
    """The year that ``?year=`` or the form names; nonsense is this year."""
    text = request.POST.get("year") or request.GET.get("year") or ""
    return int(text) if text.isdecimal() and 2000 <= int(text[:5]) <= 2999 else clock.today().year


def table_of(year: int) -> str:
    return reverse("workdays:index", query={"year": year})


def show(request, year: int, form):
    return render(
        request,
        "workdays/index.html",
        {
            "year": year,
            "days": Holiday.objects.filter(day__year=year),
            "known": calendar_known(year),
            "loadable": year in official.known_years(),
            "form": form,
            "entries": Entry.objects.of_kind(Holiday)[:20],
        },
    )


@keepers_only
def index(request):
    return show(request, asked_year(request), HolidayForm())


@require_POST
@keepers_only
def add(request):
    form = HolidayForm(request.POST)
    if not form.is_valid():
        return show(request, asked_year(request), form)
    holiday = Holiday.objects.enter(by=request.user, **form.cleaned_data)
    messages.success(request, f"已录入 {holiday}。")
    return redirect(table_of(holiday.day.year))


@require_POST
@keepers_only
def delete(request, pk):
    holiday = get_object_or_404(Holiday, pk=pk)
    holiday.strike(by=request.user)
    messages.success(request, f"已删除 {holiday}。")
    return redirect(table_of(holiday.day.year))


@require_POST
@keepers_only
def load(request):
    """Enter the State Council's days of one year, beside those that are there."""
    year = asked_year(request)
    with refusal_as_message(request):
        added = official.load(year, by=request.user)
        messages.success(
            request, f"{year} 年：新增 {added} 天。" if added else f"{year} 年的安排已全部在表中。"
        )
    return redirect(table_of(year))
