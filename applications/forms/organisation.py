"""What an organisation says of itself, in the groups of the paper form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from applications import uscc
from applications.models.organisation import SLOTS, TAKEN, Organisation, State
from fulian import clock
from fulian.files.sniff import ACCEPT, HELP
from fulian.forms import PortalForm

FIELDSETS = {
    "登记信息（与登记证书一致）": [
        "name", "uscc", "registry", "registered_on", "certificate_valid_to", "legal_representative",
        "registered_address",
    ],
    "办公与主管": ["office_address", "county", "supervising_body", "grade"],
    "组织建设与人员": ["party_branch", "women_org", "fulltime", "social_workers", "volunteers"],
    "银行账户（项目资金只拨付到此账户）": ["bank_name", "account_name", "account_number"],
    "联系人": ["contact", "mobile", "email"],
    "单位简介": ["intro"],
}  # fmt: skip
COUNTS = ["fulltime", "social_workers", "volunteers"]


class UsccField(forms.CharField):
    """A 统一社会信用代码 however it was typed: full-width, in groups, in small letters."""

    default_validators = [uscc.validate]

    def __init__(self, **kwargs):
        kwargs.pop("max_length", None)  # the length is told in words, by the validator
        kwargs.pop("empty_value", None)
        super().__init__(**kwargs, error_messages={"unique": TAKEN})

    def to_python(self, value):
        return uscc.normalise(super().to_python(value))


class RegisterForm(PortalForm, forms.ModelForm):
    """The two things that make an organisation known; the rest is filled in afterwards."""

    class Meta:
        model = Organisation
        fields = ["name", "uscc"]
        field_classes = {"uscc": UsccField}
        error_messages = {"name": {"unique": TAKEN}}
        help_texts = {"uscc": "18位，见登记证书。空格、全角和小写会自动整理。"}


class OrganisationForm(PortalForm, forms.ModelForm):
    """The whole profile. Only name and code are needed to save it: the rest can wait for another day."""

    class Meta:
        model = Organisation
        fields = [name for names in FIELDSETS.values() for name in names]
        field_classes = {"uscc": UsccField}
        error_messages = {"name": {"unique": TAKEN}}
        widgets = {"intro": forms.Textarea(attrs={"data-counter": 500, "rows": 5})}
        help_texts = {
            "account_name": "应与单位全称一致。",
            "mobile": "11位手机号码，接收通知用。",
            "intro": "500字以内。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intro"].widget.attrs.pop("maxlength", None)  # cuts pasted text without a word
        for name in COUNTS:
            self.fields[name].required = False

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        groups = [
            Fieldset(
                legend,
                Div(*(Field(name, wrapper_class=_width(name)) for name in names), css_class="row"),
            )
            for legend, names in FIELDSETS.items()
        ]
        helper.layout = Layout(*groups)
        return helper

    def clean_registered_on(self):
        day = self.cleaned_data["registered_on"]
        if day and day > clock.today():
            raise forms.ValidationError("登记日期不能晚于今天。")
        return day

    def clean(self):
        cleaned = super().clean()
        for name in COUNTS:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = 0
        start, end = cleaned.get("registered_on"), cleaned.get("certificate_valid_to")
        if start and end and end <= start:
            self.add_error("certificate_valid_to", "证书有效期应晚于登记日期。")
        return cleaned


def _width(name: str) -> str:
    """Short answers stand two in a row on wide screens."""
    return "col-12" if name in {"intro", "party_branch", "women_org"} else "col-md-6"


class FileForm(PortalForm, forms.Form):
    """One document, and what it shows."""

    slot = forms.ChoiceField(label="材料类别", choices=[*SLOTS.items()])
    upload = forms.FileField(label="文件", help_text=HELP, widget=forms.FileInput(attrs={"accept": ACCEPT}))


class FilterForm(forms.Form):
    """Which organisations the list shows; nonsense shows all."""

    q = forms.CharField(label="单位名称或代码", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])
