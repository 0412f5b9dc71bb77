import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from fulian.departments.models import Department
from fulian.history.models import Entry
from fulian.users.models import Role, User
from projects.importing import read_catalogue
from projects.models import Catalogue, Clause, Indicator, Project, Requirement
from projects.models.project import Track
from tests import factories
from tests.projects.importing.samples import FIXTURES, HEADINGS

FORMATS = ["docx", "xlsx", "txt"]
HEADER = "\t".join(HEADINGS.values())
DEMAND = "1.提交项目结项报告。2.提交专项资金审计报告。"


def pasted(*rows, title="2024年妇女儿童项目发布目录", total=""):
    lines = [title, HEADER, *("\t".join(row) for row in rows)]
    return "\n".join([*lines, f"合计{chr(9) * 8}{total}"] if total else lines)


def row(
    number="1", department="权宣部", name="巾帼课堂", bidders="社会组织", amount="3", period="2024年3月-12月"
):
    goal = "开展活动不少于10场，服务妇女不少于300人次"
    return [number, department, name, goal, "开展活动10场", "妇女", bidders, period, amount, DEMAND]


def upload(client, **fields):
    return client.post(reverse("projects:import_preview"), fields)


def confirm(client, preview, **answers):
    fields = {"table": preview.context["table"], "year": 2024} | answers
    return client.post(reverse("projects:import_confirm"), fields)


@pytest.fixture
def departments(department):
    factories.make_department(name="组织联络部", short_name="组联部")
    factories.make_department(name="家庭儿童工作部", short_name="家儿部")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_catalogue_of_2024_is_imported_from_every_format(client, office, departments, ending):
    client.force_login(office)
    path = FIXTURES / f"catalogue-2024.{ending}"
    preview = upload(client, file=SimpleUploadedFile(path.name, path.read_bytes()))
    assert not Catalogue.objects.exists()
    response = confirm(client, preview)
    catalogue = Catalogue.objects.for_list().get()
    assert response.url == catalogue.get_absolute_url()
    assert (catalogue.year, catalogue.state, catalogue.size, catalogue.total) == (2024, "draft", 3, 197000)
    clauses = Clause.objects.order_by("project__order", "ordinal").values_list("project__number", flat=True)
    assert [list(clauses).count(number) for number in "123"] == [8, 7, 7]
    assert Requirement.objects.count() > Clause.objects.count()
    assert [str(project.department) for project in catalogue.entries()] == ["组联部", "权宣部", "权宣部"]
    assert Entry.objects.of(catalogue).get().by == office


def test_pasted_text_is_shown_before_anything_is_kept(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(), total="3"))
    text = page.content.decode()
    assert all(word in text for word in ("巾帼课堂", "30,000.00", "权益宣传部", "结项报告", "2024-03-01"))
    assert not Project.objects.exists()
    confirm(client, page)
    assert Project.objects.get().amount == 30000


def test_warnings_stand_beside_their_cell(client, office, department):
    client.force_login(office)
    text = pasted(row(period="9个月（2024年5月-2024年12月）"), total="3")
    page = upload(client, text=text)
    cell = next(cell for cell in page.context["preview"].rows[0]["cells"] if cell.field == "period")
    assert "8" in cell.warnings[0]


def test_a_broken_file_names_its_cells_and_cannot_be_confirmed(client, office, departments):
    client.force_login(office)
    path = FIXTURES / "catalogue-broken.xlsx"
    page = upload(client, file=SimpleUploadedFile(path.name, path.read_bytes()))
    errors = [error.place for error in page.context["preview"].errors]
    assert any("项目金额" in place for place in errors)
    assert "确认写入" not in page.content.decode()
    page = confirm(client, page)
    assert page.status_code == 200
    assert not Catalogue.objects.exists()


def test_a_wrong_total_is_an_error(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(), total="4"))
    assert "两者不一致" in page.content.decode()
    confirm(client, page)
    assert not Catalogue.objects.exists()


def test_a_changed_preview_is_refused(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(), total="3"))
    table = page.context["table"]
    response = client.post(reverse("projects:import_confirm"), {"table": f"x{table}", "year": 2024})
    assert response.url == reverse("projects:import_upload")
    assert not Catalogue.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"text": "随便写的", "file": SimpleUploadedFile("a.txt", b"x")}])
def test_either_a_file_or_text_is_wanted(client, office, fields):
    client.force_login(office)
    assert "两者选一" in upload(client, **fields).content.decode()


def test_a_program_in_word_clothes_is_refused(client, office):
    client.force_login(office)
    page = upload(client, file=SimpleUploadedFile("目录.docx", b"MZ\x90\x00" + b"\x00" * 100))
    assert "这是程序" in page.content.decode()


def test_an_unknown_department_can_be_mapped(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(department="宣传科"), total="3"))
    confirm(client, page, department_0=department.pk)
    assert Project.objects.get().department == department


def test_an_unknown_department_is_created_when_not_mapped(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(department="宣传科"), total="3"))
    confirm(client, page)
    assert Project.objects.get().department.name == "宣传科"


def test_without_a_department_one_must_be_chosen(client, office, department):
    client.force_login(office)
    page = upload(client, text=pasted(row(department=""), total="3"))
    assert confirm(client, page).status_code == 200
    assert not Catalogue.objects.exists()
    confirm(client, page, department_0=department.pk)
    assert Project.objects.get().department == department


def test_a_second_import_of_a_year_becomes_its_next_batch(client, office, department):
    client.force_login(office)
    for _ in range(2):
        page = upload(client, text=pasted(row(), total="3"))
        confirm(client, page)
    assert "第1批" in page.content.decode()
    assert list(Catalogue.objects.order_by("batch").values_list("batch", flat=True)) == [1, 2]


@pytest.mark.parametrize("person", ["finance", "leader", "li", "expert", "head"])
def test_others_do_not_import(client, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(reverse("projects:import_upload")).status_code == 403
    assert upload(client, text=pasted(row())).status_code == 403
    assert client.post(reverse("projects:import_confirm")).status_code == 403


def test_the_officers_concerned_are_told(client, office, wang, keeper):
    client.force_login(office)
    confirm(client, upload(client, text=pasted(row(), total="3")))
    assert wang.inbox.get().link == Catalogue.objects.get().get_absolute_url()
    assert not keeper.inbox.exists()


def read(text):
    return read_catalogue(text, departments=Department.objects.names())


def test_it_is_all_or_nothing(office, department):
    draft = read(pasted(row(), row(number="2"), total="6"))
    draft.projects[1].starts_on = draft.projects[1].ends_on
    with pytest.raises(ValidationError) as refusal:
        Catalogue.objects.import_draft(draft, by=office)
    assert "2号“巾帼课堂”" in refusal.value.messages[0]
    assert not Catalogue.objects.exists()
    assert not Clause.objects.exists()


def test_indicators_know_how_they_are_counted(office, department):
    Catalogue.objects.import_draft(read(pasted(row(), total="3")), by=office)
    tallies = {one.unit: one.tally for one in Indicator.objects.filter(value__in=[10, 300])}
    assert tallies == {"场": "activities", "人次": "headcount"}


@pytest.mark.parametrize(
    ("bidders", "track"),
    [
        ("区县妇联", Track.ASSIGNMENT),
        ("具有承接能力的社会组织", Track.SERVICE),
        ("社会组织或区县妇联", Track.SERVICE),
    ],
)
def test_the_track_follows_from_who_may_bid(office, department, bidders, track):
    Catalogue.objects.import_draft(read(pasted(row(bidders=bidders), total="3")), by=office)
    assert Project.objects.get().track == track


def run(*arguments):
    out = StringIO()
    call_command("import_catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_has_read(departments):
    said = run(str(FIXTURES / "catalogue-2022.xlsx"), "--year", "2022")
    assert "项目：3个" in said
    assert "310000.00元（31万元）" in said
    assert "相关要求：19条" in said
    assert Catalogue.objects.get().year == 2022
    assert Entry.objects.of(Catalogue.objects.get()).get().by.username == "portal"


def test_a_dry_run_writes_nothing(departments):
    run(str(FIXTURES / "catalogue-2022.txt"), "--year", "2022", "--dry-run")
    assert not Catalogue.objects.exists()
    assert not User.objects.filter(username="portal").exists()


def test_json_is_one_object_and_the_same_for_every_format(departments):
    read_ = [
        json.loads(run(str(FIXTURES / f"catalogue-2024.{ending}"), "--dry-run", "--json"))
        for ending in FORMATS
    ]
    assert read_[0] == read_[1] == read_[2]
    assert read_[0]["total"] == "197000.00"
    assert len(read_[0]["projects"]) == 3


def test_an_error_ends_the_command_and_names_the_cell(departments):
    with pytest.raises(CommandError) as refusal:
        run(str(FIXTURES / "catalogue-broken.xlsx"), "--year", "2022")
    assert "“项目金额”" in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not Catalogue.objects.exists()


def test_a_missing_file_is_said_in_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="读不到文件"):
        run(str(tmp_path / "没有.docx"))


def test_the_command_writes_in_the_name_of_the_first_administrator(departments, administrator):
    run(str(FIXTURES / "catalogue-2024.docx"))
    assert Entry.objects.of(Catalogue.objects.get()).get().by == administrator


def test_the_command_writes_in_the_name_that_is_given(departments, wang, administrator):
    run(str(FIXTURES / "catalogue-2024.docx"), "--by", "wang")
    assert Entry.objects.of(Catalogue.objects.get()).get().by == wang
    with pytest.raises(CommandError, match="nobody"):
        run(str(FIXTURES / "catalogue-2024.docx"), "--by", "nobody")
    assert not User.objects.holding(Role.ADMINISTRATOR).filter(username="portal").exists()
