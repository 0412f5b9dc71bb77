import hashlib
import io
import re
import zipfile

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from openpyxl import load_workbook

from supervision.documents.archive import Appended, laid_under
from supervision.documents.package import INDEX, MANIFEST, README, archive_papers, safe, verify
from tests import factories
from tests.supervision.closing import make_accepted, make_running, pay


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """(book, package) of one accepted agreement, built once for the whole file and rolled back at once."""
    with django_db_blocker.unblock(), transaction.atomic():
        department = factories.make_department(name="权益宣传部", short_name="权宣部")
        li, finance = factories.make_user(), factories.make_user("finance")
        wang, head = (factories.make_user(role, department=department) for role in ("officer", "head"))
        agreement = make_accepted(department, factories.make_organisation(li), li, wang, head)
        pay(agreement.instalments.get(number=1), li, head, finance)
        agreement.files.model.objects.keep(
            factories.make_photo("盖章页.jpg"), owner=agreement, slot="signed", by=wang
        )
        with archive_papers(agreement) as papers:
            made = papers.book, papers.package.read()
        transaction.set_rollback(True)
    return made


@pytest.fixture
def package(built):
    return built[1]


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream


def test_the_package_stands_in_the_tree(package):
    folders = {name.split("/")[0] for name in members(package)}
    assert folders == {
        "2-合同类", "3-资金类", "4-过程类", "7-验收类", "8-成册类", INDEX, README, MANIFEST,
    }  # fmt: skip
    names = "\n".join(members(package))
    for wanted in ["协议书.pdf", "资金使用明细表.xlsx", "支出凭证/", "活动1：亲子阅读/", "视频.mp4",
                   "项目结项报告.pdf", "结项验收意见.pdf", "专项资金审计报告：AUDIT_REPORT.pdf",
                   "项目档案（全文）.pdf"]:  # fmt: skip
        assert wanted in names


def test_the_manifest_holds_every_member(package):
    content = members(package)
    lines = dict(reversed(line.split("  ", 1)) for line in content.pop(MANIFEST).decode().splitlines())
    assert lines == {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}


def test_the_index_lists_every_paper_with_its_hash(package):
    content = members(package)
    rows = list(load_workbook(io.BytesIO(content[INDEX])).active.iter_rows(min_row=3, values_only=True))
    assert rows[0][:8] == ("序号", "档号", "题名", "责任者", "日期", "页数", "备注", "文件")
    assert [row[0] for row in rows[1:]] == list(range(1, len(content) - 2))
    for row in rows[1:]:
        assert hashlib.sha256(content[row[7]]).hexdigest() == row[8]
    assert rows[1][5] >= 1  # the agreement's pages are counted
    assert rows[1][6] == "保管期限：永久"


def test_the_contents_count_what_is_appended(built):
    book, package = built
    appended = [
        name for name in members(package) if re.search("扫描件|盖章页|发票|AUDIT|THIRD|HANDOVER|BOOK", name)
    ]
    with pikepdf.open(io.BytesIO(book)) as pdf:
        links = [note for page in list(pdf.pages)[1:3] for note in page.get("/Annots", [])]
        named = pdf.Root.Names.Dests.Names
        places = {str(named[n]): named[n + 1][0].objgen for n in range(0, len(named), 2)}
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        begins = sorted(numbers[places[name]] for name in places if name.startswith("paper-"))
        assert len(links) > len(begins) == len(appended) == 7
        assert begins[-1] == len(pdf.pages)  # one page each: they stand at the end, one after the other
        assert begins == list(range(begins[0], begins[0] + len(appended)))


def make_pages(*sizes):
    """A PDF with one page of each (width, height)."""
    with pikepdf.new() as pdf:
        for size in sizes:
            pdf.add_blank_page(page_size=size)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_every_appended_page_lies_under_its_number():
    book, paper = make_pages(*[(595, 842)] * 3), make_pages((595, 842), (842, 595))
    with pikepdf.open(io.BytesIO(laid_under(book, [Appended("甲", paper, [False, True])]))) as whole:
        assert ["/XObject" in page.get("/Resources", {}) for page in whole.pages] == [False, True, True]


def test_a_whole_package_verifies(package):
    assert verify(io.BytesIO(package)) == []


def test_a_changed_byte_is_found(package):
    content = members(package)
    name = next(name for name in content if name.endswith("协议书.pdf"))
    changed = bytearray(content[name])
    changed[100] ^= 1
    assert verify(packed(content | {name: bytes(changed)})) == [f"内容不符：{name}"]


def test_a_byte_changed_in_the_file_itself_is_found(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        name = next(one for one in archive.namelist() if one.endswith("协议书.pdf"))
        info = archive.getinfo(name)
    broken = bytearray(package)
    broken[info.header_offset + 30 + len(info.filename.encode()) + 200] ^= 1
    assert verify(io.BytesIO(bytes(broken))) == [f"内容不符：{name}"]


def test_a_missing_member_is_found(package):
    content = members(package)
    name = next(name for name in content if name.endswith(".mp4"))
    del content[name]
    assert verify(packed(content)) == [f"缺少：{name}"]


def test_an_added_member_is_found(package):
    content = members(package) | {"3-资金类/夹带.pdf": b"x"}
    assert verify(packed(content)) == ["多出：3-资金类/夹带.pdf（不在清单中）"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_packed_twice_is_found(package):
    stream = io.BytesIO(package)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(README, "另一份说明")
    assert f"重复：{README}" in verify(stream)


def test_without_a_manifest_nothing_is_believed(package):
    content = members(package)
    del content[MANIFEST]
    assert verify(packed(content)) == [f"缺少校验清单 {MANIFEST}。"]


@pytest.mark.parametrize("broken", [b"", b"not a zip", b"PK\x03\x04" + b"0" * 64])
def test_what_is_no_package_is_said_to_be_none(broken):
    assert "档案包打不开" in verify(io.BytesIO(broken))[0]


def test_a_garbled_manifest_is_said_to_be_so():
    assert "清单损坏" in verify(packed({MANIFEST: b"one\n"}))[0]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc", "_.._etc"), ("a/b:c*?", "a_b_c__"), (" . ", "_"), ("正常 名称", "正常 名称")],
)
def test_names_are_safe_in_any_path(name, kept):
    assert safe(name) == kept


def test_the_commands_build_and_verify(department, organisation, li, wang, head, tmp_path, capsys):
    agreement = make_accepted(department, organisation, li, wang, head)
    call_command("build_archive", agreement.number, "-o", str(tmp_path / "out"))
    package = tmp_path / "out" / f"{agreement.number}档案.zip"
    assert (tmp_path / "out" / f"{agreement.number}档案.pdf").read_bytes().startswith(b"%PDF")
    call_command("verify_archive", str(package))
    assert "校验通过" in capsys.readouterr().out
    content = members(package.read_bytes())
    content[README] += b"!"
    package.write_bytes(packed(content).getvalue())
    with pytest.raises(CommandError, match=f"内容不符：{README}"):
        call_command("verify_archive", str(package))
    agreement.refresh_from_db()
    assert agreement.state == "accepted"  # the command files nothing


def test_the_command_builds_only_what_is_accepted(department, organisation, tmp_path):
    running = make_running(department, organisation)
    with pytest.raises(CommandError, match="验收通过后才能生成档案"):
        call_command("build_archive", str(running.pk), "-o", str(tmp_path))
    with pytest.raises(CommandError, match="没有编号为“无此协议”的协议"):
        call_command("build_archive", "无此协议", "-o", str(tmp_path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("verify_archive", str(tmp_path / "无.zip"))
