from django import forms

from applications.models import Agreement
from fulian.files.sniff import ACCEPT, HELP
from fulian.forms import MultipleFileField, MultipleFileInput, PortalForm, style
from supervision.models.duty import Light, State
from supervision.obligations import Owner


def choices(kind) -> list[tuple[str, str]]:
    return [("", "全部"), *kind.choices]


class DutyFilter(PortalForm, forms.Form):
    """What the list shows; anything unknown shows all."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label="项目", required=False, empty_label="全部"
    )
    owner = forms.ChoiceField(label="责任方", choices=choices(Owner), required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), ("undone", "未完成"), *State.choices], required=False
    )
    light = forms.ChoiceField(label="进度灯", choices=choices(Light), required=False)

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements
        style(self.fields)

    def project(self):
        """The project that was asked for, if it is one of those on offer."""
        self.is_valid()
        return self.cleaned_data.get("agreement")

    def narrow(self, duties):
        """``duties`` as far as the valid answers narrow them."""
        self.is_valid()  # what is not valid is left out
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        light, state = chosen.pop("light", ""), chosen.pop("state", "")
        duties = duties.filter(**chosen)
        if state:
            duties = duties.undone() if state == "undone" else duties.filter(state=state)
        return duties.with_light(light) if light else duties


class FilesForm(PortalForm, forms.Form):
    """One or several files for a place that the page names."""

    files = MultipleFileField(
        label="选择文件", help_text=HELP, widget=MultipleFileInput(attrs={"accept": ACCEPT})
    )


class StatementForm(PortalForm, forms.Form):
    statement = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
