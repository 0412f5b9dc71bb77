from django import forms

from fulian.forms import PortalForm
from projects.models import Notice


class NoticeForm(PortalForm, forms.ModelForm):
    UNITS = {"days": "工作日"}

    class Meta:
        model = Notice
        fields = ["title", "body", "days"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
