"""编制目录: its title, window and contacts, and the numbers it works by."""

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from fulian.forms import PortalForm
from projects.models import Catalogue

SECTIONS = {
    "目录与申报时间": ["title", "open_at", "close_at", "contact", "supervision_contact"],
    "申报与评审": [
        "applications_per_organisation",
        "wins_per_organisation",
        "supplement_days",
        "rubric",
        "experts_min",
        "pass_line",
        "publicity_days",
    ],
    "拨付与预算": [
        "instalment_first",
        "instalment_second",
        "instalment_last",
        "budget_move_limit",
        "management_fee_warn",
    ],
    "实施与结项": [
        "plan_days_before",
        "record_days_after",
        "photos_min",
        "report_days",
        "final_report_days",
    ],
}
WIDE = {"title"}


class CatalogueForm(PortalForm, forms.ModelForm):
    """Everything of a catalogue but its entries."""

    UNITS = {
        "applications_per_organisation": "个",
        "wins_per_organisation": "个",
        "supplement_days": "工作日",
        "experts_min": "人",
        "pass_line": "分",
        "publicity_days": "工作日",
        "instalment_first": "%",
        "instalment_second": "%",
        "instalment_last": "%",
        "budget_move_limit": "%",
        "management_fee_warn": "%",
        "report_days": "天",
        "plan_days_before": "天",
        "record_days_after": "天",
        "final_report_days": "天",
        "photos_min": "张",
    }

    class Meta:
        model = Catalogue
        fields = [name for names in SECTIONS.values() for name in names]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            *(
                Fieldset(legend, Row(*(self._column(name) for name in names)))
                for legend, names in SECTIONS.items()
            )
        )
        return helper

    def _column(self, name: str) -> Column:
        field = AppendedText(name, self.UNITS[name]) if name in self.UNITS else Field(name)
        return Column(field, css_class="col-12" if name in WIDE else "col-md-6")

    def clean(self):
        data = super().clean()
        open_at, close_at = data.get("open_at"), data.get("close_at")
        if open_at and close_at and close_at <= open_at:
            self.add_error("close_at", ValidationError("申报截止时间应晚于开始时间。", "order"))
        return data
