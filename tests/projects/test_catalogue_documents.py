import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from fulian.departments.models import Department
from fulian.documents.pdf import count_pages
from projects.documents.catalogue import (
    EXPORTS,
    catalogue_docx,
    catalogue_json,
    catalogue_pdf,
    catalogue_xlsx,
)
from projects.importing import read_catalogue
from projects.models import Catalogue
from tests import factories
from tests.projects.importing.samples import FIXTURES


@pytest.fixture(params=[2022, 2024])
def imported(request, office, department):
    factories.make_department(name="组织联络部", short_name="组联部")
    factories.make_department(name="家庭儿童工作部", short_name="家儿部")
    content = (FIXTURES / f"catalogue-{request.param}.docx").read_bytes()
    draft = read_catalogue(content, departments=Department.objects.names())
    return Catalogue.objects.import_draft(draft, by=office)


@pytest.mark.parametrize("export", [catalogue_xlsx, catalogue_docx])
def test_what_was_exported_imports_as_the_same_rows(imported, export):
    names = Department.objects.names()
    year = imported.year
    first = read_catalogue((FIXTURES / f"catalogue-{year}.txt").read_bytes(), departments=names)
    again = read_catalogue(export(imported), departments=names)
    assert again.errors == []
    assert again.as_json() == first.as_json()


def test_the_sheet_is_the_official_form(imported):
    sheet = load_workbook(io.BytesIO(catalogue_xlsx(imported))).active
    assert sheet["A1"].value == imported.title
    merged = {str(area) for area in sheet.merged_cells.ranges}
    last = sheet.max_row
    assert merged == {"A1:J1", f"A{last}:H{last}"}
    assert [cell.value for cell in sheet[2]][8:] == ["项目金额（万元）", "相关要求"]
    amounts = [sheet.cell(number, 9).value for number in range(3, last + 1)]
    assert sum(amounts[:-1]) == pytest.approx(amounts[-1])
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"


def test_the_document_repeats_its_header_and_names_chinese_fonts(imported):
    document = Document(io.BytesIO(catalogue_docx(imported)))
    section = document.sections[0]
    assert section.page_width > section.page_height
    grid = document.tables[0]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    fonts = {run.element.rPr.rFonts.get(qn("w:eastAsia")) for run in grid.rows[1].cells[3].paragraphs[0].runs}
    assert fonts == {"仿宋"}
    assert grid.rows[-1].cells[0].text == "合计"


def test_formulas_in_a_cell_stay_text(catalogue, department):
    factories.make_project(catalogue=catalogue, department=department, name="=1+1")
    sheet = load_workbook(io.BytesIO(catalogue_xlsx(catalogue))).active
    assert sheet["C3"].data_type == "s"


def test_the_pdf_has_pages(imported):
    content = catalogue_pdf(imported)
    assert content.startswith(b"%PDF")
    assert count_pages(content) >= 2


def test_the_json_holds_what_the_importer_read(imported):
    content = json.loads(catalogue_json(imported))
    names = Department.objects.names()
    source = (FIXTURES / f"catalogue-{imported.year}.txt").read_bytes()
    read = read_catalogue(source, departments=names).as_json()
    assert content["projects"] == read["projects"]
    assert (content["title"], content["year"], content["total"]) == (
        read["title"],
        read["year"],
        read["total"],
    )


@pytest.mark.parametrize("kind", EXPORTS)
def test_everybody_may_download_a_published_catalogue(client, catalogue, project, kind):
    response = client.get(reverse("projects:catalogue_export", args=[catalogue.pk, kind]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_draft_is_downloaded_by_staff_only(client, imported, li, wang, kind):
    page = reverse("projects:catalogue_export", args=[imported.pk, kind])
    assert client.get(page).status_code == 404
    client.force_login(li)
    assert client.get(page).status_code == 404
    client.force_login(wang)
    assert client.get(page).status_code == 200


def test_other_formats_do_not_exist(client, catalogue):
    assert client.get(reverse("projects:catalogue_export", args=[catalogue.pk, "exe"])).status_code == 404


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_command_writes_the_file(imported, tmp_path, kind):
    target = tmp_path / f"目录.{kind}"
    call_command("export_catalogue", str(imported.year), "--format", kind, "-o", str(target))
    assert target.stat().st_size > 1000


def test_the_command_prefers_what_is_published(tmp_path, db):
    for batch, state in ((1, "published"), (2, "draft")):
        catalogue = factories.make_catalogue(year=2024, batch=batch, state=state, title=f"第{batch}批目录")
        factories.make_project(catalogue=catalogue)
    target = tmp_path / "a.json"
    call_command("export_catalogue", "2024", "--format", "json", "-o", str(target))
    assert json.loads(target.read_text(encoding="utf-8"))["title"] == "第1批目录"
    call_command("export_catalogue", "2024", "--format", "json", "--batch", "2", "-o", str(target))
    assert json.loads(target.read_text(encoding="utf-8"))["title"] == "第2批目录"


def test_a_year_without_a_catalogue_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="没有1999年"):
        call_command("export_catalogue", "1999", "--format", "pdf", "-o", str(tmp_path / "a.pdf"))
