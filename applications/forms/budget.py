"""The rows of the tables in the 申报书: budget, planned activities, team. Half a row can be saved, too."""

from decimal import Decimal

from django import forms

from applications.models import BudgetLine, PlannedActivity, TeamMember
from fulian.forms import RowForm


class DraftRow(RowForm):
    """A row in which nothing is required; it counts once one of its ``MEANT`` fields holds something."""

    MEANT: list[str] = []
    BLANK: list[str] = []  # columns whose default the page does not show
    ZERO: list[str] = []  # numbers that the database keeps as 0 when they are left out

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs.pop("maxlength", None)  # cuts pasted text without a word

        for name in self.BLANK:
            if not self.initial.get(name):
                self.initial[name] = None

    def has_changed_content(self) -> bool:
        kept = getattr(self, "cleaned_data", {})
        return any(kept.get(name) for name in self.MEANT)

    def clean(self):
        cleaned = super().clean()
        for name in self.ZERO:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = 0
        return cleaned


class BudgetRow(DraftRow, forms.ModelForm):
    MEANT = ["category", "item", "basis", "unit_price", "own", "unit", "note"]
    BLANK = ["unit_price", "own"]
    ZERO = ["unit_price", "quantity", "times", "own"]

    class Meta:
        model = BudgetLine
        fields = ["category", "item", "basis", "unit_price", "unit", "quantity", "times", "own", "note"]


class ActivityRow(DraftRow, forms.ModelForm):
    MEANT = ["name", "held_on", "place", "people", "lead"]

    class Meta:
        model = PlannedActivity
        fields = ["name", "held_on", "place", "people", "lead"]


class TeamRow(DraftRow, forms.ModelForm):
    MEANT = ["name", "duty", "qualification"]

    class Meta:
        model = TeamMember
        fields = ["name", "duty", "qualification", "fulltime"]


def initial_rows(application, name: str, row) -> list[dict]:
    """The stored rows as the inputs show them: no needless zeros, nothing where nothing is."""
    return [
        {field: _shown(getattr(line, field)) for field in row.Meta.fields}
        for line in getattr(application, name).all()
    ]


def _shown(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else None
    return None if value == 0 and not isinstance(value, bool) else value
