"""导入目录: the file or the pasted text, then the table as read, carried to confirmation under seal."""

from dataclasses import astuple

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from fulian.departments.models import Department
from fulian.forms import PortalForm
from projects.importing import CatalogueDraft, Unreadable, parse, read_table
from projects.importing.grid import Cell, Table

SALT = "projects.import"
A_DAY = 24 * 60 * 60  # seconds a preview may be looked at before it must be made anew
ENDINGS = ".docx,.xlsx,.txt"


class UploadForm(PortalForm, forms.Form):
    """One of the two: a file or pasted text. ``table()`` is what it holds."""

    file = forms.FileField(
        label="目录文件",
        required=False,
        help_text="Word（.docx）、Excel（.xlsx）或文本（.txt），不超过 10 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
    )
    text = forms.CharField(
        label="或者粘贴目录表格",
        required=False,
        strip=False,
        help_text="在 Word、WPS 或网页中选中整张表格（连同表头和合计行）复制后粘贴到这里。",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2100, help_text="标题中已写明年度时可不填。"
    )

    def clean(self):
        data = super().clean()
        if "file" in self.errors or "text" in self.errors:
            return data
        file, text = data.get("file"), data.get("text") or ""
        if bool(file) == bool(text.strip()):
            raise ValidationError("请选择一个文件，或者粘贴表格（两者选一）。", "one_of_both")
        try:
            self.table = read_table(file.read() if file else text)
        except Unreadable as refusal:
            self.add_error("file" if file else "text", ValidationError(str(refusal), "unreadable"))
        return data


def seal(table: Table) -> str:
    """``table`` as a signed text that a page can carry and nobody can change."""
    rows = [[astuple(cell) for cell in row] for row in table.rows]
    return signing.dumps({"titles": table.titles, "rows": rows}, salt=SALT, compress=True)


def unseal(sealed: str) -> Table:
    """The table again; raises ValidationError when it was changed or is too old."""
    try:
        content = signing.loads(sealed, salt=SALT, max_age=A_DAY)
    except signing.BadSignature as broken:
        raise ValidationError("预览已过期，请重新导入。", "sealed") from broken
    return Table(content["titles"], [[Cell(*cell) for cell in row] for row in content["rows"]])


class ConfirmImportForm(PortalForm, forms.Form):
    """The preview's own questions: the year, and who is meant by a department that nobody knows."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)

    def __init__(self, table: Table, data=None, *, year: int | None = None):
        self.table = table
        self.known = Department.objects.names()
        draft = parse(table, year=year, departments=self.known)
        super().__init__(data, initial={"year": draft.year})
        strange = (project.department_text for project in draft.projects if project.department is None)
        self.strange = list(dict.fromkeys(strange))
        for place, text in enumerate(self.strange):
            self.fields[f"department_{place}"] = forms.ModelChoiceField(
                Department.objects.all(),
                label=f"“{text}”是哪个部室" if text else "没有写部室的条目归",
                required=not text,
                empty_label=f"新建部室“{text}”" if text else "请选择",
            )

    def draft(self) -> CatalogueDraft:
        """The table read with the answers, once they are valid, else with what can be proposed."""
        answers = self.cleaned_data if self.is_bound and self.is_valid() else {}
        chosen = {
            text: department.name
            for place, text in enumerate(self.strange)
            if (department := answers.get(f"department_{place}"))
        }
        year = answers.get("year") or self.initial["year"]
        return parse(self.table, year=year, departments=self.known | chosen)
