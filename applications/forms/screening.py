from django import forms

from applications.models.screening import Result
from fulian.forms import PortalForm, style


class ScreeningForm(PortalForm, forms.Form):
    """A result and a reason for each item of the check-list (items_for: name, what the portal found)."""

    def __init__(self, *args, items: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for n, (name, _) in enumerate(items):
            self.fields[f"result{n}"] = forms.ChoiceField(
                label=f"{name}：结论",
                choices=Result,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )
            self.fields[f"reason{n}"] = forms.CharField(
                label=f"{name}：理由",
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
            style({"reason": self.fields[f"reason{n}"]})

    def rows(self) -> list[tuple]:
        """(item, what the portal found, result field, reason field) for the page's table."""
        return [
            (name, found, self[f"result{n}"], self[f"reason{n}"])
            for n, (name, found) in enumerate(self.items)
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        for n, (name, _) in enumerate(self.items):
            result = cleaned.get(f"result{n}")
            if result and result != Result.PASS and not cleaned.get(f"reason{n}"):
                self.add_error(f"reason{n}", f"“{name}”的结论不是通过，请写明理由。")
        return cleaned

    def conclusions(self) -> list[tuple[str, str, str]]:
        """(item, result, reason), as Screening.objects.conclude takes them."""
        return [
            (name, self.cleaned_data[f"result{n}"], self.cleaned_data[f"reason{n}"])
            for n, (name, _) in enumerate(self.items)
        ]
