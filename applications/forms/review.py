from decimal import Decimal

from django import forms

from applications.models import Application, Review
from applications.models.review import Recommendation
from fulian.forms import PortalForm, style
from fulian.users.models import Role, User


class PeopleChoice(forms.ModelMultipleChoiceField):
    """Experts by name, with the department of those who work for the federation."""

    def label_from_instance(self, obj) -> str:
        return f"{obj}（{obj.department}）" if obj.department else str(obj)


class OrganisationChoice(forms.ModelMultipleChoiceField):
    """Applications by the organisation that made them."""

    def label_from_instance(self, obj) -> str:
        return str(obj.organisation)


class AssignForm(PortalForm, forms.Form):
    """Who reviews what: ``applications`` can be assigned, ``short`` ones still need experts."""

    experts = PeopleChoice(
        queryset=User.objects.none(), label="评审专家", widget=forms.CheckboxSelectMultiple
    )
    applications = OrganisationChoice(
        queryset=Application.objects.none(), label="分配给以下申报书", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, applications, short=(), **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding(Role.EXPERT).select_related("department")
        self.fields["experts"].queryset = people.order_by("name", "pk")
        self.fields["applications"].queryset = applications
        self.fields["applications"].initial = [application.pk for application in short]


class ScoreForm(PortalForm, forms.Form):
    """One expert's scores, as far as given; completeness is asked for at signing."""

    comment = forms.CharField(
        label="总体意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="签署前须填写，不少于20字。",
    )
    recommendation = forms.ChoiceField(
        label="评审建议", required=False, widget=forms.RadioSelect, choices=Recommendation
    )

    def __init__(self, *args, review: Review, **kwargs):
        self.criteria = list(review.criteria())
        kept = {score.criterion_id: score for score in review.scores.all()}
        initial = {"comment": review.comment, "recommendation": review.recommendation}
        for key, score in kept.items():
            initial |= {f"c{key}-score": score.value, f"c{key}-comment": score.comment}
        super().__init__(*args, initial=initial, **kwargs)
        for criterion in self.criteria:
            self._add(criterion)

    def _add(self, criterion) -> None:
        value = forms.DecimalField(
            label=f"{criterion.name}：得分",
            required=False,
            min_value=0,
            max_value=criterion.weight,
            max_digits=4,
            decimal_places=1,
            widget=forms.NumberInput(attrs={"step": "0.5"}),
        )
        remark = forms.CharField(
            label=f"{criterion.name}：评语",
            required=False,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 1}),
        )
        style({"value": value, "remark": remark})
        self.fields[f"c{criterion.pk}-score"], self.fields[f"c{criterion.pk}-comment"] = value, remark

    def rows(self) -> list[tuple]:
        """(criterion, score field, comment field) for the page's table."""
        return [
            (criterion, self[f"c{criterion.pk}-score"], self[f"c{criterion.pk}-comment"])
            for criterion in self.criteria
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        for criterion in self.criteria:
            name = f"c{criterion.pk}-score"
            value, remark = cleaned.get(name), cleaned.get(f"c{criterion.pk}-comment")
            if value is not None and value % Decimal("0.5"):
                self.add_error(name, "最小单位为0.5分。")
            elif value is None and remark and name not in self.errors:
                self.add_error(name, "已写评语，请同时打分。")
        return cleaned

    def scores(self) -> dict[int, tuple[Decimal | None, str]]:
        """Criterion key → (score or None, comment), as Review.score takes them."""
        return {
            criterion.pk: (
                self.cleaned_data[f"c{criterion.pk}-score"],
                self.cleaned_data[f"c{criterion.pk}-comment"],
            )
            for criterion in self.criteria
        }
