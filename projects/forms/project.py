"""目录条目: the ten columns, the indicators, and the settling of requirement types."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from fulian.departments.models import Department
from fulian.forms import PortalForm, RowForm, row_formset
from projects.codes import Code
from projects.importing.clauses import read_clauses
from projects.importing.grid import tidy
from projects.models import Catalogue, Indicator, Project
from projects.models.project import State
from projects.wording import effect

LONG = ["goal", "content", "beneficiaries", "bidders", "requirements"]


class ProjectForm(PortalForm, forms.ModelForm):
    """The ten columns of one entry, and the dates and track that they mean."""

    UNITS = {"amount": "元"}

    class Meta:
        model = Project
        fields = [
            "number",
            "department",
            "name",
            "goal",
            "content",
            "beneficiaries",
            "bidders",
            "track",
            "period",
            "starts_on",
            "ends_on",
            "amount",
            "requirements",
        ]
        widgets = {
            "goal": forms.Textarea(attrs={"rows": 5}),
            "beneficiaries": forms.Textarea(attrs={"rows": 2}),
            "bidders": forms.Textarea(attrs={"rows": 2}),
            "content": forms.Textarea(attrs={"rows": 8}),
            "requirements": forms.Textarea(attrs={"rows": 12}),
        }
        help_texts = {"period": "按目录原文填写，例如“2024年4月-12月”；起止日期在下面填写。"}

    def clean(self):
        """Long texts as the importer keeps them; a number that another entry has is refused here."""
        data = super().clean()
        for name in LONG:
            data[name] = tidy(data.get(name) or "")
        others = Project.objects.filter(catalogue=self.instance.catalogue_id).exclude(pk=self.instance.pk)
        if others.filter(number=data.get("number")).exists():
            self.add_error("number", ValidationError("本目录中已有这个编号。", "taken"))
        return data

    def clauses(self):
        """The clauses of 相关要求 read anew when its text has changed, else None."""
        text = self.cleaned_data["requirements"]
        return None if text == tidy(self.initial["requirements"]) else read_clauses(text)


class IndicatorRow(RowForm, forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ["name", "comparator", "value", "unit", "tally"]


INDICATOR_FIELDS = IndicatorRow.Meta.fields
IndicatorRows = row_formset(IndicatorRow, extra=2)


def indicator_rows(project: Project, data=None):
    """The formset over the indicators that ``project`` has now."""
    initial = [
        row | {"value": row["value"] and Decimal(f"{row['value'].normalize():f}")}
        for row in project.indicators.values(*INDICATOR_FIELDS)
    ]
    return IndicatorRows(data, initial=initial, prefix="indicators")


class ConfirmForm(PortalForm, forms.Form):
    """Which requirement types each clause holds. Refuses when the clauses are no longer those on the page."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, project: Project, data=None):
        self.clauses = list(project.clauses.prefetch_related("requirements"))
        super().__init__(data, initial={"seen": self._keys()})
        for clause in self.clauses:
            self.fields[f"clause_{clause.pk}"] = forms.MultipleChoiceField(
                label=f"第{clause.ordinal}条",
                choices=Code.choices,
                required=False,
                initial=[requirement.code for requirement in clause.requirements.all()],
            )

    def _keys(self) -> str:
        return " ".join(str(clause.pk) for clause in self.clauses)

    def clean_seen(self):
        if self.cleaned_data["seen"] != self._keys():
            raise ValidationError("相关要求刚刚被修改，请按最新内容重新核对。", "stale")
        return self.cleaned_data["seen"]

    def codes(self) -> dict[int, list[str]]:
        """Clause key → codes, as ``Project.confirm`` takes them."""
        return {clause.pk: self.cleaned_data[f"clause_{clause.pk}"] for clause in self.clauses}

    def sections(self):
        """For the page: each clause with its options, the ticked ones first and the rest to be opened."""
        for clause in self.clauses:
            name = f"clause_{clause.pk}"
            ticked = set(self[name].value() or [])
            details = {requirement.code: requirement.details for requirement in clause.requirements.all()}
            options = [
                {
                    "name": name,
                    "code": code,
                    "label": label,
                    "ticked": code in ticked,
                    "effect": effect(code),
                    "details": details.get(code, ""),
                }
                for code, label in Code.choices
            ]
            yield {
                "clause": clause,
                "shown": [option for option in options if option["ticked"]],
                "others": [option for option in options if not option["ticked"]],
            }


class FilterForm(PortalForm, forms.Form):
    """What the list of entries is narrowed down by."""

    year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label="牵头部室", required=False, empty_label="全部"
    )
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *State.choices], required=False)
    q = forms.CharField(label="关键词", required=False, max_length=50)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = Catalogue.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "全部"), *((year, f"{year}年") for year in years)]
