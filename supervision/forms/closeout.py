from django import forms

from fulian import clock
from fulian.forms import PortalForm
from supervision.models import Acceptance, CloseOut
from supervision.models.closeout import REPORT

PROMPTS = {
    "overview": "项目背景、服务对象、起止时间、总体完成情况。",
    "results": "服务了多少人、带来什么变化；写两三个典型案例，不写服务对象真实姓名。",
    "money": "收入、支出、结余，专账管理和审计情况。",
    "experience": "可复制的做法、存在的不足、后续安排。",
}


class FinalReportForm(PortalForm, forms.ModelForm):
    class Meta:
        model = CloseOut
        fields = REPORT
        help_texts = PROMPTS
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in REPORT}


class AcceptanceForm(PortalForm, forms.ModelForm):
    """The panel's sheet. ``suggestions``: score → (what the portal would give, why)."""

    UNITS = dict.fromkeys(Acceptance.SCORES, "分")

    class Meta:
        model = Acceptance
        fields = ["held_on", "place", "panel", *Acceptance.SCORES,
                  "beneficiary_voice", "opinion", "problems", "verdict"]  # fmt: skip
        widgets = dict.fromkeys(
            ["panel", "beneficiary_voice", "opinion", "problems"], forms.Textarea(attrs={"rows": 4})
        )

    def __init__(self, *args, suggestions, **kwargs):
        scores = {name: score for name, (score, _) in suggestions.items() if score is not None}
        kwargs["initial"] = {"held_on": clock.today()} | scores | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name, (_, reason) in suggestions.items():
            self.fields[name].help_text = reason
