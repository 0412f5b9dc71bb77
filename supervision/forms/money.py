from django import forms

from fulian import clock
from fulian.files.sniff import ACCEPT, HELP
from fulian.forms import MultipleFileField, MultipleFileInput, PortalForm
from fulian.money import yuan
from projects.models.project import Track
from supervision.models import Expense


class InvoiceForm(PortalForm, forms.Form):
    """What goes with a request for money; under a task letter there is no invoice."""

    invoice_number = forms.CharField(label="发票号码", max_length=40)
    invoice = forms.FileField(
        label="发票扫描件", help_text=HELP, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *args, track: str, **kwargs):
        super().__init__(*args, **kwargs)
        if track == Track.ASSIGNMENT:
            self.fields.clear()


class PaymentForm(PortalForm, forms.Form):
    paid_on = forms.DateField(label="拨付日期", initial=clock.today)
    voucher = forms.CharField(label="凭证号", max_length=40, help_text="如：记-0023。")


class LineField(forms.ModelChoiceField):
    def label_from_instance(self, obj) -> str:
        return f"{obj.get_category_display()} · {obj.item}（预算 {yuan(obj.amount)} 元）"


class ExpenseForm(PortalForm, forms.ModelForm):
    UNITS = {"amount": "元"}

    budget_line = LineField(queryset=None, label="预算科目", empty_label="请选择")
    vouchers = MultipleFileField(
        label="凭证",
        required=False,
        help_text=f"发票、清单、签收表等，可一次选多个。{HELP}",
        widget=MultipleFileInput(attrs={"accept": ACCEPT}),
    )

    class Meta:
        model = Expense
        fields = ["budget_line", "paid_on", "item", "payee", "amount", "method", "invoice_number", "remark"]
        labels = {"amount": "金额"}

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["budget_line"].queryset = agreement.application.budget.all()
