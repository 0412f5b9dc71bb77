from django import forms

from applications.models import Award
from fulian.forms import PortalForm


class DecideForm(PortalForm, forms.ModelForm):
    """The leader's decision: minutes, amount, and why when it is not the first of the ranking."""

    UNITS = {"amount": "元"}

    class Meta:
        model = Award
        fields = ["minutes", "amount", "reason"]
        labels = {"amount": "立项金额"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "minutes": "党组会或主席办公会的会议纪要编号，例如〔2024〕5号。",
            "reason": "所选申报书不是得分最高的，须写明理由；理由会保存在操作记录中。",
        }
