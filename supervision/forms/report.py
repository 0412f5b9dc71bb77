from django import forms

from fulian.forms import PortalForm
from projects.models.indicator import Comparator
from supervision.models import ProgressReport


class ReportForm(PortalForm, forms.ModelForm):
    """The words; the figures the portal fills in itself."""

    class Meta:
        model = ProgressReport
        fields = ["done", "problems", "help_needed", "next_plan"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ["done", "problems", "help_needed", "next_plan"]
        }
        help_texts = {
            "done": "开展了哪些工作，取得哪些成效；活动场次、人次和支出已自动填入，不必重复。",
            "next_plan": "下一阶段准备开展的活动和时间安排。",
        }


class FiguresForm(PortalForm, forms.Form):
    """One number per indicator that the portal does not count."""

    def __init__(self, *args, rows, **kwargs):
        """``rows``: the report's IndicatorProgress with their indicators."""
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            if row.is_reported and row.indicator.comparator != Comparator.QUALITATIVE:
                self.fields[f"actual_{row.pk}"] = forms.DecimalField(
                    label=f"{row.indicator.name}累计完成值",
                    required=False,
                    min_value=0,
                    max_digits=12,
                    decimal_places=2,
                    initial=row.actual,
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )

    def actuals(self) -> dict:
        """Row key → what was given, None where nothing was."""
        return {int(name.removeprefix("actual_")): value for name, value in self.cleaned_data.items()}

    def table(self) -> list[tuple]:
        """(row, its input or None) in the order of the indicators."""
        return [
            (row, self[f"actual_{row.pk}"] if f"actual_{row.pk}" in self.fields else None)
            for row in self.rows
        ]
