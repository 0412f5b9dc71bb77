from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from applications.models import Agreement
from fulian.pages import download
from projects.models import Catalogue
from supervision.documents.budget import budget_workbook, grand_total, signed_in, year_rows
from supervision.permissions import reads_budgets


def find(request, year: int):
    """The signed agreements of ``year`` that the person sees; the tables are the federation's own."""
    if not reads_budgets(request.user):
        raise PermissionDenied
    return signed_in(Agreement.objects.visible_to(request.user), year)


def year(request, year):
    rows = year_rows(find(request, year))
    years = Catalogue.objects.order_by("-year").values_list("year", flat=True).distinct()
    context = {"year": year, "years": years, "rows": rows, "grand": grand_total(rows)}
    return render(request, "supervision/budget/year.html", context)


def export(request, year):
    return download(budget_workbook(year, find(request, year)), f"{year}年度项目预算表.xlsx")
