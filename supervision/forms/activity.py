from crispy_forms.layout import Fieldset, Layout
from django import forms

from fulian.files.sniff import ACCEPT, HELP
from fulian.forms import MultipleFileField, MultipleFileInput, PortalForm
from projects.codes import Code
from supervision.models import Activity
from supervision.models.activity import SLOTS

PLAN = ["title", "starts_at", "ends_at", "place", "lead", "plan_text"]
RECORD = [
    "attendance",
    "women",
    "children",
    "volunteers",
    "bulletin_title",
    "bulletin_text",
    "brand_ok",
    "attire_ok",
    "lessons",
]

DEMANDED = {
    "brand_ok": Code.BRAND_NAME,
    "attire_ok": Code.BRAND_ATTIRE,
}  # asked only where a clause demands it


class PlanForm(PortalForm, forms.ModelForm):
    """What is known before the activity."""

    class Meta:
        model = Activity
        fields = PLAN
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in ["plan_text"]}


class RecordForm(PortalForm, forms.ModelForm):
    """Plan and record of one activity; saved as far as it goes."""

    UNITS = dict.fromkeys(["attendance", "women", "children", "volunteers"], "人次")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = self.instance.agreement.project.codes()
        for name, code in DEMANDED.items():
            if code not in codes:
                del self.fields[name]

    @property
    def helper(self):
        helper = super().helper
        shown = list(helper.layout)
        helper.layout = Layout(
            Fieldset("活动方案", *shown[: len(PLAN)]), Fieldset("活动记录", *shown[len(PLAN) :])
        )
        return helper

    class Meta:
        model = Activity
        fields = PLAN + RECORD
        widgets = {
            name: forms.Textarea(attrs={"rows": 5}) for name in ["plan_text", "bulletin_text", "lessons"]
        }

    def clean(self):
        given = super().clean()
        parts = (given.get("women") or 0) + (given.get("children") or 0)
        if given.get("attendance") is not None and parts > given["attendance"]:
            self.add_error("attendance", "妇女、儿童人次之和不能超过实到人数。")
        return given


class SlotForm(PortalForm, forms.Form):
    """Files for one place of the activity's record."""

    slot = forms.ChoiceField(label="资料类别", choices=list(SLOTS.items()))
    files = MultipleFileField(
        label="选择文件", help_text=HELP, widget=MultipleFileInput(attrs={"accept": ACCEPT})
    )
