"""Uploads: what a file is, not what it says it is; kept without secrets; read only by who may."""

import hashlib
import io
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from applications.models import Membership
from fulian.files import names, sniff
from fulian.files.models import StoredFile
from tests.factories import make_organisation, make_pdf, make_photo, make_video
from tests.house import samples
from tests.house.samples import upload

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("合同.pdf", samples.pdf(), PDF),
        ("合同.PDF", samples.pdf(), PDF),
        ("照片.jpg", samples.picture(), JPEG),
        ("照片.JPEG", samples.picture(), JPEG),
        ("截图.png", samples.picture("PNG"), PNG),
        ("总结.docx", samples.docx(), sniff.DOCX),
        ("名单.xlsx", samples.xlsx(), sniff.XLSX),
        ("视频.mp4", make_video().read(), "video/mp4"),
        ("只限制打印.pdf", samples.pdf(owner="secret", user=""), PDF),
    ],
)
def test_what_offices_send_is_taken(name, content, kind):
    assert sniff.sniff(upload(name, content)) == kind


def cut(content, part):
    return content[: int(len(content) * part)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("发票.pdf", samples.EXE, "kind"),  # a renamed program
        ("发票.exe", samples.pdf(), "renamed"),
        ("照片.jpg", samples.HTML, "kind"),
        ("照片.svg", samples.SVG, "kind"),
        ("照片.png", samples.SVG, "kind"),
        ("照片.png", samples.picture(), "renamed"),
        ("总结.docx", samples.zipped(readme=b"x"), "kind"),
        ("总结.docx", samples.xlsx(), "renamed"),
        ("总结.docx", samples.with_macro(samples.docx()), "macro"),
        ("名单.xlsx", samples.with_macro(samples.xlsx(), "xl"), "macro"),
        ("总结.docx", cut(samples.docx(), 0.6), "broken"),
        ("总结.docx", OLE, "kind"),
        ("程序.zip", samples.zipped(a_DOT_exe=samples.EXE), "kind"),
        ("扫描.pdf", cut(samples.pdf(20), 0.5), "broken"),
        ("扫描.pdf", b"%PDF-1.7\n" + b"junk " * 1000 + b"\n%%EOF", "broken"),
        ("扫描.pdf", b"%PDF-1.7\n" + samples.HTML + b"\n%%EOF", "broken"),
        ("扫描.pdf", samples.pdf(0), "broken"),
        ("加密.pdf", samples.pdf(owner="a", user="b"), "locked"),
        ("照片.jpg", cut(samples.picture(size=(300, 300)), 0.5), "broken"),
        ("照片.png", cut(samples.picture("PNG", size=(300, 300)), 0.5), "broken"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + samples.HTML, "broken"),
        ("照片.png", samples.bomb(), "pixels"),
        ("照片.png", samples.bomb(10_000, 10_000), "pixels"),
        ("照片.heic", HEIC, "kind"),
        ("空.pdf", b"", "empty"),
        ("没有扩展名", samples.pdf(), "renamed"),
        ("扩展名没有内容.", samples.pdf(), "renamed"),
        ("两个.pdf.exe", samples.pdf(), "renamed"),
    ],
)
def test_what_is_not_what_it_seems_is_refused_by_name(name, content, code):
    file = upload(name, content)
    with pytest.raises(ValidationError) as refusal:
        sniff.sniff(file)
    assert refusal.value.code == code
    assert file.name in refusal.value.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused_even_where_the_pdf_library_made_the_process_lenient(monkeypatch, kind):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # importing WeasyPrint does this
    half = cut(samples.picture(kind, size=(300, 300)), 0.5)
    with pytest.raises(ValidationError) as refusal:
        sniff.sniff(upload("照片.jpg" if kind == "JPEG" else "照片.png", half))
    assert refusal.value.code == "broken"


@pytest.mark.parametrize(("name", "content"), [("大.pdf", samples.pdf()), ("大.docx", samples.docx())])
def test_what_is_too_large_is_refused_before_it_is_opened(name, content):
    file = upload(name, content)
    file.size = 21 * sniff.MEGABYTE
    with pytest.raises(ValidationError) as refusal:
        sniff.sniff(file)
    assert refusal.value.code == "size"


@pytest.mark.parametrize(("content", "word"), [(OLE, "docx"), (HEIC, "JPG")])
def test_a_refusal_says_how_to_make_it_acceptable(content, word):
    with pytest.raises(ValidationError, match="另存为") as refusal:
        sniff.sniff(upload("文件.x", content))
    assert word in refusal.value.message


@given(
    st.binary(max_size=300),
    st.sampled_from([b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b""]),
)
def test_no_bytes_whatever_get_through_or_break_the_check(junk, magic):
    with pytest.raises(ValidationError):
        sniff.sniff(upload("x.pdf", magic + junk))


def kept(content, name, owner, by):
    return StoredFile.objects.keep(upload(name, content), owner=owner, slot="photo", by=by)


def test_a_photo_is_kept_upright_without_place_and_camera(organisation, li):
    stored = kept(samples.photo_with_place(), "活动.jpg", organisation, li)
    content = stored.read()
    image = Image.open(io.BytesIO(content))
    assert image.size == (40, 60)
    assert not image.getexif()
    assert b"SECRETPHONE" not in content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)


def test_a_screenshot_is_kept_without_what_is_written_in_it(organisation, li):
    stored = kept(samples.screenshot_with_words(), "截图.png", organisation, li)
    assert b"SECRETPERSON" not in stored.read()


def test_what_hangs_on_behind_a_picture_is_gone(organisation, li):
    """A picture that is a zip or a page as well, for whoever reads it from the other end."""
    polyglot = samples.picture() + samples.HTML + samples.zipped(a_DOT_exe=samples.EXE)
    content = kept(polyglot, "两面.jpg", organisation, li).read()
    assert b"<script>" not in content
    assert b"PK\x03\x04" not in content


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1", "LA", "I;16"])
def test_pictures_of_every_colouring_are_kept(organisation, li, mode):
    out = io.BytesIO()
    Image.new(mode, (2000, 1000)).save(out, "PNG")
    stored = kept(out.getvalue(), "图.png", organisation, li)
    assert Image.open(io.BytesIO(stored.read())).size == (1600, 800)


def test_a_photo_for_print_is_kept_as_one_for_screens(organisation, li):
    out = io.BytesIO()
    Image.new("CMYK", (3000, 4000)).save(out, "JPEG")
    image = Image.open(io.BytesIO(kept(out.getvalue(), "图.jpg", organisation, li).read()))
    assert (image.mode, image.size) == ("RGB", (1200, 1600))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\合同.pdf", "合同.pdf"),
        ("合\x00同\r\n.pdf", "合 同.pdf"),
        ("fdp.\u202egnp.exe", "fdp. gnp.exe"),  # shown as fdp.exe.png where direction marks count
        ("  合同  .pdf ", "合同.pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        (".pdf", "pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("x." + "长" * 300, "x." + "长" * 198),
    ],
)
def test_names_are_made_harmless(name, clean):
    assert names.clean(name) == clean


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_shown_and_kept(name):
    clean = names.clean(name)
    assert 0 < len(clean) <= names.LONGEST
    assert not {"/", "\\"} & set(clean)
    assert not [char for char in clean if unicodedata.category(char)[0] == "C"]
    assert names.clean(clean) == clean


def test_the_persons_name_for_a_file_never_reaches_the_disk(organisation, li):
    stored = StoredFile.objects.store(
        b"x", "../../../tmp/恶意.p/../df", owner=organisation, slot="x", by=li, mime="text/plain"
    )
    assert ".." not in stored.content.name
    assert "恶意" not in stored.content.name


@pytest.fixture
def scan(application, li):
    """A file of li's draft application."""
    return StoredFile.objects.keep(make_pdf("营业 执照.pdf"), owner=application, slot="proof", by=li)


def headers(client, stored):
    response = client.get(stored.get_absolute_url())
    response.getvalue()  # read to its end, the file is closed
    return response.headers


def test_who_may_see_the_record_may_read_its_file(client, scan, li):
    client.force_login(li)
    response = client.get(scan.get_absolute_url())
    assert response.getvalue() == scan.read()


@pytest.mark.parametrize("person", ["rival", "stranger", "wang", "leader", "administrator", "expert"])
def test_for_everybody_else_the_file_does_not_exist(client, request, scan, person):
    """A draft is its organisation's alone: neither rivals nor staff read its files by guessing."""
    client.force_login(request.getfixturevalue(person))
    assert client.get(scan.get_absolute_url()).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, scan):
    assert client.get(scan.get_absolute_url()).url.startswith("/accounts/login/")


def test_a_member_who_was_deactivated_reads_nothing_more(client, scan, li):
    client.force_login(li)
    assert headers(client, scan)["Content-Type"] == PDF
    Membership.objects.filter(user=li).update(active=False)
    assert client.get(scan.get_absolute_url()).status_code == 404


def test_a_pdf_is_shown_in_place_and_can_do_nothing(client, scan, li):
    client.force_login(li)
    sent = headers(client, scan)
    assert sent["Content-Type"] == PDF
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Disposition"].startswith("inline; filename*=UTF-8''%E8%90%A5%E4%B8%9A%20")
    assert sent["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script-src" not in sent["Content-Security-Policy"]
    assert sent["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("file", "disposition", "sandboxed"),
    [
        (make_photo, "inline", True),
        (make_video, "inline", False),  # browsers play none in a sandbox
        (lambda: upload("总结.docx", samples.docx()), "attachment", True),
    ],
)
def test_pictures_are_sandboxed_and_office_files_are_downloaded(
    client, organisation, li, file, disposition, sandboxed
):
    stored = StoredFile.objects.keep(file(), owner=organisation, slot="proof", by=li)
    client.force_login(li)
    sent = headers(client, stored)
    assert sent["Content-Security-Policy"].endswith("; sandbox") == sandboxed
    assert sent["Content-Disposition"].startswith(disposition)


def test_the_files_of_a_record_are_its_own(organisation, li):
    other = make_organisation()
    StoredFile.objects.keep(make_pdf(), owner=other, slot="proof", by=li)
    assert organisation.slots() == set()
    assert other.slots() == {"proof"}
    assert [stored.slot for stored in StoredFile.objects.of(other)] == ["proof"]


def test_no_address_serves_files_without_asking(client, scan, li):
    client.force_login(li)
    assert client.get(f"/media/{scan.content.name}").status_code == 404
    assert client.get(reverse("files:download", args=[scan.pk + 1])).status_code == 404
