from django import forms

from fulian.files.sniff import ACCEPT, HELP
from fulian.forms import MultipleFileField, MultipleFileInput, PortalForm, RowForm, row_formset
from supervision.models import Finding, Inspection, InspectionItem

SCORES = [(score, f"{score}分") for score in range(5, 0, -1)]


class PlanForm(PortalForm, forms.ModelForm):
    """When and how, and which duty of the department it answers."""

    class Meta:
        model = Inspection
        fields = ["duty", "held_on", "manner", "supervisors"]

    def __init__(self, *args, duties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duty"].queryset = duties
        self.fields["duty"].empty_label = "不对应任务（临时督导）"


class RecordForm(PortalForm, forms.ModelForm):
    class Meta:
        model = Inspection
        fields = [
            "held_on",
            "manner",
            "supervisors",
            "present",
            "documents",
            "interviews",
            "progress",
            "good_points",
            "suggestions",
            "conclusion",
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ["documents", "interviews", "progress", "good_points", "suggestions"]
        }


class ItemRow(PortalForm, forms.ModelForm):
    score = forms.TypedChoiceField(
        label="评分（1–5）",
        choices=[("", "—"), *SCORES],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = InspectionItem
        fields = ["score", "note"]
        widgets = {"note": forms.TextInput(attrs={"class": "form-control"})}


ItemRows = forms.modelformset_factory(InspectionItem, ItemRow, extra=0, can_delete=False)


class FindingRow(RowForm, forms.ModelForm):
    class Meta:
        model = Finding
        fields = ["description", "severity", "due_on"]
        labels = {"description": "问题和整改要求"}

    def has_changed_content(self) -> bool:
        """A row counts once it describes a problem; the severity alone is only its first value."""
        return bool(getattr(self, "cleaned_data", {}).get("description"))


FindingRows = row_formset(FindingRow, extra=2)


class AcknowledgeForm(PortalForm, forms.Form):
    reply = forms.CharField(
        label="承接单位意见",
        help_text="没有意见请写“无异议”。确认后即视为承接单位签字。",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(PortalForm, forms.Form):
    """整改报告: what was done, with files that show it."""

    text = forms.CharField(label="整改情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    files = MultipleFileField(
        label="整改佐证",
        required=False,
        help_text=HELP,
        widget=MultipleFileInput(attrs={"accept": ACCEPT}),
    )


class RecheckForm(PortalForm, forms.Form):
    recheck = forms.CharField(
        label="复查意见", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
