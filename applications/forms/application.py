"""The 申报书 as one page: whatever was typed is saved together, or comes back together."""

from django import forms
from django.core.validators import MaxLengthValidator

from applications.forms.budget import ActivityRow, BudgetRow, TeamRow, initial_rows
from applications.models import Application
from applications.models.application import State
from applications.models.checks import SLOTS
from fulian.files.sniff import ACCEPT
from fulian.forms import MultipleFileField, MultipleFileInput, PortalForm, row_formset

ROWS = {"activities": (ActivityRow, 3), "team": (TeamRow, 2), "budget": (BudgetRow, 3)}
TALL = {"need": 8, "goal": 8, "plan": 12}


class ApplicationForm(PortalForm, forms.ModelForm):
    """The words of all sections. Nothing is required here: a draft may be as incomplete as it likes."""

    class Meta:
        model = Application
        fields = [
            "title", "summary", "starts_on", "ends_on", "locations",
            "need", "direct_count", "indirect_count",
            "goal", "plan", "volunteer_plan", "risks", "safety_plan",
            "publicity", "sustainability", "promise_accepted", "promise_name",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # cuts pasted text without a word
            if isinstance(field.widget, forms.Textarea):
                self._count(name, field)

    def _count(self, name: str, field) -> None:
        """Show how many characters there may be, and let the page count along."""
        checks = self._meta.model._meta.get_field(name).validators
        limit = next(check.limit_value for check in checks if isinstance(check, MaxLengthValidator))
        field.widget.attrs |= {"data-counter": limit, "rows": TALL.get(name, 4)}
        field.help_text = f"{field.help_text}{limit}字以内。"


class FilesForm(PortalForm, forms.Form):
    """New attachments by kind, and old ones to take off. Saved along with the words."""

    def __init__(self, stored, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for slot, label in SLOTS.items():
            widget = MultipleFileInput(attrs={"accept": ACCEPT})
            self.fields[slot] = MultipleFileField(label=label, required=False, widget=widget)
        self.fields["remove"] = forms.MultipleChoiceField(
            label="勾选要删除的附件，保存时删除",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(one.pk, f"{SLOTS.get(one.slot, '附件')}：{one.name}") for one in stored],
        )
        if not stored:
            del self.fields["remove"]

    def uploads(self) -> list[tuple]:
        """(slot, file) of each new attachment, in order."""
        return [(slot, upload) for slot in SLOTS for upload in self.cleaned_data[slot]]

    def removals(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("remove", [])]


class Draft:
    """All the forms of the edit page as one: text, three tables, attachments."""

    def __init__(self, application, data=None, files=None):
        self.form = ApplicationForm(data, instance=application)
        self.files = FilesForm(application.attachments(), data, files, prefix="files")
        self.tables = {
            name: row_formset(row, extra=extra)(
                data, prefix=name, initial=None if data else initial_rows(application, name, row)
            )
            for name, (row, extra) in ROWS.items()
        }

    def is_valid(self) -> bool:
        """Whether all is; every form is asked, so that every error shows at once."""
        return all([form.is_valid() for form in (self.form, self.files, *self.tables.values())])  # noqa: C419

    @property
    def words(self) -> dict:
        """Field name → cleaned value of the sections."""
        return {name: self.form.cleaned_data[name] for name in self.form.fields}

    @property
    def rows(self) -> dict[str, list[dict]]:
        """Table name → its rows."""
        return {name: table.rows() for name, table in self.tables.items()}


class VersionForm(forms.Form):
    """Which version of the draft the person had open."""

    version = forms.IntegerField(min_value=1)


class FilterForm(forms.Form):
    """Which applications the list shows; nonsense shows all."""

    q = forms.CharField(label="项目、单位或回执编号", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2200)


class AttachForm(PortalForm, forms.Form):
    """One more attachment, from the application's page."""

    slot = forms.ChoiceField(label="附件类别", choices=[*SLOTS.items()])
    upload = forms.FileField(label="文件", widget=forms.FileInput(attrs={"accept": ACCEPT}))
