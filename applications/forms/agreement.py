from django import forms

from applications.models import Agreement
from applications.models.agreement import State
from fulian.files import sniff
from fulian.forms import PortalForm


class AgreementForm(PortalForm, forms.ModelForm):
    """What may still be settled on the paper before it is signed; the amount is the decision's."""

    class Meta:
        model = Agreement
        fields = [
            "contractor_representative",
            "starts_on",
            "ends_on",
            "bank_name",
            "account_name",
            "account_number",
            "extra_terms",
        ]
        help_texts = {
            "ends_on": "协议期限应在目录规定的实施时间之内。",
            "extra_terms": "每行一条，作为“补充约定”印在正文最后；没有可不填。",
        }


class SignForm(PortalForm, forms.Form):
    """The paper with both signatures and seals."""

    scan = forms.FileField(
        label="签章扫描件",
        help_text="双方签字盖章后的扫描件，PDF或JPG、PNG图片，不超过20 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    signed_on = forms.DateField(label="签订日期")

    def clean_scan(self):
        """Refuse at once what is not the file it says it is."""
        scan = self.cleaned_data["scan"]
        sniff.sniff(scan)
        return scan


class AgreementFilter(PortalForm, forms.Form):
    """The list's filter: catalogue year and state."""

    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=9999)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])

    def conditions(self) -> dict:
        """What the list is filtered by; nonsense filters nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        names = {"year": "project__catalogue__year", "state": "state"}
        return {names[name]: value for name, value in given.items() if value}
