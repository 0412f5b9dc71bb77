"""What every form of the portal shares: the crispy layout, units beside numbers, reasons, rows."""

import re

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.forms import BaseFormSet

UNIT = re.compile(r"（(元|万元|%|分|人|人次|个|天|张|工作日)）$")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


TALL = "10"  # rows of a text area for which nobody asked for any: Django's default

WIDGETS = {forms.DateField: DateInput, forms.DateTimeField: DateTimeInput}


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(MultipleFileField, self).clean(one, initial) for one in files if one or self.required]


class PortalForm:
    """Mix in before a Django form: labels of the paper form, units beside numbers, one crispy helper.

    ``UNITS`` maps field names to the unit that stands beside the input.
    """

    UNITS: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.UNITS:  # it stands beside the input
                field.label = UNIT.sub("", field.label)
            widget = WIDGETS.get(type(field))
            if widget:
                field.widget = widget(field.widget.attrs)
            if isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") == TALL:
                field.widget.attrs["rows"] = 5

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            *(
                AppendedText(name, self.UNITS[name]) if name in self.UNITS else Field(name)
                for name in self.fields
            )
        )
        return helper


class ReasonForm(PortalForm, forms.Form):
    """The one question that a refusal must answer."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


def style(fields) -> None:
    """Give inputs that stand in a table, where crispy does not render them, Bootstrap's look."""
    for field in fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput):
            look = "form-check-input"
        else:
            look = "form-select" if isinstance(widget, forms.Select) else "form-control"
        widget.attrs.setdefault("class", look)


class Rows(BaseFormSet):
    """Rows of a table: those left wholly empty are ignored, order is that of the page.

    Each row form must be a PortalForm. ``rows()`` gives the kept rows as mappings.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        style(form.fields)

    def rows(self) -> list[dict]:
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.has_changed_content() and not form.cleaned_data.get("DELETE")
        ]


class RowForm(PortalForm):
    """Mix in before a ModelForm that is one row of a table."""

    def has_changed_content(self) -> bool:
        """Whether the row holds anything, be it old or new."""
        return bool(getattr(self, "cleaned_data", None)) and (self.has_changed() or bool(self.initial))


def row_formset(form, *, extra: int = 3):
    """A formset class over row forms that can be deleted and need no management beyond the page."""
    return forms.formset_factory(
        form, formset=Rows, extra=extra, can_delete=True, max_num=200, validate_max=True
    )
