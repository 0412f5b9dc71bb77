from django import forms

from fulian.forms import PortalForm
from fulian.workdays.models import Holiday


class HolidayForm(PortalForm, forms.ModelForm):
    """One day that breaks Monday-to-Friday."""

    works = forms.TypedChoiceField(
        label="安排",
        choices=[("", "请选择"), ("off", "放假"), ("on", "上班（调休）")],
        coerce=lambda choice: choice == "on",
    )

    class Meta:
        model = Holiday
        fields = ["day", "works", "name"]
        help_texts = {"name": "例如：国庆节、国庆节调休。"}
        error_messages = {"day": {"unique": "这一天已在表中；要更改请先删除。"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean(self):
        """A worked weekday, or a worked day of any kind that is worked anyhow, is no exception."""
        cleaned = super().clean()
        day, works = cleaned.get("day"), cleaned.get("works")
        if day and works and day.weekday() < 5:
            self.add_error("works", "这一天是周一至周五，本来就上班，不必录入。")
        return cleaned
